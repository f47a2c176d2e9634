import { ApiProblem, Client } from '../../live/api/client.js'
import { CommandFailure } from '../command-failure.js'
import { exitCodes } from '../exit-codes.js'
import { type ServerOptions, type ServerPlace, serverPlace } from './server-place.js'

/** Tries of a call where somebody waits for the answer; of one that goes on for long, and should live through a restart. */
const FEW_TRIES = 3
const MANY_TRIES = 12

/**
 * Talks to the server that the options name, and lets go of it in the end.
 * @param isPatient whether it lives through a server that is away for a while
 * @throws CommandFailure with a line of what to do, when the server is not there or refuses
 */
export async function withServer<T>(
  options: ServerOptions,
  talk: (client: Client) => Promise<T>,
  isPatient = false,
): Promise<T> {
  const place = serverPlace(options)
  const { url, token } = place
  const client = new Client({ url, token, tries: isPatient ? MANY_TRIES : FEW_TRIES })
  try {
    return await talk(client)
  } catch (error) {
    throw error instanceof ApiProblem ? failureOf(error, place) : error
  } finally {
    client.close()
  }
}

/** A refusal of the server's as a line for people. */
function failureOf({ status, message }: ApiProblem, place: ServerPlace): CommandFailure {
  const { url, token, tokenFrom } = place
  if (status === 0)
    return new CommandFailure(
      `${message}; start one with \`ailuro serve\`, or say where it is with --server URL`,
      exitCodes.noServer,
    )
  if (status === 401)
    return new CommandFailure(
      token === undefined
        ? `the server at ${url} wants a token, and none was found in ${tokenFrom}`
        : `the server at ${url} does not know the token of ${tokenFrom}; name another one with --token-file FILE`,
      exitCodes.notAllowed,
    )
  if (status === 403)
    return new CommandFailure(
      `${message}; the token is that of ${tokenFrom}; an admin makes others with \`ailuro token make\``,
      exitCodes.notAllowed,
    )
  if (status === 429 || status >= 502) return new CommandFailure(message, exitCodes.noServer)
  if (status >= 500) return new CommandFailure(`the server at ${url} failed: ${message}`, exitCodes.broken)
  return new CommandFailure(message, exitCodes.badInput)
}
