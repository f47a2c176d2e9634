import { execFile } from 'node:child_process'
import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Certificate } from '../certificate.js'
import type { Trust } from '../certificate-path.js'

const run = promisify(execFile)

/** A certificate with its key, as PEM. */
export interface Made {
  readonly name: string
  readonly certificate: string
  readonly key: string
}

/** What a certificate is to be, in OpenSSL's words for extensions. */
export interface Wish {
  readonly subject: string
  readonly extensions?: readonly string[]
  /** Days that it is valid from now on. */
  readonly days?: number
  /** Of its key, such as `rsa:1024`; default: an elliptic curve. */
  readonly keyKind?: string
  /** What is hashed before it is signed. */
  readonly digest?: string
}

const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
const person = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature,keyEncipherment']
export const proxyOf = (policy = 'language:id-ppl-inheritAll'): string[] => [
  'keyUsage=critical,digitalSignature',
  `proxyCertInfo=critical,${policy}`,
]

/** Makes certificates with OpenSSL, in a folder of its own. */
export class CertificateMaker {
  private made = 0

  private constructor(readonly folder: string) {}

  static async open(): Promise<CertificateMaker> {
    return new CertificateMaker(await mkdtemp(join(tmpdir(), 'ailuro-certificates-')))
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true })
  }

  authority(subject: string): Promise<Made> {
    return this.make({ subject, extensions: authority })
  }

  person(subject: string, by: Made, days?: number): Promise<Made> {
    return this.make({ subject, extensions: person, ...(days !== undefined && { days }) }, by)
  }

  /** A proxy of this one, named after it. */
  proxy(of: Made, more = '/CN=4711', extensions = proxyOf(), days?: number): Promise<Made> {
    const subject = new Certificate(der(of)).subject + more
    return this.make({ subject, extensions, ...(days !== undefined && { days }) }, of)
  }

  /** A list of revoked certificates, as PEM. */
  async revocations(by: Made, revoked: readonly Made[], days = 5): Promise<string> {
    const at = (end: string): string => join(this.folder, `${by.name}.${end}`)
    const lines = revoked.map((one) => {
      const serial = new Certificate(der(one)).serial.toString('hex').toUpperCase()
      return `R\t400101000000Z\t260101000000Z\t${serial}\tunknown\t/CN=x\n`
    })
    await writeFile(at('index'), lines.join(''))
    await writeFile(at('conf'), `[ca]\ndefault_ca=a\n[a]\ndatabase=${at('index')}\ndefault_md=sha256\n`)
    const signer = ['-cert', at('pem'), '-keyfile', at('key')]
    await run('openssl', ['ca', '-gencrl', '-config', at('conf'), ...signer, '-crldays', `${days}`, '-out', at('crl')])
    return readFile(at('crl'), 'utf8')
  }

  /** @param by who signs it; undefined: itself */
  async make({ subject, extensions = [], days = 5, keyKind, digest = 'sha256' }: Wish, by?: Made): Promise<Made> {
    const name = `c${++this.made}`
    const at = (end: string): string => join(this.folder, `${name}.${end}`)
    await writeFile(at('ext'), extensions.join('\n'))
    const kind = keyKind === undefined ? ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : [keyKind]
    const key = ['-nodes', '-keyout', at('key')]
    await run('openssl', ['req', '-new', '-newkey', ...kind, ...key, '-utf8', '-subj', subject, '-out', at('csr')])
    const times = ['-days', String(days), `-${digest}`, '-set_serial', `0x01${randomBytes(8).toString('hex')}`]
    const signer =
      by === undefined
        ? ['-signkey', at('key')]
        : ['-CA', join(this.folder, `${by.name}.pem`), '-CAkey', join(this.folder, `${by.name}.key`)]
    await run('openssl', [
      'x509',
      '-req',
      '-in',
      at('csr'),
      '-extfile',
      at('ext'),
      ...times,
      ...signer,
      '-out',
      at('pem'),
    ])
    const [certificate, secret] = await Promise.all([readFile(at('pem'), 'utf8'), readFile(at('key'), 'utf8')])
    return { name, certificate, key: secret }
  }
}

/** Who is trusted: these, and nothing of theirs was taken back. */
export function trustIn(...authorities: readonly Made[]): Trust {
  return { authorities: authorities.map((one) => new Certificate(der(one))), revocations: new Map() }
}

/** Its bytes. */
export function der({ certificate }: Pick<Made, 'certificate'>): Buffer {
  return Buffer.from(certificate.replace(/-----[^-]+-----/g, ''), 'base64')
}

/** What VOMS would say of a certificate. */
export interface VomsWish {
  readonly vo: string
  readonly fqans: readonly string[]
  readonly hours?: number
  /** What the holder is named by beside the serial number; default: the issuer. */
  readonly holderName?: 'issuer' | 'subject'
  /** Whether it has a critical extension, about the servers that it is meant for. */
  readonly isTargeted?: boolean
}

/** The extension with VOMS attributes, as OpenSSL takes it. */
export function vomsExtension(
  owner: Made,
  server: Made,
  { vo, fqans, hours = 12, holderName = 'issuer', isTargeted = false }: VomsWish,
): string {
  const [its, own] = [new Certificate(der(owner)), new Certificate(der(server))]
  const names = (name: Buffer): Buffer => value(0x30, value(0xa4, name))
  const holder = value(0x30, value(0xa0, names(its[`${holderName}Bytes`]), value(0x02, its.serial)))
  const issuer = value(0xa0, names(own.subjectBytes))
  const algorithm = value(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const time = (at: number): Buffer => value(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')))
  const now = Date.now()
  const [from, to] = [now - 3_600_000, now + 3_600_000 * hours]
  const authorityName = value(0xa0, value(0x86, Buffer.from(`${vo}://voms.example.org:15000`)))
  const list = value(0x30, ...fqans.map((fqan) => value(0x04, Buffer.from(fqan))))
  const id = value(0x06, Buffer.from('2b06010401be45646404', 'hex'))
  const attribute = value(0x30, id, value(0x31, value(0x30, authorityName, list)))
  const targets = isTargeted ? [extension('551d37', value(0x30), true)] : []
  const info = value(
    0x30,
    value(0x02, Buffer.from([1])),
    holder,
    issuer,
    algorithm,
    value(0x02, Buffer.from([7])),
    value(0x30, time(from), time(to)),
    value(0x30, attribute),
    value(0x30, extension('2b06010401be4564640a', value(0x30, value(0x30, der(server)))), ...targets),
  )
  const signature = sign('sha256', info, createPrivateKey(server.key))
  const certificate = value(0x30, info, algorithm, value(0x03, Buffer.from([0]), signature))
  const bytes = value(0x30, value(0x30, certificate))
  return `1.3.6.1.4.1.8005.100.100.5=DER:${bytes.toString('hex')}`
}

/** @param id as its bytes, hexadecimal */
function extension(id: string, content: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [value(0x01, Buffer.from([0xff]))] : []
  return value(0x30, value(0x06, Buffer.from(id, 'hex')), ...critical, value(0x04, content))
}

/** A value of DER. */
function value(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}
