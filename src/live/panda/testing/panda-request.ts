import { gzipSync } from 'node:zlib'
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

/** A request as it goes over the wire. */
export interface PandaRequest {
  readonly verb: 'GET' | 'POST'
  /** With the query. */
  readonly path: string
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Writes a call of a method.
 * @param given parameters by their names in the code, written by those of the family
 * @param sent what is sent as it is
 */
export function pandaRequest(
  name: PandaMethodName,
  given: Readonly<Record<string, unknown>>,
  manner: Manner = {},
  sent: Readonly<Record<string, unknown>> = {},
): PandaRequest {
  const method = pandaMethods[name] as unknown as PandaMethod
  const { family = method.v1.length > 0 ? 'v1' : 'classic' } = manner
  const values = { ...named(method, family, given), ...sent }
  const usual = family === 'v1' ? method.v1[0].verb : manner.encoding === 'query' ? 'GET' : 'POST'
  const { verb = usual } = manner
  const path = family === 'v1' ? `/api/v1/${method.v1[0].path}` : `/server/panda/${method.classic}`
  const encoding = manner.encoding ?? (verb === 'GET' ? 'query' : 'json')
  if (encoding !== 'query') return { verb, path, ...written(encoding, values) }
  const query = asQuery(values)
  return { verb, path: query === '' ? path : `${path}?${query}`, body: Buffer.alloc(0), headers: {} }
}

/** As pilot3 reads answers: JSON by its first character, else a query string. */
export function readAs(text: string): unknown {
  if (/^[[{]/.test(text)) return JSON.parse(text)
  return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : text
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

/** Values by the names that the family has for them. */
export function named(
  { takes }: Pick<PandaMethod, 'takes'>,
  family: Family,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const wire = takes[name]?.[family]
    if (wire !== undefined && value !== undefined) values[wire] = value
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
