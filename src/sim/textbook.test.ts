/** Queues whose waits are known in closed form, through the whole simulator (targets.md §8.10). */
import test, { type ExecutionContext } from 'ava'
import { keyOf, uniform } from '../model/draws.js'
import { Recorded } from './plans.js'
import type { AttemptRecords, RunResult } from './run-result.js'
import { exponential, logNormal, logNormalMeanOverMedian } from './samplers.js'
import { seedOf } from './seed.js'
import { simulate } from './simulate.js'
import {
  gridSpecOf,
  JobsInSystem,
  ListWorkload,
  type ListedTask,
  scenarioWith,
  siteOf,
  watching,
} from './testing/scenarios.js'

const seed = seedOf('textbook')
const arrival = keyOf('textbook.arrival')
const service = keyOf('textbook.service')

/** 99 % quantile (two-sided) of Student's t with 39 degrees of freedom. */
const batches = 40
const t99 = 2.7079

/** Mean service time everywhere, seconds. */
const meanService = 1000

interface Queue {
  servers: number
  load: number
  jobs: number
  /** Turns a uniform number into a service time of mean `meanService`. */
  serve: (u: number) => number
}

function tasksOf({ servers, load, jobs, serve }: Queue): ListedTask[] {
  const tasks: ListedTask[] = []
  let at = 0
  for (let i = 0; i < jobs; i++) {
    at += exponential(uniform(seed, arrival, servers, i, 0), meanService / (load * servers))
    tasks.push({ at, run: serve(uniform(seed, service, servers, i, 0)), recorded: Recorded.finished })
  }
  return tasks
}

/** Probability of waiting in M/M/c (Erlang C), by the recursion of Erlang B. */
function erlangC(servers: number, load: number): number {
  const offered = servers * load
  let blocked = 1
  for (let k = 1; k <= servers; k++) blocked = (offered * blocked) / (k + offered * blocked)
  return blocked / (1 - load * (1 - blocked))
}

/** Waits in order of arrival. */
function waitsOf({ length, ordinal, startSeconds, submitSeconds }: AttemptRecords): Float64Array {
  const waits = new Float64Array(length).fill(NaN)
  for (let i = 0; i < length; i++) waits[ordinal[i]] = startSeconds[i] - submitSeconds[i]
  return waits
}

/** Mean and half the width of its 99 % interval, by batch means after a warm-up of a tenth. */
function meanWithin(waits: Float64Array): { mean: number; half: number } {
  const size = Math.floor((0.9 * waits.length) / batches)
  const first = waits.length - size * batches
  const means = Array.from({ length: batches }, (_, b) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += waits[first + b * size + i]
    return sum / size
  })
  const mean = means.reduce((sum, one) => sum + one, 0) / batches
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (batches - 1)
  return { mean, half: t99 * Math.sqrt(variance / batches) }
}

/** Waits first come first served by the recursion of Kiefer and Wolfowitz: each job takes the server free first. */
function exactWaits(tasks: readonly ListedTask[], servers: number): Float64Array {
  const freeAt = new Float64Array(servers)
  return Float64Array.from(tasks, ({ at, run }) => {
    let first = 0
    for (let s = 1; s < servers; s++) if (freeAt[s] < freeAt[first]) first = s
    const start = Math.max(at, freeAt[first])
    freeAt[first] = start + run
    return start - at
  })
}

async function check(t: ExecutionContext, name: string, queue: Queue, theory: number, widest: number): Promise<void> {
  const tasks = tasksOf(queue)
  const last = tasks[tasks.length - 1].at
  const system = new JobsInSystem()
  const { through } = watching(([kind, at, , a, b]) => system.hear(kind, at, a, b, last))
  const scenario = scenarioWith(gridSpecOf(siteOf('A', queue.servers)), () => new ListWorkload(tasks))
  const result = await simulate(scenario, { records: true, through })
  const waits = waitsOf(result.records!.attempts)
  compareExactly(t, name, waits, exactWaits(tasks, queue.servers))
  const { mean, half } = meanWithin(waits)
  t.log(`${name}: mean wait ${mean.toFixed(1)} ± ${half.toFixed(1)} s (99 %), theory ${theory.toFixed(1)} s`)
  t.true(Math.abs(mean - theory) < half, `${name}: ${mean} ± ${half} s holds ${theory} s`)
  t.true(half < widest * theory, `${name}: ± ${half} s is below ${100 * widest} % of ${theory} s`)
  littlesLaw(t, name, result, system.jobSeconds, last)
  const { utilisationFraction } = result.summary.metrics
  t.true(Math.abs(utilisationFraction! / queue.load - 1) < 0.01, `${name}: utilisation ${utilisationFraction}`)
}

function compareExactly(t: ExecutionContext, name: string, waits: Float64Array, exact: Float64Array): void {
  let worst = 0
  for (let i = 0; i < waits.length; i++) {
    // NaN would be a job that never ran.
    if (!(Math.abs(waits[i] - exact[i]) <= worst)) worst = Math.abs(waits[i] - exact[i])
  }
  t.true(worst < 1e-3, `${name}: no wait differs from the recursion by more than ${worst} s`)
}

/** Time-average number in the system against arrivals per second times the mean time in it. */
function littlesLaw(t: ExecutionContext, name: string, { summary }: RunResult, jobSeconds: number, last: number): void {
  const inSystem = jobSeconds / last
  const expected = (summary.jobs.submitted / last) * summary.metrics.turnaroundSeconds.mean
  t.true(Math.abs(inSystem / expected - 1) < 0.01, `${name}: ${inSystem} jobs in the system, λ·W = ${expected}`)
}

const exponentialService = (u: number): number => exponential(u, meanService)

for (const [servers, load, jobs, widest] of [
  [1, 0.7, 120_000, 0.1],
  [1, 0.9, 240_000, 0.16],
  [5, 0.7, 120_000, 0.12],
  [5, 0.9, 240_000, 0.16],
  [20, 0.7, 120_000, 0.25],
  [20, 0.9, 240_000, 0.2],
]) {
  test(`M/M/${servers} at load ${load} waits as Erlang C says`, async (t) => {
    const theory = (erlangC(servers, load) * meanService) / (servers * (1 - load))
    await check(t, `M/M/${servers}, ${load}`, { servers, load, jobs, serve: exponentialService }, theory, widest)
  })
}

for (const [load, sigma, jobs, widest] of [
  [0.7, 0.5, 120_000, 0.1],
  [0.7, 1, 160_000, 0.16],
  [0.9, 0.5, 240_000, 0.16],
]) {
  test(`M/G/1 at load ${load}, log-normal of sigma ${sigma}, waits as Pollaczek and Khinchine say`, async (t) => {
    const serve = (u: number): number => logNormal(u, meanService / logNormalMeanOverMedian(sigma), sigma)
    const secondMoment = meanService * meanService * Math.exp(sigma * sigma)
    const theory = ((load / meanService) * secondMoment) / (2 * (1 - load))
    await check(t, `M/G/1, ${load}, sigma ${sigma}`, { servers: 1, load, jobs, serve }, theory, widest)
  })
}
