/** VOMS attributes: what an attribute certificate in a proxy says of its owner (RFC 3281, and the VOMS AC format). */
import { verify } from 'node:crypto'
import { type Certificate, nameOf } from './certificate.js'
import { type Der, DerTag, objectIdOf, readDer, timeOf, valuesIn } from './der.js'

const ATTRIBUTES = '1.3.6.1.4.1.8005.100.100.5'
const FQANS = '1.3.6.1.4.1.8005.100.100.4'
const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}
/** Tags of choices within the format. */
const CHOICE_0 = 0xa0
const DIRECTORY_NAME = 0xa4
const URI = 0x86

/** Attributes that a trusted server has signed. */
export interface VomsAttributes {
  readonly vo: string
  /** Such as `/atlas/Role=production/Capability=NULL`, the chosen one first. */
  readonly fqans: readonly string[]
  readonly expiresAt: number
}

/**
 * The attributes in the first proxy that has any.
 * @param servers certificates of the VOMS servers that are trusted
 * @returns undefined: there are none; in words: why those that there are do not count
 */
export function vomsAttributes(
  proxies: readonly Certificate[],
  owner: Certificate,
  servers: readonly Certificate[],
  nowMilliseconds: number,
): VomsAttributes | string | undefined {
  const extension = proxies.map(({ extensions }) => extensions.get(ATTRIBUTES)).find((one) => one !== undefined)
  if (extension === undefined) return undefined
  const certificates = valuesIn(valuesIn(readDer(extension.value))[0])
  return certificates.length === 0 ? undefined : attributesOf(certificates[0], owner, servers, nowMilliseconds)
}

function attributesOf(
  certificate: Der,
  owner: Certificate,
  servers: readonly Certificate[],
  now: number,
): VomsAttributes | string {
  const [info, algorithm, signature] = valuesIn(certificate)
  const [, holder, issuer, , , validity, attributes] = valuesIn(info)
  if (!isHeldBy(holder, owner)) return 'the VOMS attributes are those of another certificate'
  const [from, to] = valuesIn(validity).map(timeOf)
  if (!(now >= from && now <= to)) return 'the VOMS attributes have expired'
  const digest = digests[objectIdOf(valuesIn(algorithm)[0])]
  const name = directoryNameIn(issuer)
  const server = servers.find(
    (one) =>
      digest !== undefined &&
      nameOf(readDer(one.subjectBytes)) === name &&
      one.isValidAt(now) &&
      verify(digest, info.whole, one.x509.publicKey, signature.content.subarray(1)),
  )
  if (server === undefined)
    return `no VOMS server that is trusted has signed the attributes of ${name ?? 'an unknown one'}`
  const { vo, fqans } = fqansIn(attributes)
  return { vo, fqans, expiresAt: to }
}

/** Whether the holder is named by the serial number and the issuer of this certificate. */
function isHeldBy(holder: Der, owner: Certificate): boolean {
  const base = valuesIn(holder).find(({ tag }) => tag === CHOICE_0)
  if (base === undefined) return false
  const [issuer, serial] = valuesIn(base)
  const names = valuesIn(issuer).filter(({ tag }) => tag === DIRECTORY_NAME)
  const isIssuer = names.some(({ content }) => nameOf(readDer(content)) === nameOf(readDer(owner.issuerBytes)))
  return isIssuer && serial.content.equals(owner.serial)
}

/** The name in the form that attribute certificates have for their issuer. */
function directoryNameIn(issuer: Der): string | undefined {
  const names = issuer.tag === CHOICE_0 ? valuesIn(valuesIn(issuer)[0]) : valuesIn(issuer)
  const name = names.find(({ tag }) => tag === DIRECTORY_NAME)
  return name === undefined ? undefined : nameOf(readDer(name.content))
}

function fqansIn(attributes: Der): { readonly vo: string; readonly fqans: string[] } {
  for (const attribute of valuesIn(attributes)) {
    const [id, values] = valuesIn(attribute)
    if (objectIdOf(id) !== FQANS) continue
    const [authority, list] = valuesIn(valuesIn(values)[0])
    const uri =
      valuesIn(authority)
        .find(({ tag }) => tag === URI)
        ?.content.toString('latin1') ?? ''
    const fqans = valuesIn(list).filter(({ tag }) => tag === DerTag.octetString)
    return { vo: uri.split('://', 1)[0], fqans: fqans.map(({ content }) => content.toString('latin1')) }
  }
  return { vo: '', fqans: [] }
}
