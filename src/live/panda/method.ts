/** What each of PanDA's methods declares: names in both families, parameters, who may call it, and what is done. */
import type { FastifyRequest } from 'fastify'
import type { Role } from '../auth/role.js'
import type { Caller } from '../auth/caller.js'
import type { PandaAnswer } from './answer.js'
import type { PandaDesk } from './panda-desk.js'
import type { Given, Parameters } from './parameter.js'

export type Family = 'classic' | 'v1'

/** Programs that speak to PanDA's server. */
export type Program = 'pilot3' | 'later pilots' | 'Harvester' | 'prun' | 'pbook' | 'panda-client' | 'monitors' | 'iDDS'

/** What a handler is given. */
export interface PandaCall<P extends Parameters> {
  readonly family: Family
  readonly given: Given<P>
  /** All that was sent, as it was sent. */
  readonly sent: Readonly<Record<string, unknown>>
  readonly caller: Caller
  /** Where the caller finds this server, such as `http://127.0.0.1:25080`. */
  readonly serverUrl: string
  readonly request: FastifyRequest
}

/** What a method's declaration says. */
interface Declaration<P extends Parameters> {
  /** Name in the classic family, below `/server/panda/`; undefined: it has none. */
  readonly classic?: string
  /** Verb, module and name in v1, such as `POST pilot/acquire_jobs`; undefined: it has none. Several: the others are aliases. */
  readonly v1?: `${'GET' | 'POST'} ${string}` | readonly `${'GET' | 'POST'} ${string}`[]
  readonly summary: string
  readonly usedBy: readonly Program[]
  /** What of PanDA's method is not done here, in a sentence; undefined: all is. */
  readonly missing?: string
  /** Roles that may call it; an admin always may. Ownership is the handler's business. */
  readonly may: readonly Role[] | 'anyone'
  /** Whether it takes an identity that a limited proxy does not give (panda-protocol.md §1.5). */
  readonly secure?: boolean
  readonly takes: P
  /** How the classic family hears that a request was refused: with a StatusCode among fields, which is the usual, or with false and the words. */
  readonly refusals?: 'fields' | 'pair'
  /** Largest body: usual, bulk, or that of an upload, which the handler reads from the request by itself. */
  readonly size?: 'usual' | 'bulk' | 'upload'
  /** A call that makes sense, by the parameters' names in the code. */
  readonly example: Readonly<Record<string, unknown>>
  handle(call: PandaCall<P>, desk: PandaDesk): Promise<PandaAnswer> | PandaAnswer
}

/** One method of PanDA's server, in both families. */
export interface PandaMethod<P extends Parameters = Parameters> {
  readonly classic: string | undefined
  readonly v1: readonly { readonly verb: 'GET' | 'POST'; readonly path: string }[]
  readonly summary: string
  readonly usedBy: readonly Program[]
  readonly missing: string | undefined
  readonly may: readonly Role[] | 'anyone'
  readonly secure: boolean
  readonly takes: P
  readonly refusals: 'fields' | 'pair'
  readonly size: 'usual' | 'bulk' | 'upload'
  readonly example: Readonly<Record<string, unknown>>
  readonly handle: Declaration<P>['handle']
}

/** Makes a method of its declaration: what it does not say is the usual. */
export function method<P extends Parameters>(declared: Declaration<P>): PandaMethod<P> {
  const names = declared.v1 === undefined ? [] : typeof declared.v1 === 'string' ? [declared.v1] : declared.v1
  return {
    missing: undefined,
    secure: false,
    refusals: 'fields',
    size: 'usual',
    ...declared,
    classic: declared.classic,
    v1: names.map((name) => {
      const [verb, path] = name.split(' ')
      return { verb: verb as 'GET' | 'POST', path }
    }),
  }
}
