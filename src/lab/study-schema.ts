import { z } from 'zod'
import { schemaText } from '../sim/published-schema.js'
import { durationForm } from '../sim/quantities.js'
import { traceFormats } from '../sim/traces/index.js'
import { duration, fraction, positive, wholeFrom } from '../sim/yaml-file.js'
import { measureNames } from './measures.js'
import { measuresNear } from './measures-near.js'
import { repeated } from './repeated.js'
import { studyDefaults } from './study-spec.js'

const replaySchema = z.strictObject({
  trace: z.string(),
  format: z.enum(traceFormats).optional(),
  skipFaults: z.boolean().default(false),
  mode: z.enum(['recorded', 'rebrokered']).default('rebrokered'),
  /** A grid file; absent: inferred from the trace. */
  grid: z.string().optional(),
})

/** A study file: a scenario or a replay, the policies that are compared on it, and how. */
export const studySchema = z
  .strictObject({
    name: z.string(),
    title: z.string().optional(),
    question: z.string().optional(),
    /** A scenario file. */
    scenario: z.string().optional(),
    /** Part of its size that the scenario is run at, jobs and grid alike. */
    scale: positive.optional(),
    /** A trace to replay with the default models, in the place of a scenario. */
    replay: replaySchema.optional(),
    policies: z.array(z.string()).min(1).refine(differ, { error: 'each policy once' }),
    /** Absent: the first of the policies. */
    baseline: z.string().optional(),
    seeds: wholeFrom(1).default(30),
    /** The first seed; absent: the scenario's. */
    seed: z.union([z.string(), z.number()]).transform(String).optional(),
    loads: z
      .array(positive)
      .refine(differ, { error: 'each load once: the same runs twice would count for more than they are' })
      .default([...studyDefaults.loads]),
    primary: z.enum(measureNames, { error: ({ input }) => measuresNear(String(input)) }).default(studyDefaults.primary),
    margin: fraction.default(studyDefaults.margin),
    confidence: fraction
      .refine((part) => part > 0 && part < 1, { error: 'a part between 0 and 1, such as 95 %' })
      .default(studyDefaults.confidence),
    resamples: wholeFrom(100).default(studyDefaults.resamples),
    warmUp: z
      .union([z.enum(['auto', 'none']), duration], { error: () => `auto, none, or ${durationForm}` })
      .default(studyDefaults.warmUp),
    /** Of a study that was run: by what. */
    madeWith: z.strictObject({ ailuro: z.string(), node: z.string() }).optional(),
    /** Of a study that was run: the SHA-256 of each file it read, by its path beside the study. */
    inputs: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).default({}),
  })
  .refine(({ scenario, replay }) => (scenario === undefined) !== (replay === undefined), {
    path: ['scenario'],
    error: 'either a scenario or a replay',
  })

function differ(values: readonly unknown[]): boolean {
  return repeated(values) === undefined
}

/** A study file as read: units turned into numbers, defaults filled in. */
export type StudyText = z.infer<typeof studySchema>

/** JSON Schema of study files, as text. */
export function studySchemaText(): string {
  return schemaText(studySchema, 'Study of ailuro', 'Policies compared over seeds and load levels on one scenario.')
}
