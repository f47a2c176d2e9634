import { z } from 'zod'
import { defaultConstants } from '../model/constants.js'
import { networkSchema } from './grid-file.js'
import { traceFormats } from './traces/index.js'
import { byteCount, duration, fraction, positive, whole, wholeFrom } from './yaml-file.js'

const classSchema = z.strictObject({
  name: z.string(),
  weight: positive,
  label: z.string().default('managed'),
  share: z.string(),
  vo: z.string().default('atlas'),
  priority: whole,
  cores: wholeFrom(1),
  memoryPerCore: byteCount,
  scratch: byteCount.default(0),
  meanWalltime: duration,
  taskSigma: z.number().min(0).default(0.6),
  jobSigma: z.number().min(0).default(0.2),
  inputFraction: fraction.default(0),
  input: byteCount.default(0),
  output: byteCount.default(0),
  nucleusFraction: fraction.default(0),
})

const syntheticSchema = z.strictObject({
  jobs: wholeFrom(1),
  over: duration,
  jobsPerTask: positive.default(100),
  jobsPerTaskSigma: z.number().min(0).default(1),
  dailyWave: fraction.default(0),
  datasets: wholeFrom(1).default(1000),
  replicas: wholeFrom(1).default(3),
  popularityExponent: z.number().min(0).default(1),
  users: wholeFrom(1).default(1000),
  classes: z.array(classSchema).min(1),
})

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
  mode: z.enum(['recorded', 'rebrokered']).default('rebrokered'),
  fill: fillSchema.prefault({}),
})

/** A scenario file. */
export const scenarioSchema = z.strictObject({
  name: z.string(),
  about: z.string().default(''),
  seed: z.union([z.string(), z.number()]).transform(String).default('1'),
  policy: z.string().default('production'),
  grid: z.union([
    z.string(),
    z.strictObject({ synthetic: z.strictObject({ sites: wholeFrom(1), cores: wholeFrom(1) }) }),
    z.strictObject({ inferred: z.strictObject({ load: positive.optional() }) }),
  ]),
  /** Of a grid that is synthetic or inferred; a grid file has its own. */
  network: networkSchema.optional(),
  transferSigma: z.number().min(0).default(0.5),
  workload: z.union([z.strictObject({ synthetic: syntheticSchema }), z.strictObject({ trace: traceSchema })]),
  pilots: z
    .strictObject({
      startDelay: duration.default(5),
      startDelaySpread: duration.default(60),
      timefloor: duration.default(0),
    })
    .prefault({}),
  failures: z
    .strictObject({
      probability: fraction.default(0),
      silentProbability: fraction.default(0),
      earlyFraction: fraction.default(0.5),
    })
    .prefault({}),
  incidents: z
    .array(
      z.strictObject({
        at: duration,
        queue: z.string(),
        status: z.enum(['online', 'standby', 'brokeroff', 'test', 'offline']),
        for: duration.optional(),
      }),
    )
    .default([]),
  constants: z
    .strictObject(Object.fromEntries(constantNames().map((name) => [name, constantSchema(name).optional()])))
    .prefault({}),
  stop: duration.optional(),
  drain: duration.default(60 * 86_400),
  assumptions: z.array(z.string()).default([]),
})

/** A scenario as read: units turned into numbers, defaults filled in. */
export type ScenarioText = z.infer<typeof scenarioSchema>
export type SyntheticText = z.infer<typeof syntheticSchema>

/** Counts and the watchdog's period cannot be 0: nothing would ever be done, or for ever. */
function constantSchema(name: keyof typeof defaultConstants): z.ZodType<number> {
  if (name === 'watchdogPeriodSeconds') return positive
  const isCount = ['bunchJobs', 'maxCandidates', 'maxAttempts', 'maxFailures'].includes(name)
  return isCount ? wholeFrom(1) : z.number().min(0)
}

function constantNames(): (keyof typeof defaultConstants)[] {
  return Object.keys(defaultConstants) as (keyof typeof defaultConstants)[]
}
