/** Bodies of answers: read as a whole, or line by line as they come. */
import { ApiProblem } from './api-problem.js'
import type { ProblemBody } from './problem.js'
import type { Answer } from './wire.js'

/** Characters of an answer that is no problem+json which are told. */
const SHOWN = 200

/** All of a body. */
export async function textOf({ body }: Answer): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** Why the server refused, in its words. */
export async function refusalOf(answer: Answer): Promise<ApiProblem> {
  const text = await textOf(answer)
  if (!answer.mediaType.startsWith('application/problem+json'))
    return new ApiProblem(answer.status, `the server answered ${answer.status}: ${text.slice(0, SHOWN)}`)
  const body = JSON.parse(text) as ProblemBody
  return new ApiProblem(answer.status, body.detail, body)
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
