import { z } from 'zod'
import { schemaText } from '../sim/published-schema.js'
import { measures, type MeasureName } from './measures.js'
import type { StudySummary } from './study-summary.js'

/** A type as JSON gives it back: a number that is none has become null, and what is undefined has gone. */
type AsJson<T> = T extends number
  ? T | null
  : T extends readonly (infer Item)[]
    ? readonly AsJson<Item>[]
    : T extends object
      ? { [K in keyof T as undefined extends T[K] ? never : K]: AsJson<T[K]> } & {
          [K in keyof T as undefined extends T[K] ? K : never]?: AsJson<T[K]> | undefined
        }
      : T

const whole = z.int().min(0)
const number = z.number()
const seconds = z.number().min(0)
/** What cannot be known in a run, such as a part of nothing, is null. */
const orNothing = z.number().nullable()

const distribution = z
  .strictObject({
    count: whole,
    mean: orNothing,
    p50: orNothing,
    p90: orNothing,
    p95: orNothing,
    p99: orNothing,
    max: orNothing,
  })
  .describe('Null: of nothing. Quantiles are exact to 0.1 % of their value.')

const told = (what: string) => distribution.describe(what)
const maybe = (what: string) => orNothing.describe(what)

const waitSplitSchema = z.strictObject({
  earlierSeconds: seconds.describe('Earlier attempts that never started.'),
  brokerSeconds: seconds.describe('Of the attempt that started first: creation to brokered.'),
  dataSeconds: seconds.describe('Brokered to activated.'),
  slotSeconds: seconds.describe('Activated to sent.'),
  startSeconds: seconds.describe('Sent to running.'),
})

const metricsSchema = z
  .strictObject({
    waitSeconds: told('First start less submission, of the jobs that started.'),
    waitSplit: waitSplitSchema.nullable().describe('Where the mean wait went; null when no job started.'),
    turnaroundSeconds: told('End of the run that finished less submission.'),
    successSeconds: told('Time to success: the same until the output was delivered.'),
    runSeconds: told('Wall time of the attempts that finished.'),
    slowdown: told('Turnaround over run time.'),
    boundedSlowdown10s: told('The same with run times of at least 10 s; at least 1.'),
    boundedSlowdown600s: told('The same with run times of at least 600 s; at least 1.'),
    perCoreSlowdown10s: told('Bounded slowdown over cores; at least 1.'),
    brokerWaitSeconds: told('Of attempts: creation to brokered.'),
    dataWaitSeconds: told('Of attempts: brokered to activated.'),
    slotWaitSeconds: told('Of attempts: activated to sent.'),
    startWaitSeconds: told('Of attempts: sent to running.'),
    longestWaitSeconds: maybe('Longest wait, of jobs that have not started so far as they have waited.'),
    starvedFraction: maybe('Jobs that waited more than ten times the median of their share.'),
    taskSeconds: told('Submission of a task until all its jobs had finished.'),
    taskTailRatio: told('That over the time until nine tenths of them had.'),
    taskDoneFraction: maybe('Tasks all of whose jobs finished, over tasks that ended.'),
    makespanSeconds: seconds.describe('First submission to last end.'),
    finishedJobsPerDay: maybe('Throughput in the window.'),
    utilisationFraction: maybe('Core-seconds of runs over those of the capacity that was in service, in the window.'),
    cpuEfficiencyFraction: maybe('CPU time over wall time times cores; null where the workload tells no CPU time.'),
    goodputFraction: maybe('Wall core-seconds of finished attempts over those of all.'),
    wallCoreSeconds: seconds.describe('Wall core-seconds of all attempts.'),
    lostWallCoreSeconds: seconds.describe('Of these, what came to nothing.'),
    attemptFailureFraction: maybe('Failed attempts over failed and finished ones.'),
    jobFailureFraction: maybe('Jobs that did not finish over all that ended.'),
    emptyPilotFraction: maybe('Pilots that got no job over pilots started.'),
    pilotsStarted: whole,
    rebrokeringsPerJob: maybe('Attempts closed and brokered again, per job.'),
    inputTransfers: whole.describe('Transfers ordered for input, tries again among them.'),
    outputTransfers: whole.describe('The same for output.'),
    wanBytes: number.describe('Bytes that arrived from other sites.'),
    lanBytes: number.describe('Bytes read from near storage and written to it.'),
    tapeBytes: number.describe('Of wanBytes, from tape.'),
    remoteReadFraction: maybe('Input bytes read from afar over all input bytes read.'),
    inputLocalFraction: maybe('Attempts whose input was where they were sent, over attempts with input.'),
    cacheHitFilesFraction: maybe('Inputs found in copies that earlier jobs had brought, by files.'),
    cacheHitBytesFraction: maybe('The same by bytes.'),
    readsPerReplica: maybe('Inputs read from copies that jobs had brought, over such copies.'),
    shareErrorMean: maybe('Mean over time of half the sum of |used − due| over shares with a backlog.'),
    shareConvergenceSeconds: maybe('Time until that was at most 0.02 for 6 h; null also when never.'),
    jainIndex: maybe("Jain's index of used over due of shares."),
    worstToBestServedFraction: maybe('Used over due of the share served worst, over that of the one served best.'),
    peakRunningJobs: whole,
    peakWaitingJobs: whole,
  })
  .describe('Of the jobs submitted in the window. Null: cannot be known in this run.')

const runSchema = z
  .strictObject({
    scenario: z.string(),
    policy: z.string(),
    pilotDemand: z.string().optional().describe('Rule by which pilots were asked for; absent: one for each job.'),
    seed: z.string(),
    load: number.optional().describe('Offered load that the grid was laid out for; absent: as declared.'),
    version: z.string().describe('Version of ailuro.'),
    journal: z
      .strictObject({ hash: z.string(), facts: whole })
      .describe('Hash over every fact of the run in order: equal hashes, equal runs.'),
    arrivals: z.string().describe('Hash of what was submitted when: equal for all policies of a seed.'),
    assumptions: z.array(z.string()),
    complete: z.boolean().describe('Whether every job had ended when the run did.'),
    window: z
      .strictObject({ fromSeconds: seconds, untilSeconds: seconds, counted: whole, censored: whole })
      .describe('What the metrics are about: jobs submitted in it, and how many of them had not ended.'),
    jobs: z
      .strictObject({ submitted: whole, finished: whole, failed: whole, cancelled: whole, unfinished: whole })
      .describe('How jobs ended; the last four add up to the first.'),
    attempts: z
      .strictObject({
        created: whole,
        finished: whole,
        failed: whole,
        closed: whole,
        cancelled: whole,
        unfinished: whole,
      })
      .describe('How attempts ended; the last five add up to the first.'),
    metrics: metricsSchema,
    events: whole.describe('Events that the simulator handled.'),
    endSeconds: seconds.describe('Simulated time at the end of the run.'),
    expectations: z
      .array(
        z.strictObject({
          see: z.string(),
          measure: z.string(),
          unit: z.enum(['seconds', 'bytes', 'fraction', 'number']),
          found: orNothing,
          wanted: z.string(),
          held: z.boolean(),
        }),
      )
      .optional()
      .describe('What the scenario says should be seen, and whether it was.'),
  })
  .meta({ id: 'run' })

const measure = z.enum(Object.keys(measures) as [MeasureName, ...MeasureName[]])
const part = z.number().min(0).max(1)

const differenceSchema = z
  .strictObject({
    policy: z.string(),
    measure,
    exploratory: z.boolean().describe('Not declared beforehand: a hint for the next study, no proof.'),
    pairs: whole.describe('Runs of equal seed.'),
    lower: whole.describe('Pairs in which the policy is lower than the baseline.'),
    higher: whole,
    baselineMean: orNothing,
    policyMean: orNothing,
    mean: maybe('Mean of policy less baseline.'),
    low: maybe('Low end of its BCa interval.'),
    high: maybe('High end.'),
    relative: z
      .strictObject({ mean: orNothing, low: orNothing, high: orNothing })
      .describe("The same as parts of the baseline's mean."),
    p: maybe("Wilcoxon's signed-rank test, two-sided."),
    adjusted: maybe('By Holm over claims by the primary measure, by Benjamini–Hochberg over the others.'),
    finding: z.enum(['better', 'worse', 'differs', 'equivalent', 'undecided', 'too few runs']),
  })
  .describe('A policy against the baseline by one measure.')

const levelSchema = z.strictObject({
  load: number.optional().describe('Offered load; absent: the one that the scenario has.'),
  luck: z
    .strictObject({
      sameArrivals: z.boolean(),
      differingSeeds: z.array(z.string()),
      varianceRatios: z.array(z.strictObject({ policy: z.string(), ratio: orNothing })),
    })
    .describe('Whether policies met the same luck; a ratio below 1: pairing runs by seed helped.'),
  differences: z.array(differenceSchema),
})

const comparisonSchema = z
  .strictObject({
    baseline: z.string().describe('Policy that the others are compared with.'),
    primary: measure.describe('Measure that decides, declared beforehand.'),
    confidence: part,
    margin: part.describe('A difference below this part of the baseline counts as none.'),
    levels: z.array(levelSchema),
    saturation: z
      .array(
        z.strictObject({ policy: z.string(), load: number.optional(), saturated: z.boolean(), unknown: z.boolean() }),
      )
      .describe(
        'Lowest load at which a policy no longer keeps up; absent: not seen. Unknown: too few samples of the queue.',
      ),
    stability: z
      .strictObject({ lowestTau: orNothing, between: z.tuple([number, number]) })
      .optional()
      .describe('Whether policies keep their order as load grows: the lowest Kendall τ of two levels.'),
    aa: z
      .strictObject({ runs: whole, splits: whole, rejected: orNothing, missed: orNothing })
      .optional()
      .describe(
        'How often test and interval see a difference in random pairings of baseline runs, which have none: should be near one less the confidence.',
      ),
  })
  .describe('What the runs say of the policies.')

/** `summary.json` as readers find it; it gives what `StudySummary` declares, neither less nor more. */
const summarySchema = z.strictObject({
  name: z.string().describe('Of the study.'),
  version: z.string().describe('Version of ailuro.'),
  assumptions: z.array(z.string()),
  runs: z.array(runSchema),
  comparison: comparisonSchema,
  showcase: runSchema.optional().describe('A run shown for its size, compared with nothing.'),
}) satisfies z.ZodType<AsJson<StudySummary>>

/** JSON Schema of `summary.json`, as text. */
export function summarySchemaText(): string {
  return schemaText(summarySchema, 'Summary of a study of ailuro', 'What `summary.json` and `--json` give of a study.')
}
