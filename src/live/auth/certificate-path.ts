/** The way from a certificate to an authority that is trusted (RFC 5280 §6, as much of it as grids use). */
import type { Certificate } from './certificate.js'
import type { RevocationList } from './revocation-list.js'

/** Extensions that are heeded; others that are critical are a reason to refuse. */
const heeded = [
  '1.3.6.1.5.5.7.1.14', // proxy information
  '2.5.29.15', // key usage
  '2.5.29.19', // basic constraints
  '2.5.29.37', // extended key usage
  '2.5.29.17', // alternative names of the subject
  '2.5.29.32', // policies
]
const LONGEST_PATH = 10

/** Who is trusted. */
export interface Trust {
  readonly authorities: readonly Certificate[]
  /** What authorities have taken back; those without a list are believed in all. */
  readonly revocations: ReadonlyMap<Certificate, readonly RevocationList[]>
}

/**
 * The authorities that vouch for a certificate, the last of them a trusted one.
 * @param shown further certificates that may stand between
 * @returns why there are none, in words, where it is so
 */
export function pathToAuthority(
  owner: Certificate,
  shown: readonly Certificate[],
  { authorities, revocations }: Trust,
  nowMilliseconds: number,
): Certificate[] | string {
  if (owner.isOfAuthority) return `${owner.subject} is an authority, and no caller`
  const path: Certificate[] = []
  for (let last = owner; path.length < LONGEST_PATH; last = path[path.length - 1]) {
    const wrong = faultOf(last, nowMilliseconds)
    if (wrong !== undefined) return wrong
    const signs = (one: Certificate): boolean =>
      isAuthority(one) && one.pathLength >= path.length && one.isValidAt(nowMilliseconds) && last.isSignedBy(one)
    const trusted = authorities.find(signs)
    if (trusted !== undefined) {
      const lists = revocations.get(trusted) ?? []
      return oddityOf(trusted) ?? revocationOf(last, trusted, lists, nowMilliseconds) ?? [...path, trusted]
    }
    const between = shown.find((one) => !path.includes(one) && signs(one))
    if (between === undefined) return `no trusted authority vouches for ${owner.subject}`
    path.push(between)
  }
  return `the way from ${owner.subject} to an authority is too long`
}

/** What is wrong with a certificate by itself, in words. */
export function faultOf(one: Certificate, nowMilliseconds: number): string | undefined {
  if (!one.isValidAt(nowMilliseconds)) return `the certificate of ${one.subject} has expired, or is not valid yet`
  if (one.weakness !== undefined) return `the certificate of ${one.subject} has ${one.weakness}`
  return oddityOf(one)
}

/** What is critical must be heeded: names that an authority may not vouch for are such a thing. */
function oddityOf(one: Certificate): string | undefined {
  const odd = [...one.extensions].find(([id, { isCritical }]) => isCritical && !heeded.includes(id))
  return odd && `the certificate of ${one.subject} has an extension ${odd[0]} that is not understood`
}

function isAuthority(one: Certificate): boolean {
  return one.isOfAuthority && one.mayUseKey('keyCertSign')
}

/** Where an authority keeps a list, the list must be a current one: an old one may not know of what was stolen since. */
function revocationOf(
  one: Certificate,
  authority: Certificate,
  lists: readonly RevocationList[],
  nowMilliseconds: number,
): string | undefined {
  if (lists.some((list) => list.has(one))) return `the certificate of ${one.subject} has been revoked`
  if (lists.length === 0 || lists.some((list) => list.isCurrentAt(nowMilliseconds))) return undefined
  return `the list of revoked certificates of ${authority.subject} is out of date`
}
