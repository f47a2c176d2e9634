/** Whose certificate it is: the walk from a proxy to its owner and on to a trusted authority (RFC 3820). */
import type { Certificate } from './certificate.js'
import { faultOf, pathToAuthority, type Trust } from './certificate-path.js'
import { DerTag, objectIdOf, readDer, valuesIn, wholeOf } from './der.js'

const COMMON_NAME = '2.5.4.3'
const PROXY_INFO = '1.3.6.1.5.5.7.1.14'
const INHERIT_ALL = '1.3.6.1.5.5.7.21.1'
const LIMITED = '1.3.6.1.4.1.3536.1.1.1.9'
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
 * @returns why it is refused, in words, where it is
 */
export function ownerOfChain(
  chain: readonly Certificate[],
  trust: Trust,
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
  const authorities = pathToAuthority(owner, chain.slice(place + 1), trust, nowMilliseconds)
  if (typeof authorities === 'string') return authorities
  const wrong = proxies.map((proxy) => faultOf(proxy, nowMilliseconds)).find((fault) => fault !== undefined)
  if (wrong !== undefined) return wrong
  const idle = [...proxies, owner].find(({ mayCall }) => !mayCall)
  if (idle !== undefined) return `the certificate of ${idle.subject} is not one to call servers with`
  const path = [...proxies, owner, ...authorities]
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
  const length = info[0]?.tag === DerTag.integer ? wholeOf(info[0]) : Infinity
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
  const last = isLonger ? valuesIn(own[its.length]) : []
  return last.length === 1 && objectIdOf(valuesIn(last[0])[0]) === COMMON_NAME
}
