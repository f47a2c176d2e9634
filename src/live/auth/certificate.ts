import { X509Certificate } from 'node:crypto'
import { BadDer, type Der, DerTag, objectIdOf, readDer, timeOf, valuesIn } from './der.js'

/** Short names of the parts of distinguished names, as OpenSSL has them. */
const partNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'emailAddress',
}
const KEY_USAGE = '2.5.29.15'
const BASIC_CONSTRAINTS = '2.5.29.19'
const EXTENSIONS = 0xa3
const BMP_STRING = 0x1e

/** An extension of a certificate. */
export interface Extension {
  readonly isCritical: boolean
  readonly value: Buffer
}

/** A certificate, with what Node does not tell of one. */
export class Certificate {
  readonly x509: X509Certificate
  readonly serial: Buffer
  /** Names as they are encoded, for comparison. */
  readonly issuerBytes: Buffer
  readonly subjectBytes: Buffer
  readonly subject: string
  readonly notBefore: number
  readonly notAfter: number
  readonly extensions: ReadonlyMap<string, Extension>

  /** @throws BadDer, or what Node throws, when it is none */
  constructor(readonly raw: Buffer) {
    this.x509 = new X509Certificate(raw)
    const fields = valuesIn(valuesIn(readDer(raw))[0])
    // The version stands first, where there is one.
    const [serial, , issuer, validity, subject] = fields[0].tag === 0xa0 ? fields.slice(1) : fields
    const [from, to] = valuesIn(validity)
    this.serial = serial.content
    this.issuerBytes = issuer.whole
    this.subjectBytes = subject.whole
    this.subject = nameOf(subject)
    this.notBefore = timeOf(from)
    this.notAfter = timeOf(to)
    const listed = fields.find(({ tag }) => tag === EXTENSIONS)
    this.extensions = new Map(listed === undefined ? [] : valuesIn(valuesIn(listed)[0]).map(extensionOf))
  }

  isValidAt(milliseconds: number): boolean {
    return milliseconds >= this.notBefore && milliseconds <= this.notAfter
  }

  /** Whether it says that it is one of an authority. */
  get isOfAuthority(): boolean {
    const constraints = this.extensions.get(BASIC_CONSTRAINTS)
    return constraints !== undefined && valuesIn(readDer(constraints.value))[0]?.content[0] === 0xff
  }

  /** Whether its key may be used so; a certificate that does not say allows everything. */
  mayUseKey(bit: 'digitalSignature' | 'keyCertSign'): boolean {
    const usage = this.extensions.get(KEY_USAGE)
    if (usage === undefined) return true
    const bits = readDer(usage.value).content[1] ?? 0
    return (bits & (bit === 'digitalSignature' ? 0x80 : 0x04)) !== 0
  }

  /** Whether that one's key has signed this one. */
  isSignedBy(issuer: Certificate): boolean {
    return issuer.subjectBytes.equals(this.issuerBytes) && this.x509.verify(issuer.x509.publicKey)
  }
}

function extensionOf(extension: Der): [string, Extension] {
  const [id, second, third] = valuesIn(extension)
  const isCritical = third !== undefined && second.content[0] === 0xff
  const value = third ?? second
  if (value.tag !== DerTag.octetString) throw new BadDer('an extension has no value')
  return [objectIdOf(id), { isCritical, value: value.content }]
}

/** A distinguished name with slashes, as the grid writes it. */
export function nameOf(name: Der): string {
  return valuesIn(name)
    .flatMap((relative) => valuesIn(relative))
    .map((part) => {
      const [id, value] = valuesIn(part)
      const oid = objectIdOf(id)
      return `/${partNames[oid] ?? oid}=${textOf(value)}`
    })
    .join('')
}

/** Control characters would let a name look like another's. */
function textOf({ tag, content }: Der): string {
  const text = tag === BMP_STRING ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8')
  return text.replace(/\p{Cc}/gu, '?')
}
