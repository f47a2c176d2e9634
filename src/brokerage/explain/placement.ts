import type { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import { Broker } from '../broker.js'
import type { Bunch } from '../bunch.js'
import type { Candidates } from '../candidates.js'
import type { Policy, Step, Weigher } from '../policy.js'
import { eachRefusal, type RankingWatch } from '../ranking-watch.js'
import { marginOf, type Reason } from '../reason.js'
import { isForNow, type Refusal, refusalsOfEach } from '../refusal.js'

/** Why a step refuses a pseudo-queue (targets.md §10). */
export interface ToldRefusal {
  readonly step: string
  /** The word operators know. */
  readonly tag: string
  readonly text: string
  readonly observed: number | undefined
  readonly limit: number | undefined
  readonly unit: string | undefined
  /** How what was found must lie to the limit. */
  readonly wants: Reason['wants']
  /** Whether it may pass while work and queue stay what they are. */
  readonly isTemporary: boolean
  /** End of a sentence that begins with "it would pass if". */
  readonly change: string
}

/** What brokerage says of one pseudo-queue. */
export interface QueueVerdict {
  readonly queue: string
  readonly site: string
  readonly cores: number
  /** `lighter`: it passes every step and is not among the heaviest that are kept. */
  readonly verdict: 'candidate' | 'lighter' | 'refused'
  /** The step that refuses it comes first, then those that would, each asked alone. */
  readonly refusals: readonly ToldRefusal[]
  /** Of those that passed the first steps: the weight, and each factor of it. */
  readonly weight: number | undefined
  readonly factors: readonly { readonly weigher: string; readonly factor: number }[]
}

/** What was left after a step. */
export interface StepCount {
  readonly step: string
  readonly about: string
  /** Pseudo-queues it refused, for good or for now. */
  readonly refused: number
  readonly queuesLeft: number
  readonly sitesLeft: number
}

/** What a policy would do with a bunch of jobs now, and why. */
export interface PlacementExplanation {
  readonly policy: string
  readonly jobs: number
  readonly queues: number
  readonly sites: number
  readonly steps: readonly StepCount[]
  readonly verdicts: readonly QueueVerdict[]
  /** Which pseudo-queue the next jobs would get; undefined when all candidates are full or there are none. */
  readonly chosen: { readonly queue: string; readonly site: string; readonly cores: number } | undefined
  readonly chooser: string
  /** The pseudo-queue that the least would have to change for, of those at sites where none passes, and what. */
  readonly nearest: { readonly queue: string; readonly cores: number; readonly changes: readonly string[] } | undefined
}

/**
 * Asks the policy anew, changing nothing: every step about every pseudo-queue, and the chooser about what is left.
 * @param memory the policy's own numbers
 * @param bunchJobs how many jobs are placed together at most
 */
export function explainPlacement(
  state: State,
  policy: Policy,
  memory: Float64Array,
  bunch: Bunch,
  bunchJobs: number,
): PlacementExplanation {
  const { grid } = state
  const broker = new Broker(state, policy)
  broker.memory.set(memory)
  const walk = new Walk(state)
  const candidates = broker.explain(bunch, walk)
  const kept = new Set(candidates.face.slice(0, candidates.count))
  const others = askedAlone(state, policy, bunch)
  const verdicts = [...walk.asked].map((face): QueueVerdict => {
    const first = walk.refusals.get(face) ?? []
    const again = others[face].filter(({ step }) => !first.some((told) => told.step === step))
    const { cores, queue } = grid.faces[face]
    return {
      queue: queue.name,
      site: grid.sites[queue.siteIndex].name,
      cores,
      verdict: kept.has(face) ? 'candidate' : first.length > 0 ? 'refused' : 'lighter',
      refusals: first.length === 0 ? [] : [...first, ...again].map(told),
      weight: walk.weights.get(face)?.at(-1),
      factors: factorsOf(policy.weighers, walk.weights.get(face)),
    }
  })
  const position = candidates.count === 0 ? NONE : broker.choose(bunch, Math.min(bunch.jobs, bunchJobs))
  return {
    policy: policy.name,
    jobs: bunch.jobs,
    queues: walk.asked.size,
    sites: walk.sitesOf([...walk.asked]),
    steps: walk.counts,
    verdicts,
    chosen: position === NONE ? undefined : nameOf(state, candidates.face[position]),
    chooser: policy.chooser.name,
    nearest: nearestOf(verdicts, grid.faces.length),
  }
}

/** Looks on while all steps are asked about all pseudo-queues. */
export class Walk implements RankingWatch {
  readonly counts: StepCount[] = []
  readonly refusals = new Map<number, Refusal[]>()
  /** Weights of each pseudo-queue, after each weigher. */
  readonly weights = new Map<number, number[]>()
  asked: ReadonlySet<number> = new Set()
  private left = new Set<number>()

  /** @param tells of which pseudo-queues the reasons are asked for */
  constructor(
    private readonly state: State,
    private readonly tells: (face: number) => boolean = () => true,
  ) {}

  begins(_: unknown, { queues }: Bunch): void {
    const faces = this.state.grid.faces.filter(({ queue }) => queues.length === 0 || queues.includes(queue.index))
    this.asked = new Set(faces.map(({ index }) => index))
    this.left = new Set(this.asked)
  }

  judged(step: Step, candidates: Candidates, bunch: Bunch): void {
    let refused = 0
    eachRefusal(candidates, (position, isAside) => {
      const face = candidates.face[position]
      if (this.left.delete(face)) refused++
      // What leaves the list in the end was refused by the step that set it aside.
      else if (!isAside) return
      if (!this.tells(face)) return
      const reason = step.because(bunch, candidates, position, this.state)
      const told = { step, reason, isTemporary: isForNow(step, reason, isAside) }
      this.refusals.set(face, [...(this.refusals.get(face) ?? []), told])
    })
    this.counts.push({
      step: step.name,
      about: step.about,
      refused,
      queuesLeft: this.left.size,
      sitesLeft: this.sitesOf([...this.left]),
    })
  }

  weighed(_: Weigher, { count, face, weight }: Candidates): void {
    for (let i = 0; i < count; i++) {
      const weights = this.weights.get(face[i]) ?? []
      weights.push(weight[i])
      this.weights.set(face[i], weights)
    }
  }

  sitesOf(faces: readonly number[]): number {
    return new Set(faces.map((face) => this.state.grid.siteOfFace[face])).size
  }
}

/** What every step would say of every pseudo-queue; steps that hold queues against each other are left to the walk. */
function askedAlone(state: State, policy: Policy, bunch: Bunch): Refusal[][] {
  const alone = (step: Step) => step.looksAtAll?.(bunch, state) !== true && step.name !== 'temporary'
  const weigh = (candidates: Candidates) => {
    for (const weigher of policy.weighers) weigher.weigh(bunch, candidates, state)
  }
  const first = refusalsOfEach(state, policy.steps.filter(alone), bunch)
  const last = refusalsOfEach(state, policy.lastSteps.filter(alone), bunch, weigh)
  return first.map((refusals, face) => [...refusals, ...last[face]])
}

function told({ step, reason, isTemporary }: Refusal): ToldRefusal {
  const { tag = step.name, text, change, observed, limit, unit, wants } = reason
  return { step: step.name, tag, text, observed, limit, unit, wants, isTemporary, change }
}

function factorsOf(weighers: readonly Weigher[], weights: readonly number[] = []): QueueVerdict['factors'] {
  return weights.map((weight, i) => {
    const before = i === 0 ? 1 : weights[i - 1]
    return { weigher: weighers[i].name, factor: before === 0 ? 0 : weight / before }
  })
}

function nameOf({ grid }: State, face: number): { queue: string; site: string; cores: number } {
  const { cores, queue } = grid.faces[face]
  return { queue: queue.name, site: grid.sites[queue.siteIndex].name, cores }
}

/** Of sites where nothing passes the pseudo-queue with the fewest refusals, of equals the one where what was found lies nearest to what is allowed. */
function nearestOf(verdicts: readonly QueueVerdict[], faces: number): PlacementExplanation['nearest'] {
  const margin = (refusals: readonly ToldRefusal[]) => refusals.reduce((sum, refusal) => sum + marginOf(refusal), 0)
  const key = ({ refusals }: QueueVerdict) => refusals.length * faces + margin(refusals)
  const passing = new Set(verdicts.flatMap(({ site, verdict }) => (verdict === 'refused' ? [] : [site])))
  const refused = verdicts.filter(({ site }) => !passing.has(site))
  if (refused.length === 0) return undefined
  const { queue, cores, refusals } = refused.reduce((best, one) => (key(one) < key(best) ? one : best))
  return { queue, cores, changes: [...new Set(refusals.map(({ change }) => change))] }
}
