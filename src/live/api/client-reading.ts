/** Bodies of answers: read as a whole, or line by line as they come. */
import { ApiProblem } from './api-problem.js'
import type { ProblemBody } from './problem.js'
import type { Answer } from './wire.js'

/** Characters of an answer that is no problem+json which are told. */
const SHOWN = 200

/**
 * All of a body.
 * @param timeoutMilliseconds in which it has to come
 */
export async function textOf({ body }: Answer, timeoutMilliseconds: number): Promise<string> {
  const chunks: Buffer[] = []
  const timer = setTimeout(() => body.destroy(new Error('the answer broke off')), timeoutMilliseconds)
  try {
    for await (const chunk of body) chunks.push(chunk as Buffer)
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Why the server refused, in its words. */
export async function refusalOf(answer: Answer, timeoutMilliseconds: number): Promise<ApiProblem> {
  const text = await textOf(answer, timeoutMilliseconds)
  const { status, mediaType, retryAfterSeconds } = answer
  if (!mediaType.startsWith('application/problem+json'))
    return new ApiProblem(status, `the server answered ${status}: ${text.slice(0, SHOWN)}`)
  const body = JSON.parse(text) as ProblemBody
  return new ApiProblem(status, body.detail, body, {}, retryAfterSeconds)
}

/**
 * Lines of a body that are not empty, as they come.
 * @param silenceMilliseconds after which the stream counts as broken
 */
export async function* linesOf({ body }: Answer, silenceMilliseconds: number): AsyncGenerator<string> {
  let rest = ''
  body.setEncoding('utf8')
  body.setTimeout(silenceMilliseconds, () => body.destroy(new Error('the stream fell silent')))
  for await (const chunk of body) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
  }
}
