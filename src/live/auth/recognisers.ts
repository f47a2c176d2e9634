import type { FastifyRequest } from 'fastify'
import type { TLSSocket } from 'node:tls'
import type { Caller, Identity } from './caller.js'
import { type Certificates, Refused } from './certificates.js'
import { isLoopback } from './listening-place.js'
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
  return (request) => {
    const { socket } = request.raw
    if (!('encrypted' in socket) || request.headers.authorization !== undefined) return undefined
    const caller = certificates.callerOf(socket as TLSSocket)
    return caller !== undefined && isOfOtherSite(request) ? new Refused(OTHER_SITE) : caller
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
  return (request, isForPanda) => {
    const { headers, hostname, raw } = request
    if (!isForPanda || headers.authorization !== undefined || !isLoopback(raw.socket.remoteAddress ?? ''))
      return undefined
    // A page's own server may bear a name that leads here.
    if (!isLoopback(hostname.replace(/^\[|\]$/g, ''))) return new Refused('call this machine localhost or 127.0.0.1')
    if (isForwarded(request) || isOfOtherSite(request)) return new Refused(OTHER_SITE)
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

const OTHER_SITE = 'a page or a proxy of elsewhere may not call in the name of whoever is here'

/** Browsers show certificates, and reach this machine, for any page that asks them to: whoever sees it has not called. */
function isOfOtherSite({ headers }: FastifyRequest): boolean {
  const { origin = '', host } = headers
  const site = headers['sec-fetch-site'] ?? 'none'
  if (site !== 'none' && site !== 'same-origin') return true
  // PanDA's clients say a virtual organisation there.
  return origin === 'null' || (origin.includes('://') && !origin.endsWith(`://${host}`))
}

/** Whether a page of this server sent the request: browsers say so, and no other page can. */
export function isFromOwnPage({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const { origin = '', host } = headers
  const site = headers['sec-fetch-site']
  return site === undefined ? /^https?:\/\//.test(origin) && origin.endsWith(`://${host}`) : site === 'same-origin'
}

function isForwarded({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined)
}

/** As RFC 6750 has it: the scheme in any case, one token. */
function bearerOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization !== undefined && /^bearer /i.test(authorization) ? authorization.slice(7).trim() : undefined
}
