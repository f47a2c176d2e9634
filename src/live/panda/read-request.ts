/** Bodies as PanDA's clients send them (panda-protocol.md §1.2). */
import { gunzipSync } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { parseJson } from '../api/json-text.js'
import { Problem } from '../api/problem.js'
import type { Family } from './method.js'

/** What a body may be at most. */
export interface BodyLimits {
  readonly bytes: number
  /** Levels of its JSON. */
  readonly depth: number
}

/** Bytes of JSON for each value that it may hold. */
const BYTES_PER_VALUE = 8
/** Values of a form: lists stand there value by value. */
const MOST_FORM_VALUES = 20_000

/**
 * All values that came with a request, by name: of its query and of its body, which may be JSON or a form, compressed or not,
 * whatever its headers say. A GET's body is passed over.
 * @throws UnreadableInput when the body is no JSON, Problem 413 when it is too large once it is unpacked
 */
export function valuesOf(
  { method, query, body, headers }: FastifyRequest,
  family: Family,
  limits: BodyLimits,
): Record<string, unknown> {
  const asked = { ...(query as Record<string, unknown>) }
  if (method === 'GET' || !(body instanceof Buffer) || body.length === 0) return asked
  const text = unpacked(body, limits.bytes).toString('utf8')
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const sent = isForm ? formOf(text) : jsonOf(text, limits)
  const values = { ...asked, ...sent }
  if (family === 'classic') for (const [name, value] of Object.entries(values)) values[name] = inPython(value)
  return values
}

/** Gzip is known by its first bytes: the header that should say so may be missing. */
function unpacked(body: Buffer, mostBytes: number): Buffer {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body
  try {
    return gunzipSync(body, { maxOutputLength: mostBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Problem(413, `the body is larger than ${mostBytes} bytes once it is unpacked`)
    throw new Problem(400, 'the body begins as gzip and is none')
  }
}

function formOf(text: string): Record<string, unknown> {
  // Names are anybody's choice: an object without a prototype has none before.
  const values = Object.create(null) as Record<string, string | string[]>
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > MOST_FORM_VALUES) throw new Problem(400, `the form has more than ${MOST_FORM_VALUES} values`)
    const before = values[name] as string | string[] | undefined
    if (before === undefined) values[name] = value
    else if (Array.isArray(before)) before.push(value)
    else values[name] = [before, value]
  }
  return values
}

function jsonOf(text: string, { bytes, depth }: BodyLimits): Record<string, unknown> {
  const value = parseJson(text.trim(), { depth, items: Math.ceil(bytes / BYTES_PER_VALUE) })
  if (value === undefined) return {}
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Problem(400, 'the body is JSON, but no object')
}

/** The classic server turns truth into Python's words. */
function inPython(value: unknown): unknown {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : value
}
