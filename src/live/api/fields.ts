/** Leaves of the request schemas. The message of each says what is allowed, as the end of `…; allowed:`. */
import { z } from 'zod'

/** No control characters, none that turn the direction of text, no blank at either end. */

const PLAIN = /^(?![\s])[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*(?<![\s])$/u
/** Whole numbers of the core's tables. */
export const MOST = 2_000_000_000
const LONGEST_NAME = 200

/** A name of something: of a queue, site, dataset, task, user. */
export function name(what = 'a name'): z.ZodString {
  return named(what, 1)
}

/** A name, or an empty text for none. */
export function nameOrNone(): z.ZodString {
  return named('a name', 0)
}

function named(what: string, least: 0 | 1): z.ZodString {
  const error = `${what} of ${least} to ${LONGEST_NAME} characters, none of them a control character, no blank at its ends`
  return z.string({ error }).min(least, { error }).max(LONGEST_NAME, { error }).regex(PLAIN, { error })
}

/** Free text of a bounded length; what must not be in it is the NUL character. */
export function text(longest: number): z.ZodString {
  const error = `a text of up to ${longest} characters without NUL`

  return z
    .string({ error })
    .max(longest, { error })
    .regex(/^[^\u0000]*$/, { error })
}

/** Name of a file below some folder that is not the caller's to choose. */
export function fileName(): z.ZodString {
  const error =
    'a path of up to 500 characters below the folder of the job, without .., empty parts and control characters'
  return z
    .string({ error })
    .max(500, { error })
    .regex(/^(?!\.\.?(?:\/|$))[^/\\\p{Cc}]+(?:\/(?!\.\.?(?:\/|$))[^/\\\p{Cc}]+)*$/u, { error })
}

export function whole(least: number, most = MOST): z.ZodNumber {
  const error = `a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

/** An amount of something: any finite number from 0. */
export function amount(unit: string): z.ZodNumber {
  const error = `a number of ${unit} from 0`
  return z.number({ error }).min(0, { error }).max(Number.MAX_VALUE, { error })
}

export function flag(): z.ZodBoolean {
  return z.boolean({ error: 'true or false' })
}

export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, { error: `one of ${words.join(', ')}` })
}

export function list<Item extends z.ZodType>(item: Item, most: number, least = 0): z.ZodArray<Item> {
  const error = `a list of ${least > 0 ? `${least} to` : 'up to'} ${most} items`
  return z.array(item, { error }).min(least, { error }).max(most, { error })
}

/** An object with these fields and no others. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape)
  const known = names.length === 0 ? 'no fields' : `fields named ${names.join(', ')}`
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known : 'an object'),
  })
}

/** A number in a path or a query, where all is text. */
export function numberInUrl(least = 1): z.ZodType<number, string> {
  const error = `a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`
  return z
    .string({ error })
    .regex(/^(?:0|[1-9]\d{0,15})$/, { error })
    .transform(Number)
    .refine((value) => value >= least && value <= Number.MAX_SAFE_INTEGER, { error })
}

/** Truth in a query. */
export function flagInUrl(): z.ZodType<boolean, 'true' | 'false'> {
  return z.enum(['true', 'false'], { error: 'true or false' }).transform((word) => word === 'true')
}

/** How many items a page has at most. */
export function pageLimit(most: number): z.ZodType<number, string> {
  const error = `a whole number from 1 to ${most}`
  return z
    .string({ error })
    .regex(/^[1-9]\d{0,6}$/, { error })
    .transform(Number)
    .refine((value) => value <= most, { error })
}

/** Nothing: no parameters, no query, no body. */
export const nothing = fields({})
