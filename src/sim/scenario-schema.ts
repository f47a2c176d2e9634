import { z } from 'zod'
import { pilotDemands, usualPilotDemand } from '../brokerage/pilot-demands/index.js'
import { defaultConstants } from '../model/constants.js'
import { expectationsSchema } from './expectations/schema.js'
import { networkSchema, someBytes } from './grid-schema.js'
import { syntheticSchema } from './synthetic-schema.js'
import { traceFormats } from './traces/index.js'
import {
  batchSchema,
  failuresSchema,
  incidentsSchema,
  outagesSchema,
  pilotsSchema,
  transfersSchema,
} from './world-schema.js'
import { byteCount, byteRate, duration, positive, whole, wholeFrom } from './yaml-file.js'

const fillSchema = z.strictObject({
  memoryPerCore: byteCount.default(2e9),
  label: z.string().default('user'),
  vo: z.string().default('atlas'),
  priority: whole.default(1000),
  input: byteCount.default(0),
  output: byteCount.default(0),
  bytesSigma: z.number().min(0).default(1),
  replicas: wholeFrom(1).default(2),
})

const traceSchema = z.strictObject({
  file: z.string(),
  format: z.enum(traceFormats).optional(),
  skipFaults: z.boolean().default(false),
  mode: z.enum(['recorded', 'rebrokered']).default('rebrokered'),
  fill: fillSchema.prefault({}),
})

const shareSchema = z.strictObject({
  name: z.string(),
  value: z.number().min(0),
  get children(): z.ZodDefault<z.ZodArray<typeof shareSchema>> {
    return z.array(shareSchema).default([])
  },
})

const pilotDemandNames = pilotDemands.map(({ name }) => name)
const pilotDemandName = z.enum(pilotDemandNames, { error: () => pilotDemandNames.join(', ') })

/** Constants that a scenario or a server's configuration overrides. */
export const constantsSchema = z.strictObject(
  Object.fromEntries(constantNames().map((name) => [name, constantSchema(name).optional()])),
)

/** The tree of global shares. */
export const sharesSchema = z.array(shareSchema).min(1)

/** What each core of a synthetic site adds to its network and storage. */
const perCoreSchema = z
  .strictObject({
    ingress: byteRate.optional(),
    egress: byteRate.optional(),
    leastRate: byteRate.optional(),
    disk: someBytes.optional(),
    used: byteCount.default(0),
  })
  .refine(({ disk = Infinity, used }) => used <= disk, { path: ['used'], error: 'at most the disk' })

/** How pilots are asked for: the name of a rule, or that with its settings, which the rule itself looks at. */
export const pilotDemandSchema = z.union([pilotDemandName, z.looseObject({ name: pilotDemandName })])

/** A scenario file. */
export const scenarioSchema = z.strictObject({
  name: z.string(),
  about: z.string().default(''),
  seed: z.union([z.string(), z.number()]).transform(String).default('1'),
  policy: z.string().default('production'),
  grid: z.union([
    z.string(),
    z.strictObject({
      synthetic: z.strictObject({ sites: wholeFrom(1), cores: wholeFrom(1), perCore: perCoreSchema.optional() }),
    }),
    z.strictObject({ inferred: z.strictObject({ load: positive.optional() }) }),
  ]),
  /** Of a grid that is synthetic or inferred; a grid file has its own. */
  network: networkSchema.optional(),
  transfers: transfersSchema,
  workload: z.union([z.strictObject({ synthetic: syntheticSchema }), z.strictObject({ trace: traceSchema })]),
  pilots: pilotsSchema,
  batch: batchSchema,
  pilotDemand: pilotDemandSchema.default(usualPilotDemand),
  failures: failuresSchema,
  incidents: incidentsSchema,
  outages: outagesSchema,
  /** The tree of global shares, from which dispatch takes the order of work; none: priorities alone. */
  shares: sharesSchema.optional(),
  constants: constantsSchema.prefault({}),
  /** Constants that differ for some global shares, by name of the share. */
  constantsByShare: z.record(z.string(), constantsSchema).default({}),
  stop: duration.optional(),
  drain: duration.default(60 * 86_400),
  assumptions: z.array(z.string()).default([]),
  /** What should be seen. */
  expectations: expectationsSchema,
})

/** A scenario as read: units turned into numbers, defaults filled in. */
export type ScenarioText = z.infer<typeof scenarioSchema>

/** Counts and the watchdog's period cannot be 0: nothing would ever be done, or for ever. */
function constantSchema(name: keyof typeof defaultConstants): z.ZodType<number> {
  if (name === 'watchdogPeriodSeconds') return positive
  const isCount = ['bunchJobs', 'maxCandidates', 'maxAttempts', 'maxFailures'].includes(name)
  return isCount ? wholeFrom(1) : z.number().min(0)
}

function constantNames(): (keyof typeof defaultConstants)[] {
  return Object.keys(defaultConstants) as (keyof typeof defaultConstants)[]
}
