/** The cookie by which the monitor knows a browser that has signed in. */
import type { FastifyRequest } from 'fastify'
import type { Recogniser } from '../auth/recognisers.js'
import { SESSION_SECONDS, type Sessions } from '../auth/sessions.js'

/** Where the monitor lies. */
export const MONITOR_ROOT = '/monitor'
const NAME = 'ailuro_session'

/** Whoever has signed in with a browser; for pages of the monitor alone. */
export function sessionCookies(sessions: Sessions): Recogniser {
  return (request) => {
    if (request.headers.authorization !== undefined || !isOfMonitor(request.url)) return undefined
    const secret = sessionIn(request)
    return secret === undefined ? undefined : sessions.callerOf(secret)
  }
}

function isOfMonitor(url: string): boolean {
  return url.startsWith(`${MONITOR_ROOT}/`) || url.split('?', 1)[0] === MONITOR_ROOT
}

/** The secret that a browser sends; undefined: none. */
export function sessionIn({ headers: { cookie = '' } }: Pick<FastifyRequest, 'headers'>): string | undefined {
  for (const pair of cookie.split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === NAME && /^[\w-]{43}$/.test(value)) return value
  }
  return undefined
}

/** The head that has a browser keep a session, out of reach of scripts and of other sites; without a secret it forgets it. */
export function sessionHead(secret: string | undefined, isSecure: boolean): string {
  const life = secret === undefined ? 0 : SESSION_SECONDS
  const fence = `Path=${MONITOR_ROOT}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return `${NAME}=${secret ?? ''}; Max-Age=${life}; ${fence}`
}

/** Whether the browser speaks TLS, to this server or to a proxy before it. */
export function isOverTls({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): boolean {
  const { origin = '' } = headers
  return 'encrypted' in raw.socket || origin.startsWith('https://') || headers['x-forwarded-proto'] === 'https'
}
