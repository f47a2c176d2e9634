/** Whose certificate it is: the walk from a proxy to its owner and on to a trusted authority (RFC 3820, RFC 5280). */
import type { Certificate } from './certificate.js'
import { DerTag, objectIdOf, readDer, valuesIn } from './der.js'

const PROXY_INFO = '1.3.6.1.5.5.7.1.14'
const INHERIT_ALL = '1.3.6.1.5.5.7.21.1'
const LIMITED = '1.3.6.1.4.1.3536.1.1.1.9'
/** Extensions that this walk heeds; others that are critical are a reason to refuse. */
const heeded = [
  PROXY_INFO,
  '2.5.29.15', // key usage
  '2.5.29.19', // basic constraints
  '2.5.29.37', // extended key usage
  '2.5.29.17', // alternative names of the subject
  '2.5.29.32', // policies
]
const LONGEST_CHAIN = 10

/** Whose chain it is. */
export interface ChainOwner {
  /** The certificate of the person or robot, behind all proxies. */
  readonly owner: Certificate
  /** The proxies, the one that was shown first. */
  readonly proxies: readonly Certificate[]
  readonly isLimited: boolean
  /** When the first part of the chain expires, milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Walks a chain.
 * @param chain as it was shown, the caller's own certificate first
 * @param authorities that are trusted
 * @returns why it is refused, in words, where it is
 */
export function ownerOfChain(
  chain: readonly Certificate[],
  authorities: readonly Certificate[],
  nowMilliseconds: number,
): ChainOwner | string {
  if (chain.length === 0) return 'no certificate was shown'
  if (chain.length > LONGEST_CHAIN) return `the chain has more than ${LONGEST_CHAIN} certificates`
  const place = chain.findIndex((one) => !one.extensions.has(PROXY_INFO))
  if (place < 0) return 'the certificate that the proxy is of was not shown'
  const proxies = chain.slice(0, place)
  const owner = chain[place]
  let isLimited = false
  for (const [i, proxy] of proxies.entries()) {
    const found = faultOfProxy(proxy, chain[i + 1], i)
    if (typeof found === 'string') return found
    isLimited ||= found.isLimited
  }
  const trusted = pathToAuthority(owner, chain.slice(place + 1), authorities, nowMilliseconds)
  if (typeof trusted === 'string') return trusted
  const path = [...proxies, owner, ...trusted]
  for (const one of path) {
    if (!one.isValidAt(nowMilliseconds)) return `the certificate of ${one.subject} has expired, or is not valid yet`
    const odd = [...one.extensions].find(([id, { isCritical }]) => isCritical && !heeded.includes(id))
    if (odd !== undefined) return `the certificate of ${one.subject} has an extension ${odd[0]} that is not understood`
  }
  return { owner, proxies, isLimited, expiresAt: Math.min(...path.map(({ notAfter }) => notAfter)) }
}

/** @param below how many proxies were made of this one */
function faultOfProxy(proxy: Certificate, issuer: Certificate, below: number): { isLimited: boolean } | string {
  const what = `the proxy ${proxy.subject}`
  const { isCritical, value } = proxy.extensions.get(PROXY_INFO)!
  if (!isCritical) return `${what} does not say critically that it is one`
  if (proxy.isOfAuthority) return `${what} says that it is an authority`
  if (!issuer.mayUseKey('digitalSignature')) return `${what} was signed with a key that must not sign`
  if (!proxy.isSignedBy(issuer)) return `${what} was not signed by ${issuer.subject}`
  if (!isNamedAfter(proxy, issuer)) return `${what} is not named after its owner`
  const info = valuesIn(readDer(value))
  const length =
    info[0]?.tag === DerTag.integer ? info[0].content.readUIntBE(0, Math.min(6, info[0].content.length)) : Infinity
  if (below > length) return `${what} allows ${length} further proxies, and ${below} were made of it`
  const policy = info.find(({ tag }) => tag === DerTag.sequence)
  const language = policy === undefined ? '' : objectIdOf(valuesIn(policy)[0])
  if (language !== INHERIT_ALL && language !== LIMITED) return `${what} has rights of a kind that is not understood`
  return { isLimited: language === LIMITED || proxy.subject.endsWith('/CN=limited proxy') }
}

/** Its name is that of its issuer with one common name more (RFC 3820 §3.4). */
function isNamedAfter(proxy: Certificate, issuer: Certificate): boolean {
  const own = valuesIn(readDer(proxy.subjectBytes))
  const its = valuesIn(readDer(issuer.subjectBytes))
  const isLonger = own.length === its.length + 1 && its.every(({ whole }, i) => whole.equals(own[i].whole))
  return isLonger && /\/CN=[^/]*$/.test(proxy.subject)
}

/** The authorities that vouch for a certificate, up to one that is trusted. */
function pathToAuthority(
  owner: Certificate,
  shown: readonly Certificate[],
  authorities: readonly Certificate[],
  now: number,
): Certificate[] | string {
  if (owner.isOfAuthority) return `${owner.subject} is an authority, and no caller`
  const path: Certificate[] = []
  for (let last = owner; path.length < LONGEST_CHAIN; last = path[path.length - 1]) {
    const signs = (one: Certificate): boolean => isAuthority(one) && one.isValidAt(now) && last.isSignedBy(one)
    const trusted = authorities.find(signs)
    if (trusted !== undefined) return [...path, trusted]
    const between = shown.find((one) => !path.includes(one) && signs(one))
    if (between === undefined) return `no trusted authority vouches for ${owner.subject}`
    path.push(between)
  }
  return `the way from ${owner.subject} to an authority is too long`
}

function isAuthority(one: Certificate): boolean {
  return one.isOfAuthority && one.mayUseKey('keyCertSign')
}
