/** What a call of each route takes and gives, as its schemas in the table of routes say. */
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { RouteName, Routes } from './routes/index.js'

export type { RouteName } from './routes/index.js'
export type { ToldFact } from './facts-in-words.js'

type Params<Name extends RouteName> = z.output<Routes[Name]['params']>
type Query<Name extends RouteName> = Partial<z.output<Routes[Name]['query']>>
type Body<Name extends RouteName> = z.input<Routes[Name]['body']>

/** What every object is: the parts that a call has are joined to it. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
type NoFields = Record<never, never>
/** A part of a request: left out where it has no fields, optional where none of them must be given. */
type Part<Key extends string, Value> = [keyof Value] extends [never]
  ? NoFields
  : NoFields extends Value
    ? { readonly [K in Key]?: Value }
    : { readonly [K in Key]: Value }
type BodyPart<Name extends RouteName> = Name extends `GET ${string}` | `DELETE ${string}`
  ? NoFields
  : Name extends 'PUT /jobs/:id/log'
    ? { readonly body: string | Buffer | Readable }
    : Part<'body', Body<Name>>

/** What a call of a route takes. */
export type Input<Name extends RouteName> = Part<'params', Params<Name>> & Part<'query', Query<Name>> & BodyPart<Name>
/** What it gives. */
export type Output<Name extends RouteName> = z.output<Routes[Name]['answer']>

/** What may be said of one call. */
export interface CallOptions {
  /** Idempotency key: the same key gets the same answer again, and with another input it is refused. The client makes one of its own where it needs one. */
  readonly key?: string
  readonly signal?: AbortSignal
  readonly timeoutMilliseconds?: number
}

/** Arguments of a call after the route's name; the input may be left out where nothing of it must be given. */
export type Arguments<Name extends RouteName> =
  NoFields extends Input<Name>
    ? [input?: Input<Name>, options?: CallOptions]
    : [input: Input<Name>, options?: CallOptions]
