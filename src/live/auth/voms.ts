/** VOMS attributes: what an attribute certificate in a proxy says of its owner (RFC 3281, and the VOMS AC format). */
import { Certificate, extensionsIn, nameOf } from './certificate.js'
import { pathToAuthority, type Trust } from './certificate-path.js'
import { type Der, DerTag, objectIdOf, readDer, timeOf, valuesIn } from './der.js'
import { isSignedWith } from './signatures.js'
import type { VomsServer } from './voms-servers.js'

const ATTRIBUTES = '1.3.6.1.4.1.8005.100.100.5'
const FQANS = '1.3.6.1.4.1.8005.100.100.4'
/** The certificates of the server that has signed, which it adds. */
const SIGNERS = '1.3.6.1.4.1.8005.100.100.10'
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

/** Who is believed: VOMS servers, and the authorities above those that are known by name alone. */
export interface VomsTrust extends Trust {
  readonly servers: readonly VomsServer[]
}

/**
 * The attributes in the first proxy that has any.
 * @returns undefined: there are none; in words: why those that there are do not count
 */
export function vomsAttributes(
  proxies: readonly Certificate[],
  owner: Certificate,
  trust: VomsTrust,
  nowMilliseconds: number,
): VomsAttributes | string | undefined {
  const extension = proxies.map(({ extensions }) => extensions.get(ATTRIBUTES)).find((one) => one !== undefined)
  if (extension === undefined) return undefined
  const certificates = valuesIn(valuesIn(readDer(extension.value))[0])
  return certificates.length === 0 ? undefined : attributesOf(certificates[0], owner, trust, nowMilliseconds)
}

function attributesOf(certificate: Der, owner: Certificate, trust: VomsTrust, now: number): VomsAttributes | string {
  const [, holder, issuer, , , validity, attributes, ...more] = valuesIn(valuesIn(certificate)[0])
  if (!isHeldBy(holder, owner)) return 'the VOMS attributes are those of another certificate'
  const [from, to] = valuesIn(validity).map(timeOf)
  if (!(now >= from && now <= to)) return 'the VOMS attributes have expired'
  const { vo, fqans } = fqansIn(attributes)
  const odd = fqans.find((fqan) => fqan !== `/${vo}` && !fqan.startsWith(`/${vo}/`))
  if (odd !== undefined) return `the VOMS attributes are of ${vo}, and ${odd} is not`
  const list = more.find(({ tag }) => tag === DerTag.sequence)
  const extensions = list === undefined ? new Map<string, never>() : extensionsIn(list)
  const critical = [...extensions].find(([, { isCritical }]) => isCritical)
  if (critical !== undefined) return `the VOMS attributes have an extension ${critical[0]} that is not understood`
  const signers = extensions.get(SIGNERS)
  const shown = signers === undefined ? [] : valuesIn(valuesIn(readDer(signers.value))[0])
  const name = directoryNameIn(issuer)
  const isSigned = trust.servers.some((server) => {
    if (server.vo !== undefined && server.vo !== vo) return false
    const signer = signerOf(server, shown, trust, now)
    return signer?.subject === name && signer?.isValidAt(now) && isSignedWith(signer.x509.publicKey, certificate)
  })
  if (!isSigned)
    return `no VOMS server that is trusted for ${vo} has signed the attributes of ${name ?? 'an unknown one'}`
  return { vo, fqans, expiresAt: to }
}

/** The certificate of a server: as it is known, or as it was shown when it is the one that is known by name. */
function signerOf({ is }: VomsServer, shown: readonly Der[], trust: Trust, now: number): Certificate | undefined {
  if (is instanceof Certificate) return is
  if (shown.length === 0) return undefined
  const [signer, ...between] = shown.map(({ whole }) => new Certificate(whole))
  if (signer.subject !== is[0]) return undefined
  const path = pathToAuthority(signer, between, trust, now)
  return typeof path === 'string' || path[0].subject !== is[1] ? undefined : signer
}

/** Whether the holder is named by the serial number of this certificate, and its issuer, or its owner as VOMS servers have it. */
function isHeldBy(holder: Der, owner: Certificate): boolean {
  const base = valuesIn(holder).find(({ tag }) => tag === CHOICE_0)
  if (base === undefined) return false
  const [issuer, serial] = valuesIn(base)
  const names = valuesIn(issuer)
    .filter(({ tag }) => tag === DIRECTORY_NAME)
    .map(({ content }) => nameOf(readDer(content)))
  const isNamed = names.includes(nameOf(readDer(owner.issuerBytes))) || names.includes(owner.subject)
  return isNamed && serial.content.equals(owner.serial)
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
