import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { BadInput } from '../model/bad-input.js'
import { faultOf } from './schema-fault.js'
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

/** Schema parts for plain numbers. */
export const positive = z.number({ error: () => 'a number above 0' }).positive()
export const whole = z.int({ error: () => 'a whole number' })

/** A whole number within bounds. */
export function wholeFrom(least: number, most = Number.MAX_SAFE_INTEGER): z.ZodInt {
  const form = `a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}`
  return z
    .int({ error: () => form })
    .min(least)
    .max(most)
}

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
    const found = message.replace(/ at line \d+, column \d+:?$/, '')
    throw new BadInput(`${file}:${lines.linePos(error.pos[0]).line}`, found, 'well-formed YAML')
  }
  const given: unknown = document.toJS()
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const { path, found, allowed } = faultOf(schema, result.error.issues[0], given)
  throw new BadInput(`${file}:${lineOf(path)}`, found, allowed)

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length) as string[], true) as
        { range?: [number, number, number] } | undefined
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line
    }
    return 1
  }
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
