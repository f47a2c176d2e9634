import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { ApiSettings } from '../../api/api-server.js'
import { type ApiStage, apiStage, type CastMember } from '../../testing/api-stage.js'
import type { StageDoorParts } from '../../testing/stage-door.js'
import type { Family, PandaMethod } from '../method.js'
import { type PandaMethodName, pandaMethods } from '../methods/index.js'

/** How a request is written: as each of PanDA's clients does it (panda-protocol.md §1.2). */
export const encodings = ['json', 'bare gzip', 'gzip', 'form', 'query'] as const
export type Encoding = (typeof encodings)[number]

export interface Manner {
  readonly family?: Family
  readonly encoding?: Encoding
  /** Another verb than the method's own. */
  readonly verb?: 'GET' | 'POST'
  readonly accept?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

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
  /** Sends a body as it is. */
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
      const method = pandaMethods[name] as unknown as PandaMethod
      const { family = method.v1.length > 0 ? 'v1' : 'classic' } = manner
      const values = { ...named(method, family, given), ...manner.sent }
      const usual = family === 'v1' ? method.v1[0].verb : manner.encoding === 'query' ? 'GET' : 'POST'
      const { verb = usual } = manner
      const path = family === 'v1' ? `/api/v1/${method.v1[0].path}` : `/server/panda/${method.classic}`
      const encoding = manner.encoding ?? (verb === 'GET' ? 'query' : 'json')
      return sendValues(stage.url, verb, path, values, encoding, headersOf(who, manner))
    },
    send: (who, verb, path, body, contentType, manner = {}) => {
      const headers = { ...headersOf(who, manner), 'content-type': contentType }
      return sendBytes(stage.url, verb, path, Buffer.from(body), headers)
    },
  }
}

/** A body as the encoding has it, with the headers that say so; or not. */
function written(
  encoding: Exclude<Encoding, 'query'>,
  values: Readonly<Record<string, unknown>>,
): { readonly body: Buffer; readonly headers: Record<string, string> } {
  const json = Buffer.from(JSON.stringify(values))
  const type = { 'content-type': 'application/json' }
  switch (encoding) {
    case 'json':
      return { body: json, headers: type }
    case 'bare gzip':
      return { body: gzipSync(json), headers: type }
    case 'gzip':
      return { body: gzipSync(json), headers: { ...type, 'content-encoding': 'gzip' } }
    case 'form':
      return {
        body: Buffer.from(asQuery(values)),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }
  }
}

function named(method: PandaMethod, family: Family, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const wire = method.takes[name]?.[family]
    if (wire !== undefined) values[wire] = value
  }
  return values
}

function asQuery(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
      query.append(name, typeof one === 'string' ? one : JSON.stringify(one))
  }
  return query.toString()
}

function sendValues(
  url: string,
  method: string,
  path: string,
  values: Readonly<Record<string, unknown>>,
  encoding: Encoding,
  given: Readonly<Record<string, string>>,
): Promise<Said> {
  const { body, headers } = encoding === 'query' ? { body: Buffer.alloc(0), headers: {} } : written(encoding, values)
  const query = asQuery(values)
  const where = encoding === 'query' && query !== '' ? `${path}?${query}` : path
  return sendBytes(url, method, where, body, { ...headers, ...given })
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

/** As pilot3 reads answers: JSON by its first character, else a query string. */
function readAs(text: string): unknown {
  if (/^[[{]/.test(text)) return JSON.parse(text)
  return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : text
}
