import { Bunch } from '../../brokerage/bunch.js'
import { Candidates, Trial } from '../../brokerage/candidates.js'
import { barWithoutNextFile, drawPlace } from '../../brokerage/choosers/draw-place.js'
import { CostMatrix } from '../../model/cost-matrix.js'
import { defaultConstants } from '../../model/constants.js'
import { Grid, plainTraits } from '../../model/grid.js'
import { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface CandidateIn {
  readonly queue: string
  readonly weight: number
  readonly queued_jobs: number | null
  readonly assigned_jobs: number | null
  readonly queue_cap: number | null
  readonly files_present: readonly number[] | null
}

interface StepIn {
  readonly uniform_draws: readonly number[]
  readonly jobs_in_bunch: number
  readonly excluded: readonly string[]
}

interface ChoiceIn {
  readonly candidates: readonly CandidateIn[]
  readonly already_bootstrapped: readonly string[]
  readonly input_is_distributed: boolean
  readonly files_in_chunk: number
  readonly files_already_used: number
  readonly steps: readonly StepIn[]
}

/** Queues chosen for bunch after bunch, and what is left of weights and counters after each. */
export const splitterSiteChoice: Family = {
  name: 'splitter_site_choice',
  section: '§A.4',
  differs(recorded) {
    const given = recorded.in as ChoiceIn
    const candidates = candidatesOf(given)
    const steps = given.steps.map((step) => choose(given, step, candidates))
    return firstDifference({ steps }, recorded.out)
  },
}

function choose(given: ChoiceIn, step: StepIn, candidates: Candidates): object {
  given.candidates.forEach(({ queue }, i) => (candidates.barred[i] = step.excluded.includes(queue) ? 1 : 0))
  if (given.input_is_distributed && given.files_already_used < given.files_in_chunk) {
    const next = given.files_already_used
    barWithoutNextFile(candidates, (i) => given.candidates[i].files_present?.includes(next) ?? true)
  }
  let drawn = 0
  const chosen = drawPlace(candidates, step.jobs_in_bunch, () => step.uniform_draws[drawn++], true)
  return {
    chosen: chosen === NONE ? null : given.candidates[chosen].queue,
    draws_used: drawn,
    state: Object.fromEntries(given.candidates.map(({ queue }, i) => [queue, stateAt(candidates, i)])),
    bootstrapped: given.candidates
      .map(({ queue }) => queue)
      .filter((_, i) => candidates.trial[i] === Trial.done)
      .sort(),
  }
}

/** Candidates of weight 0 are to be tried first. */
function candidatesOf(given: ChoiceIn): Candidates {
  const queues = given.candidates.map(({ queue }) => ({ ...plainTraits, name: queue, site: 'site' }))
  const grid = new Grid([{ name: 'site', tier: 1 }], queues, new CostMatrix(1, () => 1))
  const candidates = new Candidates(new State(grid, { a: 1, b: 2 }, defaultConstants))
  candidates.begin(
    grid.faces.map(({ index }) => index),
    new Bunch(),
  )
  given.candidates.forEach(({ queue, weight, queued_jobs, assigned_jobs, queue_cap }, i) => {
    candidates.weight[i] = weight
    candidates.queued[i] = queued_jobs ?? NaN
    candidates.assigned[i] = assigned_jobs ?? NaN
    candidates.cap[i] = queue_cap ?? Infinity
    if (weight === 0) candidates.trial[i] = given.already_bootstrapped.includes(queue) ? Trial.done : Trial.wanted
  })
  return candidates
}

function stateAt({ weight, queued, assigned }: Candidates, i: number): (number | null)[] {
  return [weight[i], known(queued[i]), known(assigned[i])]
}

function known(count: number): number | null {
  return Number.isNaN(count) ? null : count
}
