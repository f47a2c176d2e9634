import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { BadInput } from '../model/bad-input.js'
import { faultOf, type SchemaFault } from './schema-fault.js'
import {
  bytesForm,
  bytesPattern,
  durationForm,
  durationPattern,
  fractionForm,
  fractionPattern,
  parseBytes,
  parseDuration,
  parseFraction,
  parseRate,
  rateForm,
  ratePattern,
} from './quantities.js'

/** Schema parts for quantities with units written out; each turns the text into a number. */
export const duration = quantity({ description: durationForm, type: 'string', pattern: durationPattern }, (given) =>
  typeof given === 'string' ? parseDuration(given) : undefined,
)
export const byteCount = quantity({ description: bytesForm, type: 'string', pattern: bytesPattern }, (given) =>
  typeof given === 'string' ? parseBytes(given) : undefined,
)
export const byteRate = quantity({ description: rateForm, type: 'string', pattern: ratePattern }, (given) => {
  const rate = typeof given === 'string' ? parseRate(given) : undefined
  return rate !== undefined && rate > 0 ? rate : undefined
})
export const fraction = quantity(
  { description: fractionForm, minimum: 0, maximum: 1, pattern: fractionPattern },
  parseFraction,
)

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

/** @param published what the JSON Schema says of it, its form in words among it */
function quantity(
  published: { readonly description: string } & Readonly<Record<string, unknown>>,
  parse: (given: string | number) => number | undefined,
) {
  const form = published.description
  return z
    .union([z.string(), z.number()], { error: () => form })
    .meta({ ...published })
    .transform((given, context) => {
      const value = parse(given)
      if (value !== undefined) return value
      context.addIssue({ code: 'custom', message: form })
      return z.NEVER
    })
}

/** A YAML file: what stands in it, and on which line. */
export interface YamlFile {
  readonly file: string
  readonly given: unknown
  /** Line of the value at a path, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number
}

/** Opens a YAML file. @throws BadInput when it cannot be read or is not YAML */
export function openYaml(file: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const [message] = error.message.split('\n')
    const found = message.replace(/ at line \d+, column \d+:?$/, '')
    throw new BadInput(`${file}:${lines.linePos(error.pos[0]).line}`, found, 'well-formed YAML')
  }
  return {
    file,
    given: document.toJS() as unknown,
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length) as string[], true) as
          { range?: [number, number, number] } | undefined
        if (node?.range !== undefined) return lines.linePos(node.range[0]).line
      }
      return 1
    },
  }
}

/** What a schema makes of a YAML file, or all the faults it finds. */
export function parseYaml<T>(yaml: YamlFile, schema: z.ZodType<T>): { readonly parsed: T } | readonly SchemaFault[] {
  const result = schema.safeParse(yaml.given)
  if (result.success) return { parsed: result.data }
  return result.error.issues.map((issue) => faultOf(schema, issue, yaml.given))
}

/**
 * Reads a YAML file against a schema.
 * @throws BadInput with file, line, path, what was found and what is allowed, at the first fault
 */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  return readOpened(openYaml(file), schema)
}

/** The same, of a file that is open. @throws BadInput */
export function readOpened<T>(yaml: YamlFile, schema: z.ZodType<T>): T {
  const result = parseYaml(yaml, schema)
  if ('parsed' in result) return result.parsed
  const [{ path, found, allowed }] = result
  throw new BadInput(`${yaml.file}:${yaml.lineOf(path)}`, found, allowed)
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
