import type { Certificate } from './certificate.js'
import { type Der, DerTag, readDer, timeOf, valuesIn } from './der.js'
import { isSignedWith } from './signatures.js'

const VERSION_2 = 1

/** Which certificates an authority has taken back (RFC 5280 §5). */
export class RevocationList {
  private readonly issuerBytes: Buffer
  /** Serial numbers, hexadecimal. */
  private readonly revoked: ReadonlySet<string>
  /** Until when it can be relied on. */
  private readonly nextUpdate: number
  private readonly list: Der

  /** @throws BadDer when it is none */
  constructor(raw: Buffer) {
    this.list = readDer(raw)
    const fields = valuesIn(valuesIn(this.list)[0])
    const isVersioned = fields[0].tag === DerTag.integer && fields[0].content[0] === VERSION_2
    const [, issuer, , ...rest] = isVersioned ? fields.slice(1) : fields
    const isTimed = rest[0]?.tag === DerTag.utcTime || rest[0]?.tag === DerTag.generalizedTime
    this.issuerBytes = issuer.whole
    this.nextUpdate = isTimed ? timeOf(rest[0]) : NaN
    const entries = rest.find(({ tag }) => tag === DerTag.sequence)
    this.revoked = new Set(
      entries === undefined ? [] : valuesIn(entries).map((one) => valuesIn(one)[0].content.toString('hex')),
    )
  }

  /** Whether it is for certificates of this authority, and signed with its key. */
  isOf(authority: Certificate): boolean {
    return (
      this.issuerBytes.equals(authority.subjectBytes) &&
      authority.mayUseKey('cRLSign') &&
      isSignedWith(authority.x509.publicKey, this.list)
    )
  }

  isCurrentAt(milliseconds: number): boolean {
    return milliseconds <= this.nextUpdate
  }

  has({ serial }: Certificate): boolean {
    return this.revoked.has(serial.toString('hex'))
  }
}
