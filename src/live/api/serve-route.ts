/** Puts one route of the table into the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Caller } from '../auth/caller.js'
import type { Desk } from './desk.js'
import { nothing } from './fields.js'
import { Problem, UnreadableInput } from './problem.js'
import { keyOf } from './request-key.js'
import { Raw, type Route } from './route.js'
import { placeOfRoute } from './route-place.js'
import { checked } from './wording.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, as the gate found. */
    caller: Caller
  }
  interface FastifyContextConfig {
    /** The route as the table has it, and its name. */
    ailuro?: { readonly name: string; readonly route: Route }
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

export function serveRoute(app: FastifyInstance, name: string, route: Route, desk: Desk): void {
  const { method, path } = placeOfRoute(name)
  const { usualBytes, bulkBytes, logBytes } = desk.limits
  const takesParams = route.params !== nothing
  const takesBody = route.body !== nothing
  const isStreamed = route.bodyType !== 'application/json'
  app.route({
    method: method as HTTPMethods,
    url: path,
    config: { ailuro: { name, route } },
    bodyLimit: { usual: usualBytes, bulk: bulkBytes, log: logBytes }[route.size],
    handler: async (request, reply) => {
      if (route.makesWork) refuseWhenReadOnly(desk)
      const answer = await route.handle(
        {
          params: takesParams ? checked(route.params, request.params, 'path', UnreadableInput) : {},
          // No query need have any field: where there is none, nothing is amiss.
          query: request.url.includes('?') ? checked(route.query, request.query, 'query', UnreadableInput) : {},
          body: isStreamed
            ? textOf(request)
            : takesBody
              ? checked(route.body, request.body ?? {}, 'body')
              : refuseBody(request),
          caller: request.caller,
          key: keyOf(request),
          request,
          reply,
        },
        desk,
      )
      return send(reply, route.status, answer)
    },
  })
}

function send(reply: FastifyReply, status: number, answer: unknown): FastifyReply {
  reply.code(status)
  if (answer instanceof Raw) return reply.type(answer.mediaType).send(answer.payload)
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(answer))
}

function refuseWhenReadOnly(desk: Desk): void {
  const reason = desk.isReadOnly()
  if (reason !== undefined) throw new Problem(507, `no new work is taken: ${reason}`)
}

/** Text that is streamed. */
function textOf({ body }: FastifyRequest): unknown {
  if (body === undefined) throw new Problem(415, 'there is no body; send the log as text/plain')
  return body
}

/** @returns nothing: the route takes no body */
function refuseBody({ body }: FastifyRequest): object {
  return body === undefined ? {} : checked(nothing, body, 'body')
}
