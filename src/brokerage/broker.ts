import { BadInput } from '../model/bad-input.js'
import { NONE } from '../model/units.js'
import type { State } from '../model/state.js'
import type { WorkKind } from '../model/work-kind.js'
import { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import { type Policy, POLICY_MEMORY, type Step, type Weigher } from './policy.js'
import { refusalEverywhere } from './refusal.js'

/** Runs a policy: from all pseudo-queues to the weighed few that may get a bunch. */
export class Broker {
  readonly candidates: Candidates
  /** The policy's own numbers. */
  readonly memory = new Float64Array(POLICY_MEMORY)
  private readonly lasting: readonly Step[]
  private readonly changing: readonly Step[]
  private readonly everywhere: Int32Array
  /** Stands for all bunches of a kind: lasting steps look at nothing else. */
  private readonly anyBunch = new Bunch()

  constructor(
    private readonly state: State,
    readonly policy: Policy,
  ) {
    this.candidates = new Candidates(state)
    this.lasting = policy.steps.filter((step) => step.lasting)
    this.changing = policy.steps.filter((step) => !step.lasting)
    this.everywhere = Int32Array.from(state.grid.faces, (face) => face.index)
  }

  /**
   * The candidates for a bunch, weighed. Empty when every queue refuses it.
   * @throws BadInput when a part of a user's policy throws or gives weights that are none
   */
  rank(bunch: Bunch): Candidates {
    const { candidates, state, policy } = this
    candidates.begin(this.passing(bunch.kind), bunch)
    for (const step of this.changing) this.judge(step, bunch)
    for (const weigher of policy.weighers) this.weigh(weigher, bunch)
    if (policy.shortlist) candidates.keepHeaviest(state.constants.maxCandidates)
    return candidates
  }

  /** A place for the next jobs of the bunch among the ranked candidates, or NONE. @throws BadInput as `rank` */
  choose(bunch: Bunch, jobs: number): number {
    const { chooser, origin } = this.policy
    const { candidates, state, memory } = this
    const ask = (): number => chooser.choose(bunch, candidates, jobs, state, memory)
    if (origin === undefined) return ask()
    const position = this.trusting(chooser.name, ask)
    if (position === NONE || (Number.isInteger(position) && position >= 0 && position < this.candidates.count)) {
      return position
    }
    throw this.blame(chooser.name, `chose ${String(position)}`, `-1, or a position below ${this.candidates.count}`)
  }

  /** Why no queue could ever run this work, whatever the status of queues; undefined when one could. */
  refusal(bunch: Bunch): string | undefined {
    this.candidates.begin(this.passing(bunch.kind), bunch)
    for (const step of this.changing) {
      if (step.ofTask === true) this.judge(step, bunch)
    }
    if (this.candidates.count > 0) return undefined
    const explain = (): string | undefined => refusalEverywhere(this.state, this.policy, bunch)
    return this.policy.origin === undefined ? explain() : this.trusting('a step', explain)
  }

  /** The pseudo-queues that pass the lasting steps: judged once for each kind of work and version of the grid. */
  private passing(kind: WorkKind): Int32Array {
    const { version } = this.state.grid
    if (kind.passedVersion !== version) {
      this.anyBunch.kind = kind
      this.candidates.begin(this.everywhere, this.anyBunch)
      for (const step of this.lasting) this.judge(step, this.anyBunch)
      kind.passed = this.candidates.face.slice(0, this.candidates.count)
      kind.passedVersion = version
    }
    return kind.passed
  }

  private judge(step: Step, bunch: Bunch): void {
    const { candidates, state } = this
    if (this.policy.origin === undefined) step.judge(bunch, candidates, state)
    else this.trusting(step.name, () => step.judge(bunch, candidates, state))
    candidates.settle()
  }

  private weigh(weigher: Weigher, bunch: Bunch): void {
    const { candidates, state } = this
    if (this.policy.origin === undefined) {
      weigher.weigh(bunch, candidates, state)
      return
    }
    this.trusting(weigher.name, () => weigher.weigh(bunch, candidates, state))
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
