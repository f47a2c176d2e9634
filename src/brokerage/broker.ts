import { BadInput } from '../model/bad-input.js'
import { NONE } from '../model/units.js'
import type { State } from '../model/state.js'
import type { WorkKind } from '../model/work-kind.js'
import { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import { type Policy, POLICY_MEMORY, type Step } from './policy.js'
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
    for (const weigher of policy.weighers) {
      this.trusting(weigher.name, () => weigher.weigh(bunch, candidates, state))
      if (policy.origin !== undefined) this.refuseBadWeights(weigher.name)
    }
    if (policy.shortlist) candidates.keepHeaviest(state.constants.maxCandidates)
    return candidates
  }

  /** A place for the next jobs of the bunch among the ranked candidates, or NONE. @throws BadInput as `rank` */
  choose(bunch: Bunch, jobs: number): number {
    const { chooser } = this.policy
    const position = this.trusting(chooser.name, () =>
      chooser.choose(bunch, this.candidates, jobs, this.state, this.memory),
    )
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
    return this.trusting('a step', () => refusalEverywhere(this.state, this.policy, bunch))
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
    this.trusting(step.name, () => step.judge(bunch, this.candidates, this.state))
    this.candidates.settle()
  }

  /** What a user's policy throws is bad input; what a built-in one throws is a fault of the system. */
  private trusting<T>(part: string, ask: () => T): T {
    if (this.policy.origin === undefined) return ask()
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
