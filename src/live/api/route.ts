import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Role } from '../auth/role.js'
import type { Caller } from '../auth/caller.js'
import type { RequestKey } from '../door.js'
import type { Desk } from './desk.js'
import { nothing } from './fields.js'

/** What a handler is given: the parts of a request that passed their schemas, and who calls. */
export interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
  /** Idempotency key, made the caller's own and this path's; undefined: none was given. */
  readonly key: RequestKey | undefined
  /** For the few handlers that stream. */
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** An answer that is no JSON. */
export class Raw {
  constructor(
    readonly mediaType: string,
    readonly payload: string | Readable,
  ) {}
}

type AnyObject = z.ZodObject

/** What a route's declaration may and must say. */
interface Declaration<
  Params extends AnyObject,
  Query extends AnyObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly summary: string
  /** More than the summary says, in plain sentences. */
  readonly detail?: string
  /** Roles that may call it; an admin always may. */
  readonly may: readonly Role[] | 'anyone'
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Status of the answer when all is well. */
  readonly status?: number
  readonly answer: Answer
  /** Media type of the answer where it is no JSON, and of the request. */
  readonly answerType?: string
  readonly bodyType?: string
  /** Statuses of refusals beyond those that every route has. */
  readonly refusals?: readonly number[]
  /** A request that makes sense, as it is sent. */
  readonly example: {
    readonly params?: Record<string, string>
    readonly query?: Record<string, string>
    readonly body?: unknown
  }
  /** Largest body in bytes: the usual one, that for bulk work, or that for logs. */
  readonly size?: 'usual' | 'bulk' | 'log'
  /** Whether it makes new work, which a server that can keep no more refuses. */
  readonly makesWork?: boolean
  /** Whether it stays the same however often it is called. */
  readonly isIdempotent?: boolean
  handle(
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
    desk: Desk,
  ): Promise<z.output<Answer> | Raw> | z.output<Answer> | Raw
}

/** One route: what may be asked, by whom, what is answered, and what is done. */
export interface Route<
  Params extends AnyObject = AnyObject,
  Query extends AnyObject = AnyObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly summary: string
  readonly detail: string | undefined
  readonly may: readonly Role[] | 'anyone'
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly status: number
  readonly answer: Answer
  readonly answerType: string
  readonly bodyType: string
  readonly refusals: readonly number[]
  readonly example: Declaration<Params, Query, Body, Answer>['example']
  readonly size: 'usual' | 'bulk' | 'log'
  readonly makesWork: boolean
  readonly isIdempotent: boolean
  readonly handle: Declaration<Params, Query, Body, Answer>['handle']
}

/** Makes a route of its declaration: what it does not say is the usual. */
export function route<
  Answer extends z.ZodType,
  Params extends AnyObject = typeof nothing,
  Query extends AnyObject = typeof nothing,
  Body extends z.ZodType = typeof nothing,
>(declared: Declaration<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return {
    detail: undefined,
    params: nothing as unknown as Params,
    query: nothing as unknown as Query,
    body: nothing as unknown as Body,
    status: 200,
    answerType: 'application/json',
    bodyType: 'application/json',
    refusals: [],
    size: 'usual',
    makesWork: false,
    isIdempotent: false,
    ...declared,
  }
}
