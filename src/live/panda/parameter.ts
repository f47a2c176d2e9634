/** Parameters of PanDA's methods: their names in both families, and how leniently they are read (panda-protocol.md §1.2). */
import { BadInput } from '../../model/bad-input.js'
import { shown } from '../api/wording.js'
import { MOST } from '../api/fields.js'
import { parseJson } from '../api/json-text.js'

/** Names of a parameter: one for both families, or one for each; undefined: the family has none. */
export type Names = string | { readonly classic?: string; readonly v1?: string }

/** One parameter. */
export interface Parameter<T> {
  readonly classic: string | undefined
  readonly v1: string | undefined
  /** In words, for documents and refusals. */
  readonly allowed: string
  /** @returns undefined when the value is none of what is allowed */
  read(value: unknown): T | undefined
  /** What stands in for a value that is not given; undefined: it must be given. */
  readonly otherwise: { readonly value: T } | undefined
}

/** Parameters of a method by their names in the code. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>
/** What a method is given. */
export type Given<P extends Parameters> = { readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never }

function parameter<T>(names: Names, allowed: string, read: (value: unknown) => T | undefined): Parameter<T> {
  const { classic, v1 } = typeof names === 'string' ? { classic: names, v1: names } : names
  return { classic, v1, allowed, read, otherwise: undefined }
}

/** The same parameter, which need not be given. */
export function optional<T>(one: Parameter<T>): Parameter<T | undefined>
export function optional<T>(one: Parameter<T>, value: T): Parameter<T>
export function optional<T>(one: Parameter<T>, value?: T): Parameter<T | undefined> {
  return { ...one, otherwise: { value } }
}

/** A text without NUL. Numbers are taken as texts, and truth in Python's words. */
export function text(names: Names, longest = 500): Parameter<string> {
  return parameter(names, `a text of up to ${longest} characters`, (value) => {
    const word = typeof value === 'string' ? value : wordOf(value)
    return word === undefined || word.length > longest || word.includes('\0') ? undefined : word
  })
}

/** A text that is cut where it is too long: what is only to be read by people. */
export function words(names: Names, longest = 500): Parameter<string> {
  return parameter(names, 'a text', (value) => {
    const word = typeof value === 'string' ? value : wordOf(value)
    return word?.replaceAll('\0', '').slice(0, longest)
  })
}

/** A whole number; `12.0` and texts of numbers are taken. */
export function whole(names: Names, least = 0, most = MOST): Parameter<number> {
  return parameter(names, `a whole number from ${least} to ${most}`, (value) => {
    const number = numberOf(value)
    const cut = number === undefined ? undefined : Math.trunc(number)
    return cut === undefined || cut < least || cut > most ? undefined : cut
  })
}

/** A PandaID or the number of a task. */
export function id(names: Names): Parameter<number> {
  return whole(names, 1, Number.MAX_SAFE_INTEGER)
}

/** A number of any sort. */
export function decimal(names: Names): Parameter<number> {
  return parameter(names, 'a number', numberOf)
}

/** Truth: `true`, `"True"`, `1`. */
export function truth(names: Names): Parameter<boolean> {
  return parameter(names, 'true or false', (value) => {
    if (value === true || value === 1 || /^(true|1)$/i.test(String(value))) return true
    return value === false || value === 0 || /^(false|0|)$/i.test(String(value)) ? false : undefined
  })
}

/**
 * A list: one as it is, JSON of one, or a single value, which is a list of one (v1 GET).
 * @param separator between items of a text that is no JSON
 */
export function listOf<T>(names: Names, item: Parameter<T>, most = 10_000, separator?: string): Parameter<T[]> {
  return parameter(names, `a list of up to ${most}, each ${item.allowed}`, (value) => {
    const items = itemsOf(value, separator)
    if (items.length > most) return undefined
    const read = items.map((one) => item.read(one))
    return read.includes(undefined) ? undefined : (read as T[])
  })
}

/** An object, or JSON of one; what is in it is the method's business. */
export function object(names: Names): Parameter<Record<string, unknown>> {
  return parameter(names, 'an object', (value) => {
    const found = typeof value === 'string' ? parsed(value) : value
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : undefined
  })
}

/** Anything at all: for values that are stored as they are. */
export function anything(names: Names): Parameter<unknown> {
  return parameter<unknown>(names, 'anything', (value) => value)
}

/** JSON that stands in a text of a body, which is bounded itself. */
const JSON_IN_TEXT = { depth: 32, items: 1_000_000 }

/** Python's words for nothing. */
const NOTHING = ['None', 'NULL', 'null']

/**
 * What a method is given. Parameters that it does not know are passed over: pilots send a few (panda-protocol.md §1.3).
 * @throws BadInput when one that must be given is not, or one is of the wrong kind
 */
export function given<P extends Parameters>(
  parameters: P,
  family: 'classic' | 'v1',
  values: Readonly<Record<string, unknown>>,
): Given<P> {
  const read: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(parameters)) read[name] = readOne(one, family, values)
  return read as Given<P>
}

function readOne(
  one: Parameter<unknown>,
  family: 'classic' | 'v1',
  values: Readonly<Record<string, unknown>>,
): unknown {
  const name = one[family]
  const value = name === undefined || !Object.hasOwn(values, name) ? undefined : values[name]
  if (isNothing(value, one)) {
    if (one.otherwise !== undefined) return one.otherwise.value
    throw new BadInput(name ?? 'parameter', 'it is missing', one.allowed)
  }
  const read = one.read(value)
  if (read === undefined) throw new BadInput(name ?? 'parameter', `it is ${shown(value)}`, one.allowed)
  return read
}

/** What is not there; an optional parameter may say so in Python's words, or with an empty text. */
function isNothing(value: unknown, { otherwise }: Parameter<unknown>): boolean {
  if (value === undefined || value === null) return true
  return otherwise !== undefined && typeof value === 'string' && (value === '' || NOTHING.includes(value))
}

function wordOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'number' ? String(value) : undefined
}

function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

function itemsOf(value: unknown, separator: string | undefined): readonly unknown[] {
  if (Array.isArray(value)) return value
  const list = typeof value === 'string' ? parsed(value) : undefined
  if (Array.isArray(list)) return list
  if (separator === undefined || typeof value !== 'string') return [value]
  return value.split(separator).filter((item) => item !== '')
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, JSON_IN_TEXT)
  } catch {
    return undefined
  }
}
