/** Schemas applied at the door, and what they find amiss in the words of BadInput. */
import type { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'

/** Characters of a value that are told. */
const SHOWN = 60

/**
 * A value that has passed its schema.
 * @param where it stands, for messages
 * @throws what `refuse` makes of the first thing that is amiss: BadInput
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
  refuse: new (where: string, found: string, allowed: string) => BadInput = BadInput,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new refuse(placeOf(where, issue.path), foundOf(issue, value), issue.message)
}

function placeOf(where: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, step) => (typeof step === 'number' ? `${place}[${step}]` : `${place}.${short(String(step))}`),
    where,
  )
}

function foundOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') return `there is no field ${issue.keys.slice(0, 3).map(shown).join(', ')}`
  if (issue.code === 'invalid_key') return 'the name of a field'
  let found: unknown = value
  for (const step of issue.path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return 'it is missing'
    found = (found as Record<PropertyKey, unknown>)[step]
  }
  return found === undefined ? 'it is missing' : `it is ${shown(found)}`
}

/** A value in a few characters, none of which moves the cursor of a terminal. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  // Numbers that are not finite have no word in JSON.
  return short(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)))
}

function short(words: string): string {
  const plain = words.replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e]/g, '?')
  return plain.length <= SHOWN ? plain : `${plain.slice(0, SHOWN)}…`
}
