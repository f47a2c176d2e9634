import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { formatNumber, formatSeconds } from '../src/model/format.js'
import { makeStudy } from '../src/lab/make-study.js'
import { runAll } from '../src/lab/run-pool.js'
import { readStudyFile } from '../src/lab/study-file.js'
import { planRuns } from '../src/lab/study-plan.js'
import type { StudySpec } from '../src/lab/study-spec.js'
import { version } from '../src/sim/version.js'
import { holdNanoseconds } from './hold.js'

/** What some runs cost on a pool. */
interface PoolCost {
  workers: number
  runs: number
  wallSeconds: number
  /** User and system time of all threads. */
  cpuSecondsPerRun: number
}

/** What a comparison costs. */
export interface CompareCost {
  bench: string
  version: string
  node: string
  cores: number
  study: string
  policies: readonly string[]
  seeds: number
  /** A few seeds, made by one worker and then by two. */
  oneWorker: PoolCost
  twoWorkers: PoolCost
  /** What the second worker adds to the speed of the first: 1 is as much again. */
  secondWorkerAdds: number
  /** The whole study, from the reading of its trace to the statistics, by one worker for each core, at most two. */
  whole: PoolCost
  /** Cost of an event queue's hold, taken in the same minutes: the unit in which machines can be compared. */
  holdNanoseconds: number
}

const scenarios = new URL('../../scenarios/', import.meta.url)

/** Compares six policies on the trace of LCG over 30 seeds, or on a small trace over two. */
export async function compare(isLarge: boolean): Promise<CompareCost> {
  const shipped = await readStudyFile(fileURLToPath(new URL('studies/lcg-rivals.yaml', scenarios)))
  const small = { ...shipped, seeds: 2, source: { file: fileURLToPath(new URL('tests/replay.yaml', scenarios)) } }
  const spec: StudySpec = isLarge ? shipped : small
  const few = planRuns({ ...spec, seeds: isLarge ? 2 : 1 }, [{ load: spec.loads[0], window: undefined }], false)
  const hashes = async (workers: number): Promise<string[]> =>
    (await runAll(few, { workers })).map(({ summary }) => summary.journal.hash)
  const one = await costOf(1, few.length, () => hashes(1))
  const two = await costOf(2, few.length, () => hashes(2))
  if (one.result.join() !== two.result.join()) throw new Error('two workers find something else than one')
  const workers = Math.min(2, availableParallelism())
  const runs = spec.policies.length * spec.seeds
  const make = (_: string, requests: Parameters<typeof runAll>[0]) => runAll(requests, { workers })
  const whole = await costOf(workers, runs, () => makeStudy(spec, make, false))
  return {
    bench: 'compare',
    version,
    node: process.version,
    cores: availableParallelism(),
    study: spec.name,
    policies: spec.policies,
    seeds: spec.seeds,
    oneWorker: one.cost,
    twoWorkers: two.cost,
    secondWorkerAdds: one.cost.wallSeconds / two.cost.wallSeconds - 1,
    whole: whole.cost,
    holdNanoseconds: holdNanoseconds(isLarge ? undefined : runs),
  }
}

/** What a comparison costs, in words. */
export function compareText({ study, oneWorker, twoWorkers, secondWorkerAdds, whole, ...cost }: CompareCost): string {
  const told = ({ workers, runs, wallSeconds, cpuSecondsPerRun }: PoolCost): string =>
    `${runs} runs by ${workers === 1 ? '1 worker' : `${workers} workers`} in ${formatSeconds(wallSeconds)}, ${formatNumber(cpuSecondsPerRun)} s CPU a run`
  return [
    `compare: ${study}, ${cost.policies.length} policies, ${cost.seeds} seeds; a hold takes ${cost.holdNanoseconds.toFixed(0)} ns`,
    told(oneWorker),
    told(twoWorkers),
    `the second worker adds ${(100 * secondWorkerAdds).toFixed(0)} %`,
    `all: ${told(whole)}`,
  ].join('\n')
}

async function costOf<T>(
  workers: number,
  runs: number,
  work: () => Promise<T>,
): Promise<{ cost: PoolCost; result: T }> {
  const before = process.cpuUsage()
  const began = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  const wallSeconds = (performance.now() - began) / 1000
  return { cost: { workers, runs, wallSeconds, cpuSecondsPerRun: (user + system) / 1e6 / runs }, result }
}
