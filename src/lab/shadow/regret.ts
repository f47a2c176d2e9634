import type { Seconds } from '../../model/units.js'
import { Bootstrap, type Interval } from '../statistics/bootstrap.js'

const HOUR: Seconds = 3_600
/** Fewer jobs than this at a queue tell nothing of its waits. */
const LEAST_JOBS = 5
/** Hours as one block from so many hours on: waits of neighbouring hours are alike. */
const LONG_HOURS = 72
const BLOCK_HOURS = 6
const MOST_BLOCKS = 1_000
/** Fewer blocks give no interval. */
const LEAST_BLOCKS = 6
const RESAMPLES = 2_000
const CONFIDENCE = 0.95

/** A bunch that production placed, as far as regret goes. */
export interface PlacedBunch {
  readonly at: Seconds
  /** Queues by number; `chosen` is the policy's, NONE when it would have placed nothing. */
  readonly queue: number
  readonly chosen: number
  /** Work whose waits are alike: label and resource type. */
  readonly type: string
}

/** Why nothing was estimated for a job, and for how many. */
export interface Unestimated {
  /** Too few jobs of production went to the policy's queue around then. */
  noWitnesses: number
  /** The policy would have placed nothing then. */
  wouldWait: number
  /** It ended too long after it was placed: waits of its hour are no longer kept. */
  late: number
  /** It ended without having been seen to run. */
  neverRan: number
}

/** What production's choices took more than the policy's would have, by the estimate: below zero, production's were better. */
export interface RegretEstimate {
  /** Jobs that ran and ended; those that the policy would have sent to the same queue have no regret. */
  readonly ended: number
  readonly same: number
  /** Of the others, those that could be estimated, and those that could not. */
  readonly estimated: number
  readonly unestimated: Unestimated
  /** Seconds a job over those estimated, with 95 % intervals. */
  readonly wait: Interval
  readonly total: Interval
  /** Means of those estimated: observed, and estimated at the policy's queue. */
  readonly observedWait: number
  readonly estimatedWait: number
  /** Blocks of time that the intervals come of, and how long one is. */
  readonly blocks: number
  readonly blockHours: number
}

interface Sum {
  jobs: number
  seconds: number
}

/** What jobs of one hour tell: waits at queues, and of those that the policy would have sent elsewhere what they took. */
class Hour {
  /** By queue, then by type. */
  readonly waits = new Map<number, Map<string, Sum>>()
  readonly parted = new Map<string, { chosen: number; type: string; jobs: number; wait: Seconds; runSaved: Seconds }>()
}

/** Of one settled hour. */
interface Settled {
  jobs: number
  wait: Seconds
  runSaved: Seconds
  estimate: Seconds
}

/**
 * Estimates what production's choices cost beside the policy's. The wait at the policy's queue is taken to be the mean of what
 * production's jobs of the same label and resource type waited that were placed there in the same hour, else within an hour of it,
 * else of any type within an hour; at least five. The run is taken to scale with the power of the cores. An hour is settled, and
 * forgotten but for four sums, when it is so long past that most of its jobs have ended.
 */
export class Regret {
  private readonly hours = new Map<number, Hour>()
  private readonly settled: Settled[] = []
  private settledUpTo = -Infinity
  private endedJobs = 0
  private same = 0
  private readonly unestimated: Unestimated = { noWitnesses: 0, wouldWait: 0, late: 0, neverRan: 0 }

  /**
   * @param powerOf HS06 per core of a queue
   * @param settleSeconds after which an hour is settled
   */
  constructor(
    private readonly powerOf: (queue: number) => number,
    private readonly settleSeconds: Seconds = 96 * HOUR,
  ) {}

  /** A job of a bunch began to run after so long. */
  started({ at, queue, type }: PlacedBunch, waitSeconds: Seconds): void {
    const hour = this.hour(at)
    if (hour === undefined) return
    const ofQueue = hour.waits.get(queue) ?? new Map<string, Sum>()
    const sum = ofQueue.get(type) ?? { jobs: 0, seconds: 0 }
    sum.jobs++
    sum.seconds += waitSeconds
    hour.waits.set(queue, ofQueue.set(type, sum))
  }

  /** It ended. @param runSeconds NaN when it was never seen to run */
  ended(bunch: PlacedBunch, waitSeconds: Seconds, runSeconds: Seconds): void {
    const { at, queue, chosen, type } = bunch
    if (Number.isNaN(runSeconds)) {
      this.unestimated.neverRan++
      return
    }
    this.endedJobs++
    if (chosen === queue) this.same++
    else if (chosen < 0) this.unestimated.wouldWait++
    else {
      const hour = this.hour(at)
      if (hour === undefined) {
        this.unestimated.late++
        return
      }
      const key = `${chosen} ${type}`
      const sum = hour.parted.get(key) ?? { chosen, type, jobs: 0, wait: 0, runSaved: 0 }
      sum.jobs++
      sum.wait += waitSeconds
      sum.runSaved += runSeconds * (1 - this.powerOf(queue) / this.powerOf(chosen))
      hour.parted.set(key, sum)
    }
  }

  /** Time has passed: hours that are long past are settled. */
  pass(now: Seconds): void {
    const before = Math.floor((now - this.settleSeconds) / HOUR)
    if (before <= this.settledUpTo) return
    for (const hour of this.open()) {
      if (hour >= before) break
      const { none, ...sums } = this.settle(hour)
      this.unestimated.noWitnesses += none
      if (sums.jobs > 0) this.settled.push(sums)
    }
    // The first hour that is open still asks the one before it.
    for (const hour of this.hours.keys()) if (hour < before - 1) this.hours.delete(hour)
    this.settledUpTo = before
  }

  /** What can be said by now. */
  estimate(): RegretEstimate {
    const last = this.open().map((hour) => this.settle(hour))
    const hours = [...this.settled, ...last.filter(({ jobs }) => jobs > 0)]
    const blockHours = hours.length < LONG_HOURS ? 1 : Math.max(BLOCK_HOURS, Math.ceil(hours.length / MOST_BLOCKS))
    const blocks = inBlocks(hours, blockHours)
    const whole = sumOf(hours)
    const bootstrap = new Bootstrap('shadow regret', RESAMPLES)
    const noWitnesses = this.unestimated.noWitnesses + last.reduce((sum, { none }) => sum + none, 0)
    return {
      ended: this.endedJobs,
      same: this.same,
      estimated: whole.jobs,
      unestimated: { ...this.unestimated, noWitnesses },
      wait: ratio(bootstrap, blocks, ({ wait, estimate }) => wait - estimate),
      total: ratio(bootstrap, blocks, ({ wait, estimate, runSaved }) => wait - estimate + runSaved),
      observedWait: whole.wait / whole.jobs,
      estimatedWait: whole.estimate / whole.jobs,
      blocks: blocks.length,
      blockHours,
    }
  }

  /** Hours that are not settled, in order. */
  private open(): number[] {
    return [...this.hours.keys()].filter((hour) => hour >= this.settledUpTo).sort((one, other) => one - other)
  }

  /** The hour of a time; undefined when it is settled. */
  private hour(at: Seconds): Hour | undefined {
    const number = Math.floor(at / HOUR)
    if (number < this.settledUpTo) return undefined
    let hour = this.hours.get(number)
    if (hour === undefined) this.hours.set(number, (hour = new Hour()))
    return hour
  }

  private settle(hour: number): Settled & { none: number } {
    const sums = { jobs: 0, wait: 0, runSaved: 0, estimate: 0, none: 0 }
    for (const { chosen, type, jobs, wait, runSaved } of this.hours.get(hour)?.parted.values() ?? []) {
      const mean = this.meanWait(hour, chosen, type)
      if (Number.isNaN(mean)) sums.none += jobs
      else {
        sums.jobs += jobs
        sums.wait += wait
        sums.runSaved += runSaved
        sums.estimate += jobs * mean
      }
    }
    return sums
  }

  /** What jobs waited at a queue around an hour; NaN when too few were there. */
  private meanWait(hour: number, queue: number, type: string): Seconds {
    const around = [hour - 1, hour, hour + 1]
    for (const [hours, types] of [
      [[hour], type],
      [around, type],
      [around, undefined],
    ] as const) {
      const sum = { jobs: 0, seconds: 0 }
      for (const one of hours) {
        for (const [key, { jobs, seconds }] of this.hours.get(one)?.waits.get(queue) ?? []) {
          if (types !== undefined && key !== types) continue
          sum.jobs += jobs
          sum.seconds += seconds
        }
      }
      if (sum.jobs >= LEAST_JOBS) return sum.seconds / sum.jobs
    }
    return NaN
  }
}

function sumOf(hours: readonly Settled[]): Settled {
  return hours.reduce(
    (sum, { jobs, wait, runSaved, estimate }) => ({
      jobs: sum.jobs + jobs,
      wait: sum.wait + wait,
      runSaved: sum.runSaved + runSaved,
      estimate: sum.estimate + estimate,
    }),
    { jobs: 0, wait: 0, runSaved: 0, estimate: 0 },
  )
}

function inBlocks(hours: readonly Settled[], length: number): Settled[] {
  return Array.from({ length: Math.ceil(hours.length / length) }, (_, i) =>
    sumOf(hours.slice(i * length, (i + 1) * length)),
  )
}

/**
 * Seconds a job, with the interval of a bootstrap over blocks. A ratio of sums is the mean of its linear parts (Cochran, Sampling
 * Techniques, 1977, §6.3).
 */
function ratio(bootstrap: Bootstrap, blocks: readonly Settled[], seconds: (block: Settled) => Seconds): Interval {
  const jobs = blocks.reduce((sum, block) => sum + block.jobs, 0)
  const mean = blocks.reduce((sum, block) => sum + seconds(block), 0) / jobs
  const perBlock = jobs / blocks.length
  const parts = blocks.map((block) => mean + (seconds(block) - mean * block.jobs) / perBlock)
  if (parts.length < LEAST_BLOCKS) return { mean, low: NaN, high: NaN }
  // The mean is known better than from its parts.
  return { ...bootstrap.meanOf(parts).interval(CONFIDENCE), mean }
}
