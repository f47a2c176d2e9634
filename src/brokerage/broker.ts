import { BadInput } from '../model/bad-input.js'
import { FaceList } from '../model/face-list.js'
import { NONE } from '../model/units.js'
import type { State } from '../model/state.js'
import type { WorkKind } from '../model/work-kind.js'
import { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import { type Policy, POLICY_MEMORY, type Step, type Weigher } from './policy.js'
import type { RankingWatch } from './ranking-watch.js'
import { refusalEverywhere, tellsForGood } from './refusal.js'

/** How many more candidates than are wanted are asked about at first, and when too few of these pass. */
const SPARE_CANDIDATES = [2, 30] as const
/** How many queues are asked first whether work could ever run. */
const FIRST_ASKED = 4

/** Whether what lasting steps say of the kind holds for the bunch: it is bound to no queue and says how many cores it wants. */
function isRemembered({ queues, kind }: Bunch): boolean {
  return queues.length === 0 && kind.cores > 0
}

/** Runs a policy: from all pseudo-queues to the weighed few that may get a bunch. */
export class Broker {
  readonly candidates: Candidates
  /** All that pass the lasting steps, weighed, of which the heaviest become candidates. */
  private readonly longList: Candidates
  /** The policy's own numbers. */
  readonly memory = new Float64Array(POLICY_MEMORY)
  private readonly lasting: readonly Step[]
  private readonly changing: readonly Step[]
  private readonly last: readonly Step[]
  /** Steps whose verdict on one candidate may depend on the others, and those that mark which come first. */
  private readonly listWide: readonly Step[]
  private readonly markers: readonly Step[]
  private readonly everywhere: Int32Array
  /** Stands for all bunches of a kind: lasting steps look at nothing else. */
  private readonly anyBunch = new Bunch()
  /** Who looks on at every ranking, and who does at the walk in hand. */
  watch: RankingWatch | undefined
  private onlooker: RankingWatch | undefined

  constructor(
    private readonly state: State,
    readonly policy: Policy,
  ) {
    const isIdle = (step: Step): boolean => step.isIdle?.(state) === true
    this.candidates = new Candidates(state)
    this.longList = new Candidates(state)
    this.lasting = policy.steps.filter((step) => step.lasting)
    this.changing = policy.steps.filter((step) => !step.lasting && !isIdle(step))
    this.last = policy.lastSteps.filter((step) => !isIdle(step))
    this.listWide = [...policy.steps, ...policy.lastSteps].filter(({ looksAtAll }) => looksAtAll !== undefined)
    this.markers = policy.lastSteps.filter(({ marks }) => marks === true)
    this.everywhere = Int32Array.from(state.grid.faces, (face) => face.index)
  }

  /**
   * The candidates for a bunch, weighed. Empty when every queue refuses it.
   * @throws BadInput when a part of a user's policy throws or gives weights that are none
   */
  rank(bunch: Bunch): Candidates {
    return this.watch === undefined ? this.rankAlone(bunch) : this.watched(this.watch, () => this.rankAlone(bunch))
  }

  private rankAlone(bunch: Bunch): Candidates {
    if (this.isQuick(bunch)) {
      this.weighAll(bunch)
      for (const spare of SPARE_CANDIDATES) if (this.rankHeaviest(bunch, spare)) return this.candidates
    }
    this.passing(bunch)
    return this.finish(bunch)
  }

  /** Weighs all that pass the lasting steps, and marks those that are to be tried first. */
  private weighAll(bunch: Bunch): void {
    const { longList, policy, state } = this
    longList.view(this.lastingFor(bunch.kind), bunch)
    for (const weigher of policy.weighers) {
      weigher.weigh(bunch, longList, state)
      this.onlooker?.weighed(weigher, longList)
    }
    for (const step of this.markers) step.judge(bunch, longList, state)
  }

  /**
   * Asks the other steps about the heaviest alone, as long as enough of these pass: most of the others would be dropped in
   * the end. Returns false when too few pass; then nothing is settled.
   */
  private rankHeaviest(bunch: Bunch, spare: number): boolean {
    const { candidates, longList, state } = this
    const wanted = state.constants.maxCandidates
    candidates.takeHeaviest(longList, wanted + spare)
    this.onlooker?.begins('heaviest', bunch)
    const hasAll = candidates.count === longList.count
    for (const step of this.changing) this.judge(step, bunch)
    for (const step of this.last) this.judge(step, bunch)
    if (!hasAll && candidates.count < wanted) return false
    candidates.keepHeaviest(wanted)
    return true
  }

  /** Whether each candidate can be judged by itself, and only the heaviest are kept. */
  private isQuick(bunch: Bunch): boolean {
    const { policy, state } = this
    if (!policy.shortlist || policy.origin !== undefined || !isRemembered(bunch)) return false
    for (const step of this.listWide) if (step.looksAtAll?.(bunch, state) === true) return false
    return true
  }

  /** The candidates that pass the first steps, before they are weighed. @throws BadInput as `rank` */
  passing(bunch: Bunch): Candidates {
    const { candidates } = this
    if (isRemembered(bunch)) {
      const list = this.lastingFor(bunch.kind)
      candidates.begin(list.faces, bunch, list)
      this.onlooker?.begins('passing', bunch)
      for (const step of this.changing) this.judge(step, bunch)
    } else this.judgeAll(bunch)
    return candidates
  }

  /** Asks every step about every pseudo-queue. */
  private judgeAll(bunch: Bunch): void {
    this.candidates.begin(this.scanList(bunch), bunch)
    this.onlooker?.begins('all', bunch)
    for (const step of this.policy.steps) this.judge(step, bunch)
  }

  /** The same as `rank`, asking every step about every pseudo-queue before somebody who looks on. Slower: nothing is remembered. */
  explain(bunch: Bunch, watch: RankingWatch): Candidates {
    return this.watched(watch, () => {
      this.judgeAll(bunch)
      return this.finish(bunch)
    })
  }

  private watched<T>(watch: RankingWatch, walk: () => T): T {
    this.onlooker = watch
    try {
      return walk()
    } finally {
      this.onlooker = undefined
    }
  }

  /** A place for the next jobs of the bunch among the ranked candidates, or NONE. @throws BadInput as `rank` */
  choose(bunch: Bunch, jobs: number): number {
    const { candidates, policy, state, memory } = this
    return policy.origin === undefined
      ? policy.chooser.choose(bunch, candidates, jobs, state, memory)
      : this.chooseAsUser(bunch, jobs)
  }

  private chooseAsUser(bunch: Bunch, jobs: number): number {
    const { chooser } = this.policy
    const { candidates, state, memory } = this
    const position = this.trusting(chooser.name, () => chooser.choose(bunch, candidates, jobs, state, memory))
    if (position === NONE || (Number.isInteger(position) && position >= 0 && position < this.candidates.count)) {
      return position
    }
    throw this.blame(chooser.name, `chose ${String(position)}`, `-1, or a position below ${this.candidates.count}`)
  }

  /** Why no queue could ever run this work, whatever the status of queues; undefined when one could. */
  refusal(bunch: Bunch): string | undefined {
    if (isRemembered(bunch)) {
      this.candidates.begin(this.lastingFor(bunch.kind).faces.subarray(0, FIRST_ASKED), bunch)
      for (const step of this.changing) if (tellsForGood(step)) this.judge(step, bunch)
      if (this.candidates.count > 0) return undefined
    }
    this.candidates.begin(this.scanList(bunch), bunch)
    for (const step of this.policy.steps) if (tellsForGood(step)) this.judge(step, bunch)
    if (this.candidates.count > 0) return undefined
    const explain = (): string | undefined => refusalEverywhere(this.state, this.policy, bunch)
    return this.policy.origin === undefined ? explain() : this.trusting('a step', explain)
  }

  /** Weighs what the steps have left, and keeps the best of what passes the last ones. */
  private finish(bunch: Bunch): Candidates {
    const { candidates, policy, state } = this
    for (const weigher of policy.weighers) this.weigh(weigher, bunch)
    for (const step of policy.lastSteps) this.judge(step, bunch)
    if (policy.shortlist) candidates.keepHeaviest(state.constants.maxCandidates)
    return candidates
  }

  /** The pseudo-queues a bunch begins with: those of the queues it is bound to, or all (brokerage.md §B.2-0). */
  private scanList({ queues }: Bunch): ArrayLike<number> {
    if (queues.length === 0) return this.everywhere
    return queues.flatMap((queue) => this.state.grid.queues[queue].faces.map(({ index }) => index))
  }

  /** The pseudo-queues that pass the lasting steps: judged once for each kind of work and version of the grid. */
  private lastingFor(kind: WorkKind): FaceList {
    const { grid } = this.state
    if (kind.passed === undefined || kind.passedVersion !== grid.version) {
      this.anyBunch.kind = kind
      this.judgeLasting()
      kind.passed = new FaceList(this.candidates.face.slice(0, this.candidates.count), grid)
      kind.passedVersion = grid.version
    }
    return kind.passed
  }

  /** What the lasting steps say of all pseudo-queues, before whoever looks on at every ranking. */
  private judgeLasting(): void {
    const { anyBunch, onlooker } = this
    this.onlooker = this.watch
    this.candidates.begin(this.everywhere, anyBunch)
    this.onlooker?.begins('kind', anyBunch)
    for (const step of this.lasting) this.judge(step, anyBunch)
    this.onlooker = onlooker
  }

  private judge(step: Step, bunch: Bunch): void {
    const { candidates, policy, state } = this
    if (policy.origin === undefined) step.judge(bunch, candidates, state)
    else this.judgeAsUser(step, bunch)
    this.onlooker?.judged(step, candidates, bunch)
    candidates.settle()
  }

  private judgeAsUser(step: Step, bunch: Bunch): void {
    this.trusting(step.name, () => step.judge(bunch, this.candidates, this.state))
  }

  private weigh(weigher: Weigher, bunch: Bunch): void {
    const { candidates, policy, state } = this
    if (policy.origin === undefined) weigher.weigh(bunch, candidates, state)
    else this.weighAsUser(weigher, bunch)
    this.onlooker?.weighed(weigher, candidates)
  }

  private weighAsUser(weigher: Weigher, bunch: Bunch): void {
    this.trusting(weigher.name, () => weigher.weigh(bunch, this.candidates, this.state))
    this.refuseBadWeights(weigher.name)
  }

  /** What a user's policy throws is bad input. Built-in ones are not asked this way: they throw faults of the system. */
  private trusting<T>(part: string, ask: () => T): T {
    try {
      return ask()
    } catch (error) {
      throw this.blame(part, `threw ${String(error)}`, 'an answer')
    }
  }

  private refuseBadWeights(part: string): void {
    const { weight, count } = this.candidates
    for (let i = 0; i < count; i++) {
      if (!(weight[i] >= 0 && weight[i] < Infinity)) {
        throw this.blame(part, `made a weight of ${weight[i]}`, 'finite numbers from 0, 0 to exclude a queue')
      }
    }
  }

  private blame(part: string, found: string, allowed: string): BadInput {
    return new BadInput(this.policy.origin ?? `policy ${this.policy.name}`, `${part} ${found}`, allowed)
  }
}
