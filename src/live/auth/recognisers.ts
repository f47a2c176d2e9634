import type { FastifyRequest } from 'fastify'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Caller, Identity } from './caller.js'
import { type Certificates, Refused } from './certificates.js'
import type { OidcTokens } from './oidc-tokens.js'
import type { TokenBook } from './token-book.js'

/** Who a request comes from; undefined: whoever it is, does not say. */
export type Recognised = Caller | Refused | undefined

/** One way to tell who calls; undefined: the request has nothing that it knows. */
export type Recogniser = (request: FastifyRequest, isForPanda: boolean) => Recognised | Promise<Recognised>

/** Tokens of our own. */
export function localTokens(tokens: TokenBook): Recogniser {
  return (request) => {
    const secret = bearerOf(request)
    if (secret === undefined || !secret.startsWith('ailuro_')) return undefined
    return tokens.whose(secret) ?? new Refused('the token is not known, was revoked or has expired')
  }
}

/** Tokens of issuers. */
export function issuedTokens(tokens: OidcTokens): Recogniser {
  return (request) => {
    const secret = bearerOf(request)
    if (secret?.split('.').length !== 3) return undefined
    return tokens.callerOf(secret, request.headers.origin)
  }
}

/** Certificates and proxies, shown in the handshake. */
export function shownCertificates(certificates: Certificates): Recogniser {
  return ({ raw: { socket }, headers }) => {
    if (!('encrypted' in socket) || headers.authorization !== undefined) return undefined
    return certificates.callerOf(socket as TLSSocket)
  }
}

/** Whoever is on this machine and says nothing of themselves is this caller to PanDA's methods: for tests with plain http. */
export function loopbackCaller(caller: Pick<Caller, 'user' | 'roles'>): Recogniser {
  const identity: Identity = {
    how: 'loopback',
    subject: `/CN=${caller.user}`,
    vo: '',
    groups: [],
    isLimitedProxy: false,
    expiresAtMilliseconds: Infinity,
  }
  return ({ headers, raw: { socket } }, isForPanda) => {
    if (!isForPanda || headers.authorization !== undefined || !isLoopback(socket.remoteAddress)) return undefined
    return { number: 0, ...caller, identity }
  }
}

/** Asks each in turn, until one knows. What is said in the header and none knows is refused. */
export function recogniserOf(ways: readonly Recogniser[]): Recogniser {
  return (request, isForPanda) => {
    for (const way of ways) {
      const found = way(request, isForPanda)
      if (found !== undefined) return found
    }
    const { authorization } = request.headers
    return authorization === undefined ? undefined : new Refused('the token is not known, was revoked or has expired')
  }
}

/** As RFC 6750 has it: the scheme in any case, one token. */
function bearerOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization !== undefined && /^bearer /i.test(authorization) ? authorization.slice(7).trim() : undefined
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.replace(/^::ffff:/, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
