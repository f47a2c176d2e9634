import { fewestRecords, shortestSeconds } from './long-enough.js'

/** How much a finding matters: a suspicion leaves the record usable, a trait says what kind of log it is. */
export type Weight = 'fault' | 'suspicion' | 'trait'

/** What a check may find beside faulty records: how much it matters, what it is, and what to mind. */
interface FindingKindSpec {
  readonly weight: Weight
  readonly about: string
  readonly mind: string
}

/** Every kind of finding that a check of a trace can make of usable records (traps: targets.md §9). */
export const findingKindSpecs = {
  'negative-wait': {
    weight: 'suspicion',
    about: 'start before submission',
    mind: 'the wait is taken as unknown',
  },
  'end-before-start': {
    weight: 'suspicion',
    about: 'end before start',
    mind: 'the run time is taken as unknown',
  },
  'negative-quantity': { weight: 'suspicion', about: 'quantity below zero', mind: 'it is taken as unknown' },
  'no-processors': { weight: 'suspicion', about: 'no processors', mind: 'one core is assumed' },
  'partial-line': {
    weight: 'trait',
    about: 'line for a part of an interrupted job',
    mind: 'it is passed over, since the job has a line of its own',
  },
  'stray-quote': { weight: 'suspicion', about: 'quote inside a field', mind: 'it is taken as text' },
  'empty-line': { weight: 'trait', about: 'empty line', mind: 'it is passed over' },
  'unset-date': {
    weight: 'suspicion',
    about: 'date of 1970, which stands for "not set"',
    mind: 'the time is taken as unknown',
  },
  'efficiency-above-1': {
    weight: 'suspicion',
    about: 'CPU time above run time × cores',
    mind: 'the job used more cores than it says, or clocks disagree',
  },
  'double-counted-cores': {
    weight: 'suspicion',
    about: 'CPU time that fits run time × cores only when cores are counted twice',
    mind: 'divide the CPU time by the cores before use',
  },
  'one-core-cpu': {
    weight: 'suspicion',
    about: 'CPU time of multi-core jobs fits one core',
    mind: 'the CPU time is of one core, or the run time was multiplied by the cores, or the jobs used one core',
  },
  'core-time-walltime': {
    weight: 'suspicion',
    about: 'wall time was multiplied by the cores',
    mind: 'divide it by the cores; where start and end are recorded, ailuro uses these',
  },
  'stated-walltime-differs': {
    weight: 'suspicion',
    about: 'stated wall time is not end − start',
    mind: 'ailuro uses start and end',
  },
  'stated-wait-differs': {
    weight: 'suspicion',
    about: 'stated queue time is not start − creation',
    mind: 'ailuro uses creation and start',
  },
  'cores-differ': {
    weight: 'suspicion',
    about: 'cores asked for are not the cores used',
    mind: 'load and efficiency depend on which is meant; ailuro takes those allocated, or the corecount',
  },
  'over-request': {
    weight: 'suspicion',
    about: 'run longer than requested',
    mind: 'the request was no hard limit; a replay that kills at the limit would end these jobs',
  },
  duplicate: { weight: 'suspicion', about: 'job number that occurred before', mind: 'the job is counted twice' },
  're-brokered': {
    weight: 'suspicion',
    about: 'row that looks like a failure but was sent elsewhere: a later row has the same job name',
    mind: 'count the job once, by its last row; its wait began with its first',
  },
  'closed-for-good': {
    weight: 'suspicion',
    about: 'closed row, and no later row of the same job name',
    mind: 'neither success nor failure; the job went on outside this trace, or was given up',
  },
  'no-end': {
    weight: 'suspicion',
    about: 'no run time, though neither cancelled, closed nor failed',
    mind: 'the job was still under way when the log was taken, or its times were lost; a replay draws a run time',
  },
  'constant-measure': {
    weight: 'suspicion',
    about: 'a measured quantity is the same in all records',
    mind: "a converter's filler rather than a measurement",
  },
  'clock-jump': {
    weight: 'suspicion',
    about: 'jump of the clock: a pause longer than the rest of the log',
    mind: 'a wrong date, or two logs in one file; cut the trace there',
  },
  'clock-set-back': {
    weight: 'suspicion',
    about: 'clock set back: records in a row are early by the same step',
    mind: 'local time at the end of summer time, or logs joined; records that come too early are faults',
  },
  gap: {
    weight: 'suspicion',
    about: 'pause in which a hundred submissions or more would be expected',
    mind: 'the system or its log was down, or its users rested; rates and load are too low around it',
  },
  flurry: {
    weight: 'suspicion',
    about: 'flurry: one user dominates a busy time',
    mind: 'measure with and without these jobs (Tsafrir and Feitelson 2006)',
  },
  'short-log': {
    weight: 'trait',
    about: 'too few records or hours to tell a time course',
    mind: `no rate, gaps, edges of the load, limits or days of rest are told of fewer than ${fewestRecords} records or ${shortestSeconds / 3600} h`,
  },
  'constant-column': { weight: 'trait', about: 'column with one value only', mind: 'it tells nothing' },
  'capped-run': {
    weight: 'trait',
    about: 'run ends at the longest run time: a limit cut it off',
    mind: 'run times at the limit are lower bounds',
  },
  'censored-start': {
    weight: 'trait',
    about: 'the log begins with an empty system',
    mind: 'jobs submitted earlier are missing: leave the first part out of measures',
  },
  'censored-end': {
    weight: 'trait',
    about: 'job under way at the last submission',
    mind: 'load falls off there: leave the last part out of measures',
  },
  'weekly-gap': {
    weight: 'trait',
    about: 'day of the week nearly without submissions',
    mind: 'means over the whole span understate a working day',
  },
  'one-user': {
    weight: 'trait',
    about: 'one user submits nearly all jobs',
    mind: 'fair shares and users who compete cannot be studied',
  },
  'one-task': {
    weight: 'trait',
    about: 'a handful of tasks make up the whole trace',
    mind: 'jobs are alike; no mixed workload',
  },
  sample: {
    weight: 'trait',
    about: 'PanDA handed out far more job numbers than there are records',
    mind: 'a part of a larger stream: rates and load are not those of the system',
  },
  'attempt-rows': {
    weight: 'trait',
    about: 'row for a second or later attempt',
    mind: 'rows are attempts, not jobs; re-brokered replays start each job once',
  },
} as const satisfies Record<string, FindingKindSpec>

/** Name of a kind, as in `--json`. */
export type FindingKind = keyof typeof findingKindSpecs
