import { jobStateNames } from '../../model/job-state.js'
import { SECONDS_PER_DAY } from '../../model/units.js'
import type { Metrics, WaitSplit } from '../run-metrics.js'
import type { AttemptCounts, Distribution, JobCounts, RunSummary } from '../run-result.js'
import { gridCounts, type Moment, siteCounts } from './run-tally.js'
import type { Unit } from './bounds.js'

/** A run as measures see it. */
export interface Evidence {
  readonly summary: Pick<RunSummary, 'jobs' | 'attempts' | 'metrics' | 'endSeconds'>
  readonly sites: readonly { readonly name: string; readonly cores: number }[]
  /** Number of a global share; undefined when no work named it. */
  share(name: string): number | undefined
}

/** What a scenario may expect something of. */
export interface Measure {
  readonly unit: Unit
  /** Whether it can be taken of a part of the run. */
  readonly ofWindow: boolean
  /** The site it is about. */
  readonly site?: string | undefined
  /** Its value from one moment to another; NaN when it has none. */
  read(evidence: Evidence, from: Moment, until: Moment): number
}

const jobEnds: Record<keyof JobCounts, true> = {
  submitted: true,
  finished: true,
  failed: true,
  cancelled: true,
  unfinished: true,
}
const attemptEnds: Record<keyof AttemptCounts, true> = {
  created: true,
  finished: true,
  failed: true,
  closed: true,
  cancelled: true,
  unfinished: true,
}
const parts: Record<keyof Distribution, true> = {
  count: true,
  mean: true,
  p50: true,
  p90: true,
  p95: true,
  p99: true,
  max: true,
}

const waitParts: Record<keyof WaitSplit, true> = {
  earlierSeconds: true,
  brokerSeconds: true,
  dataSeconds: true,
  slotSeconds: true,
  startSeconds: true,
}

/** A measure with parts of its own, and the unit of all of them. */
type Parted = { readonly valuesIn: Unit } | { readonly partsIn: Unit }

type UnitOf<Value> = Value extends Distribution
  ? { readonly valuesIn: Unit }
  : Value extends WaitSplit | null
    ? { readonly partsIn: Unit }
    : Unit

/** Units of the metrics; of distributions, that of their values. */
const metricUnits: { [name in keyof Metrics]: UnitOf<Metrics[name]> } = {
  waitSeconds: { valuesIn: 'seconds' },
  waitSplit: { partsIn: 'seconds' },
  turnaroundSeconds: { valuesIn: 'seconds' },
  successSeconds: { valuesIn: 'seconds' },
  runSeconds: { valuesIn: 'seconds' },
  slowdown: { valuesIn: 'number' },
  boundedSlowdown10s: { valuesIn: 'number' },
  boundedSlowdown600s: { valuesIn: 'number' },
  perCoreSlowdown10s: { valuesIn: 'number' },
  brokerWaitSeconds: { valuesIn: 'seconds' },
  dataWaitSeconds: { valuesIn: 'seconds' },
  slotWaitSeconds: { valuesIn: 'seconds' },
  startWaitSeconds: { valuesIn: 'seconds' },
  longestWaitSeconds: 'seconds',
  starvedFraction: 'fraction',
  taskSeconds: { valuesIn: 'seconds' },
  taskTailRatio: { valuesIn: 'number' },
  taskDoneFraction: 'fraction',
  makespanSeconds: 'seconds',
  finishedJobsPerDay: 'number',
  utilisationFraction: 'fraction',
  cpuEfficiencyFraction: 'fraction',
  goodputFraction: 'fraction',
  wallCoreSeconds: 'seconds',
  lostWallCoreSeconds: 'seconds',
  attemptFailureFraction: 'fraction',
  jobFailureFraction: 'fraction',
  emptyPilotFraction: 'fraction',
  pilotsStarted: 'number',
  rebrokeringsPerJob: 'number',
  inputTransfers: 'number',
  outputTransfers: 'number',
  wanBytes: 'bytes',
  lanBytes: 'bytes',
  tapeBytes: 'bytes',
  remoteReadFraction: 'fraction',
  inputLocalFraction: 'fraction',
  cacheHitFilesFraction: 'fraction',
  cacheHitBytesFraction: 'fraction',
  readsPerReplica: 'number',
  shareErrorMean: 'fraction',
  shareConvergenceSeconds: 'seconds',
  jainIndex: 'fraction',
  worstToBestServedFraction: 'fraction',
  peakRunningJobs: 'number',
  peakWaitingJobs: 'number',
}

const table = new Map<string, Measure>([
  ...Object.keys(jobEnds).map((name) => ofSummary(`jobs.${name}`, 'number')),
  ...Object.keys(attemptEnds).map((name) => ofSummary(`attempts.${name}`, 'number')),
  ...Object.entries(metricUnits).flatMap(([name, unit]) => ofMetric(name, unit)),
  ofSummary('endSeconds', 'seconds'),
  ...jobStateNames.map((name, state) =>
    entry(`meanJobs.${name}`, { unit: 'number', read: meanOf((at) => at.standing[state]) }),
  ),
  ...gridCounts.flatMap((name) => counted(name, name === 'movedBytes' ? 'bytes' : 'number', (at) => at.grid[name])),
  entry('busyFraction', { unit: 'fraction', read: busyFraction }),
  entry('littlesLaw', { unit: 'fraction', read: littlesLaw }),
])

/** What is measured of each site, and of each share; their names stand in between. */
const siteMeasures = [...siteCounts, ...siteCounts.map(perDay), 'busyFraction', 'freeDisk'] as const

/** All names of measures, as they may be written. */
export const measureNames: readonly string[] = [
  ...table.keys(),
  ...siteMeasures.map((name) => `sites.<site>.${name}`),
  'shares.<share>.busyFraction',
]

/** A measure by its name; undefined when there is none. */
export function measureNamed(name: string): Measure | undefined {
  const place = /^(sites|shares)\.(.+)\.(\w+)$/.exec(name)
  if (place === null) return table.get(name)
  const [, head, owner, what] = place
  if (head === 'sites') return siteMeasure(owner, what)
  return what === 'busyFraction' ? shareMeasure(owner) : undefined
}

function entry(name: string, measure: Omit<Measure, 'ofWindow'>): [string, Measure] {
  return [name, { ofWindow: true, ...measure }]
}

function ofSummary(path: string, unit: Unit): [string, Measure] {
  const keys = path.split('.')
  const read = ({ summary }: Evidence): number => {
    const value = keys.reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], summary)
    return typeof value === 'number' ? value : NaN
  }
  return [path, { unit, ofWindow: false, read }]
}

function ofMetric(name: string, unit: Unit | Parted): [string, Measure][] {
  if (typeof unit === 'string') return [ofSummary(`metrics.${name}`, unit)]
  if ('partsIn' in unit) return Object.keys(waitParts).map((part) => ofSummary(`metrics.${name}.${part}`, unit.partsIn))
  return Object.keys(parts).map((part) =>
    ofSummary(`metrics.${name}.${part}`, part === 'count' ? 'number' : unit.valuesIn),
  )
}

function counted(name: string, unit: Unit, count: (at: Moment) => number): [string, Measure][] {
  return [
    entry(`counts.${name}`, { unit, read: differenceOf(count) }),
    entry(`perDay.${name}`, { unit, read: dailyOf(count) }),
  ]
}

function siteMeasure(site: string, what: string): Measure | undefined {
  const indexOf = ({ sites }: Evidence): number => sites.findIndex(({ name }) => name === site)
  const measure = (unit: Unit, read: (index: number) => Measure['read']): Measure => {
    return {
      unit,
      ofWindow: true,
      site,
      read: (evidence, from, until) => read(indexOf(evidence))(evidence, from, until),
    }
  }
  if (what === 'freeDisk') return measure('bytes', (i) => (_, __, until) => until.freeBytes[i])
  if (what === 'busyFraction') {
    return measure('fraction', (i) => (evidence, from, until) => {
      return meanOf((at) => at.siteCores[i])(evidence, from, until) / evidence.sites[i].cores
    })
  }
  const count = siteCounts.find((name) => name === what || perDay(name) === what)
  if (count === undefined) return undefined
  const rate = count === what ? differenceOf : dailyOf
  return measure('number', (i) => rate((at) => at.sites[count][i]))
}

/** The part of the core-seconds of all runs that a share had. */
function shareMeasure(share: string): Measure {
  const read: Measure['read'] = (evidence, from, until) => {
    const used = (which: number): number => (until.shareCores[which] ?? 0) - (from.shareCores[which] ?? 0)
    const all = until.shareCores.reduce((sum, _, which) => sum + used(which), 0)
    const index = evidence.share(share)
    return index === undefined ? NaN : used(index) / all
  }
  return { unit: 'fraction', ofWindow: true, read }
}

function perDay(name: string): string {
  return `${name}PerDay`
}

function differenceOf(count: (at: Moment) => number): Measure['read'] {
  return (_, from, until) => count(until) - count(from)
}

function meanOf(integral: (at: Moment) => number): Measure['read'] {
  return (_, from, until) => (integral(until) - integral(from)) / (until.atSeconds - from.atSeconds)
}

function dailyOf(count: (at: Moment) => number): Measure['read'] {
  const mean = meanOf(count)
  return (evidence, from, until) => mean(evidence, from, until) * SECONDS_PER_DAY
}

/** Core-seconds of all runs over those there were. */
function busyFraction(evidence: Evidence, from: Moment, until: Moment): number {
  const cores = evidence.sites.reduce((sum, site) => sum + site.cores, 0)
  return meanOf((at) => at.siteCores.reduce((sum, seconds) => sum + seconds, 0))(evidence, from, until) / cores
}

/** Mean number of running jobs over runs ended per second times their mean length: 1 while nothing changes, and over a whole run. */
function littlesLaw(_: Evidence, from: Moment, until: Moment): number {
  const state = jobStateNames.indexOf('running')
  return (until.standing[state] - from.standing[state]) / (until.runSeconds - from.runSeconds)
}
