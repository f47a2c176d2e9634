import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { BadInput } from '../../model/bad-input.js'
import type { Caller, Identity } from './caller.js'
import { Certificate } from './certificate.js'
import { ownerOfChain } from './certificate-chain.js'
import { type RoleRules, standingOf } from './role-rules.js'
import { vomsAttributes } from './voms.js'

/** Chains whose owner is remembered, so that a caller with many connections is looked at once. */
const MOST_CHAINS = 10_000
const LONGEST_CHAIN = 12

/** Somebody who is turned away, in words. */
export class Refused {
  constructor(readonly reason: string) {}
}

/** Recognises callers by the certificate that they show: their own, or a proxy of it. */
export class Certificates {
  private readonly known = new Map<string, { readonly found: Caller | Refused; readonly until: number }>()

  /**
   * @param authorities that are trusted
   * @param vomsServers whose attributes count
   */
  constructor(
    private readonly authorities: readonly Certificate[],
    private readonly vomsServers: readonly Certificate[],
    private readonly rules: RoleRules,
    private readonly nowMilliseconds: () => number = Date.now,
  ) {}

  /** Who is at the other end; undefined: nobody who showed a certificate. */
  callerOf(socket: TLSSocket): Caller | Refused | undefined {
    const chain = shownChain(socket.getPeerCertificate(true))
    if (chain.length === 0) return undefined
    const key = createHash('sha256').update(Buffer.concat(chain)).digest('base64')
    const known = this.known.get(key)
    const now = this.nowMilliseconds()
    if (known !== undefined && now < known.until) return known.found
    const found = this.recognised(chain, now)
    const until = found instanceof Refused ? now + 60_000 : (found.identity?.expiresAtMilliseconds ?? now)
    if (this.known.size >= MOST_CHAINS) this.known.clear()
    this.known.set(key, { found, until })
    return found
  }

  private recognised(raw: readonly Buffer[], now: number): Caller | Refused {
    try {
      const chain = raw.map((bytes) => new Certificate(bytes))
      const found = ownerOfChain(chain, this.authorities, now)
      return typeof found === 'string' ? new Refused(found) : this.admitted(found, now)
    } catch (error) {
      return new Refused(`the certificate cannot be read: ${(error as Error).message}`)
    }
  }

  private admitted(found: Exclude<ReturnType<typeof ownerOfChain>, string>, now: number): Caller | Refused {
    const { owner, proxies, isLimited, expiresAt } = found
    const attributes = vomsAttributes(proxies, owner, this.vomsServers, now)
    if (typeof attributes === 'string') return new Refused(attributes)
    const identity: Identity = {
      how: 'x509',
      subject: owner.subject,
      vo: attributes?.vo ?? '',
      groups: attributes?.fqans ?? [],
      isLimitedProxy: isLimited,
      expiresAtMilliseconds: Math.min(expiresAt, attributes?.expiresAt ?? Infinity),
    }
    const { user, roles } = standingOf(identity, this.rules)
    if (roles.length === 0) return new Refused(`${owner.subject} belongs to no virtual organisation that may come in`)
    return { number: 0, user, roles, identity }
  }
}

/** The certificates that were shown, as bytes; Node tells them one by one, and the last one of itself. */
function shownChain(first: DetailedPeerCertificate | Record<string, never>): Buffer[] {
  const chain: Buffer[] = []
  let one = first as Partial<DetailedPeerCertificate>
  while (one.raw !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push(one.raw)
    if (one.issuerCertificate === undefined || one.issuerCertificate === one) break
    one = one.issuerCertificate
  }
  return chain
}

/**
 * The certificates in the files of a folder, such as `/etc/grid-security/certificates`: all that begin as PEM does.
 * @throws BadInput when the folder cannot be read, or none is in it
 */
export function readCertificates(folder: string): Certificate[] {
  const found: Certificate[] = []
  for (const name of namesIn(folder)) {
    const file = join(folder, name)
    for (const pem of pemsIn(file)) {
      try {
        found.push(new Certificate(Buffer.from(pem, 'base64')))
      } catch (error) {
        throw new BadInput(
          file,
          `a certificate in it cannot be read: ${(error as Error).message}`,
          'certificates as PEM',
        )
      }
    }
  }
  if (found.length === 0) throw new BadInput(folder, 'there is no certificate in it', 'a folder of certificates as PEM')
  return found
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    throw new BadInput(folder, (error as Error).message, 'a folder of certificates as PEM')
  }
}

function pemsIn(file: string): string[] {
  let text: string
  try {
    text = readFileSync(file, 'latin1')
  } catch {
    // Hashed names may point at what is not there, and folders are none of ours.
    return []
  }
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map(([, pem]) => pem)
}
