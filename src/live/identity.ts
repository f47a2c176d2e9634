/** How a live server knows who calls, as its configuration says. */
import { readFileSync } from 'node:fs'
import { BadInput } from '../model/bad-input.js'
import type { TlsIdentity } from './api/secure-server.js'
import type { Caller } from './auth/caller.js'
import { Certificates } from './auth/certificates.js'
import { type Issuer, OidcTokens } from './auth/oidc-tokens.js'
import { issuedTokens, loopbackCaller, type Recogniser, shownCertificates } from './auth/recognisers.js'
import { reread } from './auth/reread.js'
import type { RoleRules } from './auth/role-rules.js'
import { readTrust, stateOfFolder } from './auth/trust-folder.js'
import type { VomsTrust } from './auth/voms.js'
import { readVomsServers } from './auth/voms-servers.js'

export interface IdentitySettings {
  /** Where it listens with TLS; undefined: nowhere. */
  readonly tls?:
    { readonly certificate: string; readonly key: string; readonly host: string; readonly port: number } | undefined
  /** Folder of the authorities whose certificates count; undefined: none do. */
  readonly authorities?: string | undefined
  /** Folder of the VOMS servers; undefined: attributes that are shown are refused. */
  readonly voms?: string | undefined
  readonly issuers: readonly Issuer[]
  readonly rules: RoleRules
  /** Who callers from this machine are to PanDA's methods when they say nothing; undefined: strangers. */
  readonly loopback?: Pick<Caller, 'user' | 'roles'> | undefined
}

/** What the server shows in handshakes, and how it recognises callers. */
export interface OpenedIdentity {
  /** Undefined: no TLS is spoken. To be asked again now and then, since certificates are renewed. */
  readonly tls: (() => TlsIdentity) | undefined
  readonly recognisers: readonly Recogniser[]
}

/**
 * Reads the files, and again later when they change.
 * @param warn told when they can no longer be read
 * @throws BadInput when one is missing or is not what it should be
 */
export function openIdentity(settings: IdentitySettings, warn: (words: string) => void): OpenedIdentity {
  const { tls, authorities, issuers, rules, loopback } = settings
  const trusted = authorities === undefined ? undefined : openTrust(authorities, settings.voms, warn)
  const recognisers: Recogniser[] = []
  if (issuers.length > 0) recognisers.push(issuedTokens(new OidcTokens(issuers, rules)))
  if (trusted !== undefined) recognisers.push(shownCertificates(new Certificates(trusted, rules)))
  if (loopback !== undefined) recognisers.push(loopbackCaller(loopback))
  if (tls === undefined) return { tls: undefined, recognisers }
  const read = (): TlsIdentity => ({
    certificate: textOf(tls.certificate),
    key: textOf(tls.key),
    authorities: (trusted?.().authorities ?? []).map(({ x509 }) => x509.toString()),
  })
  read()
  return { tls: read, recognisers }
}

function openTrust(authorities: string, voms: string | undefined, warn: (words: string) => void): () => VomsTrust {
  const read = (): VomsTrust => ({
    ...readTrust(authorities),
    servers: voms === undefined ? [] : readVomsServers(voms),
  })
  const stateOf = (): string => [authorities, ...(voms === undefined ? [] : [voms])].map(stateOfFolder).join('\n')
  return reread(read, stateOf, warn)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new BadInput(file, (error as Error).message, 'a file of PEM')
  }
}
