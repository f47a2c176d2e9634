import { request } from 'node:http'
import type { ApiSettings } from '../../api/api-server.js'
import { type ApiStage, apiStage, type CastMember } from '../../testing/api-stage.js'
import type { StageDoorParts } from '../../testing/stage-door.js'
import type { PandaMethodName } from '../methods/index.js'
import { type Manner, pandaRequest, readAs } from './panda-request.js'

/** An answer's body, whose fields a test looks into without more ado. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Words = any

/** What came back: the body as JSON where it is, as its fields where it is a query string, or else as text. */
export interface Said {
  readonly status: number
  readonly text: string
  readonly body: Words
}

/** A server that is spoken to as PanDA's clients do. */
export interface PandaStage extends ApiStage {
  /**
   * Calls a method.
   * @param given parameters by their names in the code, written by those of the family; `sent` are sent as they are
   */
  say(
    who: CastMember | 'stranger',
    name: PandaMethodName,
    given?: Readonly<Record<string, unknown>>,
    manner?: Manner & { readonly sent?: Readonly<Record<string, unknown>> },
  ): Promise<Said>
  /** Sends a body as it is. An empty content type is not told. */
  send(
    who: CastMember | 'stranger',
    verb: 'GET' | 'POST',
    path: string,
    body: string | Buffer,
    contentType: string,
    manner?: Manner,
  ): Promise<Said>
}

export async function pandaStage(settings: Partial<ApiSettings> = {}, parts?: StageDoorParts): Promise<PandaStage> {
  const stage = await apiStage(settings, parts)
  const headersOf = (who: CastMember | 'stranger', { headers, ...manner }: Manner): Record<string, string> => {
    const accept = 'accept' in manner ? manner.accept : 'application/json'
    const token = who === 'stranger' ? {} : { authorization: `Bearer ${stage.secrets[who]}` }
    return { ...token, ...(accept !== undefined && { accept }), ...headers }
  }
  return {
    ...stage,
    say: async (who, name, given = {}, manner = {}) => {
      const { verb, path, body, headers } = pandaRequest(name, given, manner, manner.sent)
      return sendBytes(stage.url, verb, path, body, { ...headers, ...headersOf(who, manner) })
    },
    send: (who, verb, path, body, contentType, manner = {}) => {
      const type = contentType === '' ? {} : { 'content-type': contentType }
      const headers = { ...headersOf(who, manner), ...type }
      return sendBytes(stage.url, verb, path, Buffer.from(body), headers)
    },
  }
}

function sendBytes(
  url: string,
  method: string,
  path: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'content-length': String(body.length) }
    const sent = request(url + path, { method, headers: all, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, text, body: readAs(text) })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
