/** Whatever goes wrong with a request, as problem+json; nothing internal is told. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { BadInput } from '../../model/bad-input.js'
import { HostStopped } from '../door.js'
import { LostLeadership } from '../store/store.js'
import { badInputBody, Problem, type ProblemBody, problemBody, UnreadableInput } from './problem.js'

/** When to try again while a host hands over or comes back. */
const SOON_SECONDS = 2

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** What fastify refuses by itself, in our words, by its code. */
const ofFastify: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'the body is larger than this route takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'the body is of a media type that this route does not take'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'the body is not as long as the header Content-Length says'],
  FST_ERR_BAD_URL: [400, 'the path is not well-formed: it holds a % that no two hexadecimal digits follow'],
  FST_ERR_MAX_PARAM_LENGTH: [400, 'a part of the path is too long'],
}

/** Sends a refusal. Faults of the server are written into the log, with the request's id and no more than that told. */
export function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const body = bodyOf(error, request.id)
  // Requests with a path that is none pass no hook.
  reply.header('x-request-id', request.id)
  if (body.status === 500) {
    const { method, routeOptions } = request
    log.error({ requestId: request.id, method, route: routeOptions.url, err: error }, 'a request failed')
  }
  if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="ailuro"')
  const retryAfter = error instanceof Problem ? error.retryAfterSeconds : body.status === 503 ? SOON_SECONDS : undefined
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  // What is left of the body is not read any more.
  if (body.status === 413 || body.status === 408) reply.header('connection', 'close')
  return reply.code(body.status).type(PROBLEM_TYPE).send(JSON.stringify(body))
}

function bodyOf(error: unknown, requestId: string): ProblemBody {
  if (error instanceof Problem) return problemBody(error.status, error.detail, requestId)
  if (error instanceof UnreadableInput) return badInputBody(error, error.status, requestId)
  if (error instanceof BadInput) return badInputBody(error, 422, requestId)
  if (error instanceof HostStopped)
    return problemBody(503, 'the server takes no more reports; try again soon', requestId)
  if (error instanceof LostLeadership) return problemBody(503, 'another host has taken over', requestId)
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? ofFastify[code] : undefined
  if (known !== undefined) return problemBody(known[0], known[1], requestId)
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET')
    return problemBody(400, 'the request broke off', requestId)
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return problemBody(statusCode, `the request was refused: ${STATUS_CODES[statusCode] ?? 'bad request'}`, requestId)
  return problemBody(500, 'the server failed; its log tells more under this request id', requestId)
}

/** Answers what is no HTTP, or came too slowly, and ends the connection. */
export function refuseConnection(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, detail] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'the request did not arrive in time']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'the head of the request is too large']
        : [400, 'this is no HTTP']
  const body = JSON.stringify(problemBody(status, detail, 'none'))
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
