/** PanDA's two families of methods on the server: classic `/server/panda/<method>` and `/api/v1/<module>/<method>`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { BadInput } from '../../model/bad-input.js'
import { HostStopped } from '../door.js'
import { Problem } from '../api/problem.js'
import { hasRole } from '../api/rights.js'
import { classicText, JSON_TYPE, type PandaAnswer, refusal, TEXT, wantsJson } from './answer.js'
import type { Family, PandaMethod } from './method.js'
import { everyMethod } from './methods/index.js'
import type { PandaDesk } from './panda-desk.js'
import { servePandaFiles } from './panda-files.js'
import { given } from './parameter.js'
import { valuesOf } from './read-request.js'
import { StatusCode } from './status-code.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** PanDA's method as the table has it, with its name and the family that is spoken. */
    panda?: { readonly name: string; readonly method: PandaMethod; readonly family: Family }
  }
}

const versions = ['v1', 'latest']
const BOTH_VERBS = ['GET', 'POST'] as const

/** Puts all of PanDA's methods into a server, with error forms and encodings of their own. */
export function servePanda(app: FastifyInstance, desk: PandaDesk, log: Logger): void {
  void app.register((wire, _, done) => {
    const { usualBytes, bulkBytes } = desk.limits
    wire.removeAllContentTypeParsers()
    wire.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, next) => next(null, body))
    // Files are not gathered in memory: whoever wants them reads on.
    wire.addContentTypeParser('multipart/form-data', (_, payload, next) => next(null, payload))
    wire.setErrorHandler((error, request, reply) => refuse(error, request, reply, log))
    // Before a body is read: bodies of those who may not call are kept nowhere.
    wire.addHook('onRequest', (request, reply, next) => {
      const refused = refusedAtDoor(request)
      if (refused === undefined) next()
      else send(request, reply, refused)
    })
    for (const [name, method] of everyMethod) {
      const bodyLimit = method.size === 'usual' ? usualBytes : bulkBytes
      for (const { family, url } of placesOf(method)) {
        const config = { panda: { name, method, family } }
        wire.route({
          method: [...BOTH_VERBS],
          url,
          config,
          bodyLimit,
          handler: (request, reply) => answer(request, reply, desk),
        })
      }
    }
    for (const prefix of ['/server/panda/*', ...versions.map((version) => `/api/${version}/*`)]) {
      wire.route({ method: [...BOTH_VERBS], url: prefix, handler: (request) => unknownMethod(request) })
    }
    servePandaFiles(wire, desk)
    done()
  })
}

/** Where a method is found. */
function placesOf({ classic, v1 }: PandaMethod): { readonly family: Family; readonly url: string }[] {
  const places: { family: Family; url: string }[] = []
  if (classic !== undefined) places.push({ family: 'classic', url: `/server/panda/${classic}` })
  for (const { path } of v1) {
    for (const version of versions) places.push({ family: 'v1', url: `/api/${version}/${path}` })
  }
  return places
}

async function answer(request: FastifyRequest, reply: FastifyReply, desk: PandaDesk): Promise<FastifyReply> {
  const { method, family } = request.routeOptions.config.panda!
  return send(request, reply, await answerOf(request, method, family, desk))
}

async function answerOf(
  request: FastifyRequest,
  method: PandaMethod,
  family: Family,
  desk: PandaDesk,
): Promise<PandaAnswer> {
  const limits = {
    bytes: method.size === 'usual' ? desk.limits.usualBytes : desk.limits.bulkBytes,
    depth: desk.limits.jsonDepth,
  }
  const sent = method.size === 'upload' ? {} : valuesOf(request, family, limits)
  try {
    const { caller } = request
    const call = {
      family,
      given: given(method.takes, family, sent),
      sent,
      caller,
      serverUrl: serverUrl(request),
      request,
    }
    return await method.handle(call, desk)
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    const sort = error.found === 'it is missing' ? 'Argument' : 'Type'
    return inItsForm(refusal(`${sort} error: ${error.message}`), method)
  }
}

/** Why a method is not called at all; undefined: it may be. */
function refusedAtDoor(request: FastifyRequest): PandaAnswer | undefined {
  const { panda } = request.routeOptions.config
  if (panda === undefined) return undefined
  const { method, family } = panda
  const refused = wrongVerb(request, method, family) ?? withoutRight(request, method)
  return refused && inItsForm(refused, method)
}

/** A refusal as the method's classic callers read it. */
function inItsForm(refused: PandaAnswer, { refusals }: PandaMethod): PandaAnswer {
  return refusals === 'pair' ? { ...refused, classic: [false, refused.v1.message] } : refused
}

/** v1 tells apart its verbs; the classic family does not. */
function wrongVerb(
  { method: verb, routeOptions: { url = '' } }: FastifyRequest,
  { v1 }: PandaMethod,
  family: Family,
): PandaAnswer | undefined {
  if (family === 'classic') return undefined
  // The path as the table has it: a caller may write it in several ways.
  const expected = v1.find(({ path }) => url.endsWith(path))?.verb ?? verb
  return verb === expected ? undefined : refusal(`expecting ${expected}, received ${verb}`)
}

function withoutRight({ caller }: FastifyRequest, { may, secure }: PandaMethod): PandaAnswer | undefined {
  if (may === 'anyone') return undefined
  if (secure && caller.identity?.isLimitedProxy)
    return refusal('limited proxies may not do this', StatusCode.permissionDenied)
  if (hasRole(caller, may)) return undefined
  if (caller.roles.length === 0) return refusal('SSL secure connection is required', StatusCode.permissionDenied)
  const roles = may.includes('user') ? may : ['production', 'pilot']
  return refusal(`${roles.join(' or ')} role required`, StatusCode.invalidRole)
}

function serverUrl({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`
}

function send(request: FastifyRequest, reply: FastifyReply, answer: PandaAnswer): FastifyReply {
  if (request.routeOptions.config.panda!.family === 'v1') return reply.type(JSON_TYPE).send(JSON.stringify(answer.v1))
  const isJson = wantsJson(request)
  return reply.type(isJson ? JSON_TYPE : TEXT).send(classicText(answer.classic, isJson))
}

function unknownMethod({ url }: FastifyRequest): never {
  throw new Problem(403, `${url.split('?', 1)[0].slice(0, 100)} is no method of this server`)
}

/** Whatever goes wrong outside of a handler's words, as PanDA says it: plain text (panda-protocol.md §1.3). */
function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const [status, words] = told(error)
  // Bad input is answered with 500 too, and is no fault of the server's.
  if (status === 500 && !(error instanceof Problem) && !(error instanceof BadInput))
    log.error({ requestId: request.id, url: request.routeOptions.url, err: error }, 'a request failed')
  if (error instanceof Problem && error.retryAfterSeconds !== undefined)
    reply.header('retry-after', String(error.retryAfterSeconds))
  return reply.code(status).type(TEXT).send(`ERROR : ${words}\n`)
}

function told(error: unknown): readonly [status: number, words: string] {
  if (error instanceof Problem) {
    // Invalid bodies are answered with 500, strangers with 403.
    const status = error.status === 400 ? 500 : error.status === 401 ? 403 : error.status
    return [status, error.detail]
  }
  if (error instanceof BadInput) return [500, error.message]
  if (error instanceof HostStopped) return [503, 'the server takes no more reports; try again soon']
  const { statusCode } = (error ?? {}) as { statusCode?: unknown }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return [statusCode, 'the request was refused']
  return [500, 'the server failed; its log tells more']
}
