import type { ProblemBody } from './problem.js'

/** What the server said when it refused, or that it could not be reached (`status` 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'

  constructor(
    readonly status: number,
    message: string,
    /** The answer as it came; undefined when it was no problem+json. */
    readonly body?: ProblemBody,
    options?: ErrorOptions,
    /** When to try again, as the server said. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message, options)
  }
}
