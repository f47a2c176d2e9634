import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { BadInput } from '../model/bad-input.js'
import {
  bytesForm,
  durationForm,
  fractionForm,
  parseBytes,
  parseDuration,
  parseFraction,
  parseRate,
  rateForm,
} from './quantities.js'

/** Schema parts for quantities with units written out; each turns the text into a number. */
export const duration = quantity(durationForm, (given) =>
  typeof given === 'string' ? parseDuration(given) : undefined,
)
export const byteCount = quantity(bytesForm, (given) => (typeof given === 'string' ? parseBytes(given) : undefined))
export const byteRate = quantity(rateForm, (given) => {
  const rate = typeof given === 'string' ? parseRate(given) : undefined
  return rate !== undefined && rate > 0 ? rate : undefined
})
export const fraction = quantity(fractionForm, parseFraction)

function quantity(form: string, parse: (given: string | number) => number | undefined) {
  return z.union([z.string(), z.number()], { error: () => form }).transform((given, context) => {
    const value = parse(given)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: form })
    return z.NEVER
  })
}

/**
 * Reads a YAML file against a schema.
 * @throws BadInput with file, line, path, what was found and what is allowed, at the first fault
 */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const [message] = error.message.split('\n')
    throw new BadInput(`${file}:${lines.linePos(error.pos[0]).line}`, message, 'well-formed YAML')
  }
  const result = schema.safeParse(document.toJS())
  if (result.success) return result.data
  const issue = deepest(result.error.issues)
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const line = lineOf(path)
  throw new BadInput(`${file}:${line}`, describe(path, unknown), allowedBy(issue))

  function lineOf(path: PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length) as string[], true) as
        { range?: [number, number, number] } | undefined
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line
    }
    return 1
  }

  function describe(path: PropertyKey[], unknown: string | undefined): string {
    if (unknown !== undefined) return `unknown key ${path.join('.')}`
    const found: unknown = path.length === 0 ? document.toJS() : document.getIn(path as string[])
    return found === undefined
      ? `${path.join('.')} is missing`
      : `${path.join('.') || 'the file'} is ${JSON.stringify(found)}`
  }

  function allowedBy(issue: z.core.$ZodIssue): string {
    if (issue.code === 'unrecognized_keys') return keysAt(schema, issue.path)
    return issue.message.replace(/^Invalid input: expected /, '')
  }
}

/** The keys that a strict object of the schema has at a path, for messages. */
function keysAt(schema: z.ZodType, path: PropertyKey[]): string {
  let at: unknown = schema
  for (const key of path) {
    at = unwrapped(at)
    if (at instanceof z.ZodObject) at = at.shape[key as string]
    else if (at instanceof z.ZodArray) at = at.element
  }
  at = unwrapped(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape).join(', ') : 'the keys that the documentation names'
}

function unwrapped(schema: unknown): unknown {
  let at = schema
  while (at instanceof z.ZodDefault || at instanceof z.ZodOptional || at instanceof z.ZodPrefault) at = at.unwrap()
  return at
}

/** Of a union's faults, the one inside the alternative that fits best tells most. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [issue] = issues
  if (issue.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
  return inner.sort((a, b) => b.path.length - a.path.length)[0] ?? issue
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const found = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error)
    throw new BadInput(file, found, 'a YAML file that can be read')
  }
}
