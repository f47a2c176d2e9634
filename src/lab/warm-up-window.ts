import { BadInput } from '../model/bad-input.js'
import { formatCount, formatSeconds } from '../model/format.js'
import type { Seconds } from '../model/units.js'
import type { RunResult } from '../sim/run-result.js'
import { warmUpSamples } from '../sim/warm-up.js'
import type { RunMaker } from './make-study.js'
import type { LevelPlan } from './study-plan.js'
import type { StudySpec } from './study-spec.js'

/** Less than this part of the time in which work is submitted is too little to count by. */
const leastPart = 0.25

/**
 * Plans the load levels of a study: the time whose submissions count, the same for all policies and seeds of a level
 * (targets.md §8-3). It begins where the queue of the baseline at the first seed has warmed up, and ends before the last
 * submission by the wait that 95 % of its jobs stay below, since what comes later meets a grid that empties.
 * @param baselineReference the baseline by its name or its file
 * @returns with what must be said of it, a sentence a level
 */
export async function planLevels(
  spec: StudySpec,
  baselineReference: string,
  make: RunMaker,
): Promise<{ levels: readonly LevelPlan[]; told: readonly string[] }> {
  const loads = spec.loads.length > 0 ? spec.loads : [undefined]
  if (spec.warmUp === 'none') return { levels: loads.map((load) => ({ load, window: undefined })), told: [] }
  const { source, seed, baseline } = spec
  const pilots = await make(
    'finding the warm-up',
    loads.map((load) => ({ source, policy: baselineReference, seed, load, records: false })),
  )
  const chosen = pilots.map((run) => chosenWindow(run, spec.warmUp))
  return {
    levels: loads.map((load, i) => ({ load, window: chosen[i].window })),
    told: chosen.map(({ told }, i) => {
      const level = loads[i] === undefined ? '' : `at load ${loads[i]}, `
      return `${level}${told} (${baseline}, seed ${seed}, is what it was found on)`
    }),
  }
}

interface ChosenWindow {
  readonly window: LevelPlan['window']
  /** Why, in words. */
  readonly told: string
}

/** When the first and the last job of a run are submitted. */
interface Submissions {
  readonly first: Seconds
  readonly last: Seconds
}

/**
 * The time whose submissions count, found on one run; and why, in words.
 * @throws BadInput when a warm-up is declared that no submission comes after
 */
export function chosenWindow(run: RunResult, warmUp: StudySpec['warmUp']): ChosenWindow {
  const { fromSeconds: first, untilSeconds: last, counted } = run.summary.window
  const drain = run.summary.metrics.waitSeconds.count > 0 ? run.summary.metrics.waitSeconds.p95 : 0
  if (typeof warmUp === 'number') return declaredWindow({ first, last }, warmUp, drain)
  const from = warmUpEnd(run, first, last)
  const until = last - drain
  const all = `all ${formatCount(counted)} jobs count, those of the warm-up and of the end too`
  if (from === undefined)
    return {
      window: undefined,
      told: `${all}: the queue does not settle in the first half, so no warm-up can be cut off`,
    }
  if (until - from < leastPart * (last - first)) {
    const cut = `${formatSeconds(from - first)} of warm-up and the 95 % wait, ${formatSeconds(drain)}, to drain`
    const left = `of ${formatSeconds(last - first)} of submissions less than a quarter would be left`
    return { window: undefined, told: `${all}: without ${cut}, ${left}` }
  }
  return windowOf(from, until, 'by MSER-5 on the queue', `the last ${formatSeconds(drain)}, the 95 % wait, to drain`)
}

/** A warm-up that is declared is kept; what is left to drain is at most half of what remains. */
function declaredWindow({ first, last }: Submissions, warmUp: Seconds, drain: Seconds): ChosenWindow {
  const from = first + warmUp
  if (from >= last) {
    const found = `a warm-up of ${formatSeconds(warmUp)} leaves nothing to count`
    throw new BadInput('warmUp', found, `less than the ${formatSeconds(last - first)} in which jobs are submitted`)
  }
  const kept = Math.min(drain, (last - from) / 2)
  const wait = kept < drain ? `half of what remains, since the 95 % wait is ${formatSeconds(drain)}` : 'the 95 % wait'
  return windowOf(from, last - kept, 'as declared', `the last ${formatSeconds(kept)}, ${wait}, to drain`)
}

function windowOf(from: Seconds, until: Seconds, why: string, end: string): ChosenWindow {
  const span = `${formatSeconds(from)} and ${formatSeconds(until)}`
  return { window: { from, until }, told: `jobs submitted between ${span} count: warm-up ${why}, and ${end}` }
}

/** When the queue has warmed up; undefined when it does not in the first half of the time in which work comes in. */
function warmUpEnd({ series }: RunResult, first: Seconds, last: Seconds): Seconds | undefined {
  const { timeSeconds, pending, assigned, activated } = series
  const begin = timeSeconds.findIndex((time) => time >= first)
  const end = timeSeconds.findLastIndex((time) => time <= last)
  const queue = timeSeconds.slice(begin, end + 1).map((_, i) => {
    return pending[begin + i] + assigned[begin + i] + activated[begin + i]
  })
  const samples = warmUpSamples(queue)
  return samples === undefined ? undefined : timeSeconds[begin + samples]
}
