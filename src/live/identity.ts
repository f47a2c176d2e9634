/** How a live server knows who calls, as its configuration says. */
import { readFileSync } from 'node:fs'
import { BadInput } from '../model/bad-input.js'
import type { TlsIdentity } from './api/secure-server.js'
import type { Caller } from './auth/caller.js'
import { Certificates, readCertificates } from './auth/certificates.js'
import { type Issuer, OidcTokens } from './auth/oidc-tokens.js'
import { issuedTokens, loopbackCaller, type Recogniser, shownCertificates } from './auth/recognisers.js'
import type { RoleRules } from './auth/role-rules.js'

export interface IdentitySettings {
  /** Where it listens with TLS; undefined: nowhere. */
  readonly tls?:
    { readonly certificate: string; readonly key: string; readonly host: string; readonly port: number } | undefined
  /** Folder of the authorities whose certificates count; undefined: none do. */
  readonly authorities?: string | undefined
  /** Folder of the certificates of VOMS servers; undefined: attributes that are shown are refused. */
  readonly voms?: string | undefined
  readonly issuers: readonly Issuer[]
  readonly rules: RoleRules
  /** Who callers from this machine are to PanDA's methods when they say nothing; undefined: strangers. */
  readonly loopback?: Pick<Caller, 'user' | 'roles'> | undefined
}

/** What the server shows in handshakes, and how it recognises callers. */
export interface OpenedIdentity {
  readonly tls: TlsIdentity | undefined
  readonly recognisers: readonly Recogniser[]
}

/** Reads the files. @throws BadInput when one is missing or is not what it should be */
export function openIdentity({ tls, authorities, voms, issuers, rules, loopback }: IdentitySettings): OpenedIdentity {
  const trusted = authorities === undefined ? [] : readCertificates(authorities)
  const servers = voms === undefined ? [] : readCertificates(voms)
  const recognisers: Recogniser[] = []
  if (issuers.length > 0) recognisers.push(issuedTokens(new OidcTokens(issuers, rules)))
  if (trusted.length > 0) recognisers.push(shownCertificates(new Certificates(trusted, servers, rules)))
  if (loopback !== undefined) recognisers.push(loopbackCaller(loopback))
  if (tls === undefined) return { tls: undefined, recognisers }
  const [certificate, key] = [textOf(tls.certificate), textOf(tls.key)]
  return { tls: { certificate, key, authorities: trusted.map(({ x509 }) => x509.toString()) }, recognisers }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new BadInput(file, (error as Error).message, 'a file of PEM')
  }
}
