import { STATUS_CODES } from 'node:http'
import { BadInput } from '../../model/bad-input.js'

/** What an answer says that refuses a request (RFC 9457). */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly requestId: string
  readonly where?: string
  readonly found?: string
  readonly allowed?: string
}

/** A request that is refused, with the words for whoever made it. */
export class Problem extends Error {
  /** @param retryAfterSeconds when it may be tried again */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(detail)
  }
}

/** Bad input whose status is not the usual one, 422: 400 where the request could not even be read. */
export class UnreadableInput extends BadInput {
  readonly status = 400
}

/** A thing that is not there, or not the caller's: the two look the same, so that nobody learns what others have. */
export function notFound(what: string): Problem {
  return new Problem(404, `there is no ${what} that you may see`)
}

/** Why a request is refused, in words. @throws the error itself when it is a fault */
export function reasonOf(error: unknown): string {
  if (error instanceof BadInput) return error.message
  if (error instanceof Problem) return error.detail
  throw error
}

export function problemBody(status: number, detail: string, requestId: string): ProblemBody {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, requestId }
}

/** How bad input is told. */
export function badInputBody(error: BadInput, status: number, requestId: string): ProblemBody {
  const { where, found, allowed } = error
  return { ...problemBody(status, error.message, requestId), where, found, allowed }
}
