/** The expectations of a scenario file: what may be written, and every fault of it that can be told without a run. */
import { z } from 'zod'
import { policies } from '../../brokerage/policies/index.js'
import { duration } from '../yaml-file.js'
import { boundForms, parseBound } from './bounds.js'
import { type Measure, measureNamed, measureNames } from './measures.js'

const boundForm = 'a number, or an amount with its unit'
const bound = z.union([z.number(), z.string()], { error: () => boundForm })

const during = z
  .strictObject({ from: duration, until: duration })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'a time after the one it begins at' })

const boundKeys = ['atLeast', 'atMost', 'between'] as const
const oneBound = 'one of atLeast, atMost and between'

const expectationSchema = z
  .strictObject({
    see: z.string().min(1, { error: () => 'words a reader understands' }),
    measure: z.string(),
    during: during.optional(),
    against: z.strictObject({ measure: z.string().optional(), during: during.optional() }).optional(),
    atLeast: bound.optional(),
    atMost: bound.optional(),
    between: z.tuple([bound, bound]).optional(),
    scales: z.boolean({ error: () => 'true or false' }).default(false),
    policies: z
      .array(z.enum(policies.map(({ name }) => name)))
      .min(1)
      .optional(),
  })
  .superRefine((text, context) => {
    for (const [path, allowed] of faultsOf(text))
      context.addIssue({ code: 'custom', path: [...path], message: allowed })
  })

/** What a scenario expects to be seen. */
export const expectationsSchema = z.array(expectationSchema).default([])

/** An expectation as read. */
export type ExpectationText = z.infer<typeof expectationSchema>

type Fault = readonly [path: readonly PropertyKey[], allowed: string]

function faultsOf(text: ExpectationText): Fault[] {
  const measure = measureNamed(text.measure)
  if (measure === undefined) return [[['measure'], namesLike(text.measure)]]
  const { against } = text
  const other = against && measureNamed(against.measure ?? text.measure)
  if (against !== undefined && other === undefined) return [[['against', 'measure'], namesLike(against.measure ?? '')]]
  return [
    ...windowFaults(text, measure, ['during']),
    ...(other === undefined ? [] : againstFaults(text, measure, other)),
    ...boundFaults(text, measure),
    ...scaleFaults(text, measure),
  ]
}

function windowFaults({ during }: Pick<ExpectationText, 'during'>, measure: Measure, path: readonly string[]): Fault[] {
  return during === undefined || measure.ofWindow ? [] : [[path, 'no time: it is a measure of the whole run']]
}

function againstFaults({ against, measure: name }: ExpectationText, measure: Measure, other: Measure): Fault[] {
  if (measure.unit !== other.unit) return [[['against', 'measure'], `a measure of the unit of ${name}`]]
  if (against?.measure === undefined && against?.during === undefined)
    return [[['against'], 'another measure, or another time']]
  return windowFaults(against, other, ['against', 'during'])
}

function boundFaults(text: ExpectationText, measure: Measure): Fault[] {
  const given = boundKeys.filter((key) => text[key] !== undefined)
  if (given.length === 0) return [[['atLeast'], oneBound]]
  if (given.length > 1) return [[[given[1]], oneBound]]
  const unit = text.against === undefined ? measure.unit : 'fraction'
  const { atLeast, atMost, between } = text
  if (between !== undefined) {
    const [low, high] = between.map((one) => parseBound(unit, one))
    if (low === undefined) return [[['between', 0], boundForms[unit]]]
    if (high === undefined) return [[['between', 1], boundForms[unit]]]
    return low < high ? [] : [[['between'], 'the lesser bound first']]
  }
  return parseBound(unit, atLeast ?? atMost ?? '') === undefined ? [[[given[0]], boundForms[unit]]] : []
}

function scaleFaults({ scales, against }: ExpectationText, { unit }: Measure): Fault[] {
  const canScale = against === undefined && (unit === 'number' || unit === 'bytes')
  return scales && !canScale ? [[['scales'], 'false: only counts and bytes grow with the size of a run']] : []
}

/** Names of measures of the same sort as one that is none. */
function namesLike(name: string): string {
  const heads = [...new Set(measureNames.map(headOf))]
  const head = headOf(name)
  return heads.includes(head)
    ? measureNames.filter((known) => headOf(known) === head).join(', ')
    : `a measure that begins with one of ${heads.join(', ')}`
}

function headOf(name: string): string {
  return name.split('.')[0]
}
