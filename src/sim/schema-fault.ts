/** Turns what a schema says of a fault into words for people: where, what was found, what is allowed. */
import { z } from 'zod'

/** One fault of a file's contents. */
export interface SchemaFault {
  readonly path: readonly PropertyKey[]
  readonly found: string
  readonly allowed: string
}

type Issue = z.core.$ZodIssue

/** The fault behind an issue, looked for inside the alternative that the given value fits best. */
export function faultOf(schema: z.ZodType, issue: Issue, given: unknown): SchemaFault {
  const { path } = issue
  const value = valueAt(given, path)
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys
    return {
      path: [...path, key],
      found: `unknown key ${cut([...path, key].join('.'))}`,
      allowed: keysAt(schema, path),
    }
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === 'Invalid input') {
    return ofUnion(schema, issue, given)
  }
  const found = value === undefined ? `${name} is missing` : `${name === '' ? 'the file' : name} is ${shown(value)}`
  return { path, found, allowed: allowedBy(issue) }
}

function ofUnion(schema: z.ZodType, issue: z.core.$ZodIssueInvalidUnion, given: unknown): SchemaFault {
  const { path } = issue
  const inside = issue.errors.filter((option) => !option.some(isAboutAll)).flat()
  if (inside.length > 0) {
    const deepest = inside.reduce((a, b) => (b.path.length > a.path.length ? b : a))
    return faultOf(schema, { ...deepest, path: [...path, ...deepest.path] }, given)
  }
  const value = valueAt(given, path)
  const name = path.join('.')
  const keys = keysAt(schema, path)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const has = Object.keys(value)
    const unknown = has.find((key) => !keys.split(', ').includes(key))
    if (unknown !== undefined) {
      return { path: [...path, unknown], found: `unknown key ${cut(`${name}.${unknown}`)}`, allowed: `one of ${keys}` }
    }
    return { path, found: `${name} has ${has.length > 0 ? has.join(' and ') : 'no key'}`, allowed: `one of ${keys}` }
  }
  const plain = issue.errors.flat().filter((one) => one.code === 'invalid_type' && one.expected !== 'object')
  const allowed = [...new Set(plain.map(allowedBy)), `a key out of ${keys}`].join(', or ')
  return { path, found: value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`, allowed }
}

/** Whether an option of a union does not fit at all: another type, or keys of another option. */
function isAboutAll({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'unrecognized_keys' || code === 'invalid_type')
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
}

/** The beginnings of messages that no schema of ours has put into words. */
const unworded = /^(Invalid (input|option)|Too (small|big)):/

function allowedBy(issue: Issue): string {
  if (!unworded.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'too_small':
      if (issue.origin === 'array') return `a list of at least ${issue.minimum}`
      return `${kinds[issue.origin] ?? issue.origin} ${issue.inclusive === true ? 'from' : 'above'} ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'array') return `a list of at most ${issue.maximum}`
      return `${kinds[issue.origin] ?? issue.origin} up to ${issue.maximum}`
    case 'invalid_value':
      return issue.values.map(String).join(', ')
    default:
      return issue.message
  }
}

/** The keys that a strict object of the schema, or the objects of a union, have at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  let at: unknown[] = [schema]
  for (const key of path) at = at.flatMap(options).flatMap((one) => below(one, key))
  const objects = at.flatMap(options).filter((one) => one instanceof z.ZodObject)
  return objects.flatMap((one) => Object.keys(one.shape)).join(', ')
}

function below(schema: unknown, key: PropertyKey): unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key)) return [schema.shape[key as string]]
  return []
}

/** The schemas that a schema stands for, without defaults and the like around them. */
function options(schema: unknown): unknown[] {
  let at = schema
  for (;;) {
    if (at instanceof z.ZodDefault || at instanceof z.ZodOptional || at instanceof z.ZodPrefault) at = at.unwrap()
    else if (at instanceof z.ZodPipe) at = at.in
    else break
  }
  return at instanceof z.ZodUnion ? at.options.flatMap(options) : [at]
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], given)
}

/** A value as it stands in the file, cut off when it is long. */
export function shown(value: unknown): string {
  return cut(typeof value === 'number' ? String(value) : JSON.stringify(value))
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
