/** The monitor on the live server: its pages, signing in and out, and what admins do with its forms. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Monitor, pageHeaders } from '../../monitor/monitor.js'
import type { Viewer } from '../../monitor/readings/about.js'
import type { Desk } from '../api/desk.js'
import { Problem } from '../api/problem.js'
import { hasRole, seesAll } from '../api/rights.js'
import { adminRoutes } from '../api/routes/admin.js'
import { queueRoutes } from '../api/routes/queues.js'
import { checked } from '../api/wording.js'
import { Refused } from '../auth/certificates.js'
import type { Caller } from '../auth/caller.js'
import { isFromOwnPage, type Recogniser } from '../auth/recognisers.js'
import { Census } from './census.js'
import type { LiveParts } from './live-parts.js'
import { LiveSource } from './live-source.js'
import { isOverTls, MONITOR_ROOT as ROOT, sessionHead, sessionIn } from './session-cookie.js'
import { notForYouPage, signedInPage, signInPage, signOutPage } from './signing-pages.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route of the monitor is counted as. */
    monitor?: string
  }
}

/** What the monitor takes beyond what the routes have. */
export interface MonitorParts extends Pick<LiveParts, 'workers' | 'history'> {
  /** Tells whose a token is. */
  readonly recogniser: Recogniser
  readonly about: Pick<LiveParts, 'title' | 'version'>
}

const HTML = 'text/html; charset=utf-8'
/** Bytes of a form: a token of an issuer is long. */
const FORM_BYTES = 32_000

/** Puts the monitor into a server. */
export function serveMonitor(app: FastifyInstance, desk: Desk, parts: MonitorParts): void {
  const { door, logs } = desk
  const { workers, history, about } = parts
  const source = new LiveSource({ door, logs, workers, history, census: new Census(door), ...about })
  const signing = { path: `${ROOT}/sign-out`, words: 'Sign out' }
  const monitor = new Monitor({ root: ROOT, sources: [source], signing })
  app.get('/', { config: { monitor: 'monitor root' } }, (_, reply) => reply.redirect(`${ROOT}/`, 303))
  void app.register((pages, _, done) => {
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_, text, next) => next(null, new URLSearchParams(text as string)),
    )
    const config = (name: string) => ({ config: { monitor: `monitor ${name}` } })
    for (const path of [ROOT, `${ROOT}/*`])
      pages.get(path, config('page'), (request, reply) => showPage(request, reply, monitor))
    pages.get(`${ROOT}/sign-in`, config('sign-in'), (request, reply) => showSignIn(request, reply, desk))
    pages.post(`${ROOT}/sign-in`, config('sign-in'), (request, reply) => signIn(request, reply, desk, parts.recogniser))
    pages.get(`${ROOT}/sign-out`, config('sign-out'), ({ caller }, reply) => send(reply, 200, signOutPage(caller.user)))
    pages.post(`${ROOT}/sign-out`, config('sign-out'), (request, reply) => signOut(request, reply, desk))
    pages.post(`${ROOT}/act/queues/:name/status`, config('act'), (request, reply) => setStatus(request, reply, desk))
    pages.post(`${ROOT}/act/brokerage/:change`, config('act'), (request, reply) => setBrokerage(request, reply, desk))
    done()
  })
}

function send(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).headers(pageHeaders).type(HTML).send(body)
}

/** A page, for whoever may see it; whoever has not said who they are is led to where they can, and back. */
async function showPage({ url, caller }: FastifyRequest, reply: FastifyReply, monitor: Monitor): Promise<FastifyReply> {
  const [path, words = ''] = url.split('?', 2)
  const isFixed = /^\/monitor\.(css|js)$/.test(path.slice(ROOT.length))
  if (!isFixed && caller.user === '') return reply.redirect(`${ROOT}/sign-in?back=${encodeURIComponent(url)}`, 303)
  if (!isFixed && !hasRole(caller, ['user', 'production'])) return send(reply, 403, notForYouPage(caller.user))
  const viewer: Viewer = { user: caller.user, seesAll: seesAll(caller), mayAdminister: hasRole(caller, []) }
  const below = path.slice(ROOT.length)
  const answer = await monitor.answer({ path: below === '' ? '/' : below, query: new URLSearchParams(words), viewer })
  return reply.code(answer.status).headers(answer.headers).type(answer.type).send(answer.body)
}

/** Asks for a token; whoever brings a ticket needs none. */
function showSignIn(request: FastifyRequest, reply: FastifyReply, { sessions }: Desk): FastifyReply {
  const query = new URLSearchParams(request.url.split('?', 2)[1])
  const back = backTo(query.get('back'))
  const ticket = query.get('ticket')
  if (ticket === null) return send(reply, 200, signInPage(back))
  const caller = sessions.redeem(ticket)
  if (caller === undefined) return send(reply, 401, signInPage(back, 'The link was used before, or is too old.'))
  reply.header('set-cookie', sessionHead(sessions.open(caller), isOverTls(request)))
  return send(reply, 200, signedInPage(back))
}

async function signIn(request: FastifyRequest, reply: FastifyReply, { sessions }: Desk, recogniser: Recogniser) {
  const form = formOf(request)
  const back = backTo(form.get('back'))
  const authorization = `Bearer ${form.get('token')?.trim() ?? ''}`
  // Told apart as if the token had come in the header.
  const caller = await recogniser(
    Object.create(request, { headers: { value: { authorization } } }) as FastifyRequest,
    false,
  )
  if (caller === undefined || caller instanceof Refused)
    return send(reply, 401, signInPage(back, caller?.reason ?? 'The token is not known, was revoked or has expired.'))
  reply.header('set-cookie', sessionHead(sessions.open(caller), isOverTls(request)))
  return reply.redirect(back, 303)
}

function signOut(request: FastifyRequest, reply: FastifyReply, { sessions }: Desk): FastifyReply {
  refuseOtherPages(request)
  const secret = sessionIn(request)
  if (secret !== undefined) sessions.close(secret)
  reply.header('set-cookie', sessionHead(undefined, isOverTls(request)))
  return reply.redirect(`${ROOT}/sign-in`, 303)
}

/** Does what the API does at the same name, for those who may there. */
async function setStatus(request: FastifyRequest, reply: FastifyReply, desk: Desk): Promise<FastifyReply> {
  const form = formOf(request)
  const route = queueRoutes['POST /queues/:name/status']
  refuseWithoutRole(request.caller, route.may)
  const params = checked(route.params, request.params, 'path')
  const body = checked(route.body, { status: form.get('status') ?? undefined }, 'form')
  await route.handle({ params, query: {}, body, caller: request.caller, key: undefined, request, reply }, desk)
  return reply.redirect(`${ROOT}/queues/${encodeURIComponent(params.name)}`, 303)
}

async function setBrokerage(request: FastifyRequest, reply: FastifyReply, desk: Desk): Promise<FastifyReply> {
  formOf(request)
  const { change } = request.params as { readonly change: string }
  if (change !== 'pause' && change !== 'resume')
    throw new Problem(404, `brokerage is paused or resumed, not ${JSON.stringify(change)}`)
  const route = adminRoutes[`POST /brokerage/${change}`]
  refuseWithoutRole(request.caller, route.may)
  await route.handle({ params: {}, query: {}, body: {}, caller: request.caller, key: undefined, request, reply }, desk)
  return reply.redirect(`${ROOT}/`, 303)
}

/** The form that a page of this server sent. @throws Problem when another page did */
function formOf(request: FastifyRequest): URLSearchParams {
  refuseOtherPages(request)
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
}

function refuseOtherPages(request: FastifyRequest): void {
  if (!isFromOwnPage(request)) throw new Problem(403, 'forms are taken from pages of this server alone')
}

function refuseWithoutRole(caller: Caller, may: (typeof queueRoutes)['POST /queues/:name/status']['may']): void {
  if (may !== 'anyone' && !hasRole(caller, may)) throw new Problem(403, 'this takes the role admin')
  if (caller.identity?.isLimitedProxy === true) throw new Problem(403, 'limited proxies may read alone')
}

/** A place of the monitor, whatever was asked for: nobody is led elsewhere. */
function backTo(asked: string | null): string {
  return asked !== null && /^\/monitor(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/.test(asked) ? asked : `${ROOT}/`
}
