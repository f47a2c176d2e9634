import { X509Certificate } from 'node:crypto'
import { BadDer, type Der, DerTag, objectIdOf, readDer, timeOf, valuesIn, wholeOf } from './der.js'
import { isStrongAlgorithm, isStrongKey } from './signatures.js'

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
const EXTENDED_KEY_USAGE = '2.5.29.37'
/** Purposes of a key that let its owner call a server: that one, and any. */
const CALLING = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0']
const usageBits = { digitalSignature: 0x80, keyCertSign: 0x04, cRLSign: 0x02 } as const
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
  /** Why it proves nothing, whoever has signed it; undefined: nothing is wrong with it. */
  readonly weakness: string | undefined

  /** @throws BadDer, or what Node throws, when it is none */
  constructor(readonly raw: Buffer) {
    this.x509 = new X509Certificate(raw)
    const [content, algorithm] = valuesIn(readDer(raw))
    const fields = valuesIn(content)
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
    this.extensions = listed === undefined ? new Map() : extensionsIn(valuesIn(listed)[0])
    this.weakness = isStrongAlgorithm(algorithm)
      ? isStrongKey(this.x509.publicKey)
        ? undefined
        : 'a key that can be broken'
      : 'a signature that can be forged'
  }

  isValidAt(milliseconds: number): boolean {
    return milliseconds >= this.notBefore && milliseconds <= this.notAfter
  }

  /** Whether it says that it is one of an authority. */
  get isOfAuthority(): boolean {
    const [first] = this.constraints
    return first?.tag === DerTag.boolean && first.content[0] === 0xff
  }

  /** How many authorities may stand between this one and a person; Infinity: it does not say. */
  get pathLength(): number {
    const length = this.constraints.find(({ tag }) => tag === DerTag.integer)
    return length === undefined ? Infinity : wholeOf(length)
  }

  /** Whether its owner may show it to a server; a certificate that does not say allows everything. */
  get mayCall(): boolean {
    const purposes = this.extensions.get(EXTENDED_KEY_USAGE)
    return purposes === undefined || valuesIn(readDer(purposes.value)).some((one) => CALLING.includes(objectIdOf(one)))
  }

  /** Whether its key may be used so; a certificate that does not say allows everything. */
  mayUseKey(bit: keyof typeof usageBits): boolean {
    const usage = this.extensions.get(KEY_USAGE)
    if (usage === undefined) return true
    const bits = readDer(usage.value).content[1] ?? 0
    return (bits & usageBits[bit]) !== 0
  }

  /** Whether that one's key has signed this one. */
  isSignedBy(issuer: Certificate): boolean {
    return issuer.subjectBytes.equals(this.issuerBytes) && this.x509.verify(issuer.x509.publicKey)
  }

  private get constraints(): Der[] {
    const constraints = this.extensions.get(BASIC_CONSTRAINTS)
    return constraints === undefined ? [] : valuesIn(readDer(constraints.value))
  }
}

/** Extensions by their identifier. @throws BadDer when there are two of one kind: readers would differ on which counts */
export function extensionsIn(list: Der): Map<string, Extension> {
  const extensions = new Map<string, Extension>()
  for (const extension of valuesIn(list)) {
    const [id, found] = extensionOf(extension)
    if (extensions.has(id)) throw new BadDer(`it has the extension ${id} twice`)
    extensions.set(id, found)
  }
  return extensions
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

/** Characters that nobody sees, and what looks like a further part, would let a name look like another's. */
function textOf({ tag, content }: Der): string {
  const text = tag === BMP_STRING ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8')
  return text.replace(/\p{C}|\/(?=[\w.]+=)/gu, '?')
}
