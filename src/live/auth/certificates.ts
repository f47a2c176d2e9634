import { createHash } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { Caller, Identity } from './caller.js'
import { Certificate } from './certificate.js'
import { ownerOfChain } from './certificate-chain.js'
import { type RoleRules, standingOf } from './role-rules.js'
import { vomsAttributes, type VomsTrust } from './voms.js'

/** Chains whose owner is remembered, so that a caller with many connections is looked at once. */
const MOST_CHAINS = 10_000
const LONGEST_CHAIN = 12
/** Whoever is refused is looked at again after that: a certificate may become valid. */
const REFUSED_MILLISECONDS = 60_000

/** Somebody who is turned away, in words. */
export class Refused {
  constructor(readonly reason: string) {}
}

/** A chain as it was shown, and what it is remembered by. */
interface Shown {
  readonly chain: readonly Buffer[]
  readonly key: string
}

/** Recognises callers by the certificate that they show: their own, or a proxy of it. */
export class Certificates {
  private readonly known = new Map<string, { readonly found: Caller | Refused; readonly until: number }>()
  /** What was shown does not change while a connection lasts, and is dear to ask for. */
  private readonly shown = new WeakMap<TLSSocket, Shown>()
  private trust: VomsTrust

  /** @param trusted who is believed; asked again whenever somebody is looked at, and another answer makes all be looked at anew */
  constructor(
    private readonly trusted: () => VomsTrust,
    private readonly rules: RoleRules,
    private readonly nowMilliseconds: () => number = Date.now,
  ) {
    this.trust = trusted()
  }

  /** Who is at the other end; undefined: nobody who showed a certificate. */
  callerOf(socket: TLSSocket): Caller | Refused | undefined {
    const { chain, key } = this.shownBy(socket)
    if (chain.length === 0) return undefined
    this.renewTrust()
    const known = this.known.get(key)
    const now = this.nowMilliseconds()
    if (known !== undefined && now < known.until) return known.found
    const found = this.recognised(chain, now)
    const until = found instanceof Refused ? now + REFUSED_MILLISECONDS : (found.identity?.expiresAtMilliseconds ?? now)
    if (this.known.size >= MOST_CHAINS) this.known.clear()
    this.known.set(key, { found, until })
    return found
  }

  private shownBy(socket: TLSSocket): Shown {
    let shown = this.shown.get(socket)
    if (shown === undefined) {
      const chain = shownChain(socket.getPeerCertificate(true))
      shown = { chain, key: createHash('sha256').update(Buffer.concat(chain)).digest('base64') }
      this.shown.set(socket, shown)
    }
    return shown
  }

  private renewTrust(): void {
    const trust = this.trusted()
    if (trust === this.trust) return
    this.trust = trust
    this.known.clear()
  }

  private recognised(raw: readonly Buffer[], now: number): Caller | Refused {
    try {
      const chain = raw.map((bytes) => new Certificate(bytes))
      const found = ownerOfChain(chain, this.trust, now)
      return typeof found === 'string' ? new Refused(found) : this.admitted(found, now)
    } catch (error) {
      return new Refused(`the certificate cannot be read: ${(error as Error).message}`)
    }
  }

  private admitted(found: Exclude<ReturnType<typeof ownerOfChain>, string>, now: number): Caller | Refused {
    const { owner, proxies, isLimited, expiresAt } = found
    const attributes = vomsAttributes(proxies, owner, this.trust, now)
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
