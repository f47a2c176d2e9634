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

  /** The candidates for a bunch, weighed. Empty when every queue refuses it. */
  rank(bunch: Bunch): Candidates {
    const { candidates, state } = this
    candidates.begin(this.passing(bunch.kind), bunch)
    for (const step of this.changing) {
      step.judge(bunch, candidates, state)
      candidates.settle()
    }
    for (const weigher of this.policy.weighers) weigher.weigh(bunch, candidates, state)
    if (this.policy.shortlist) candidates.keepHeaviest(state.constants.maxCandidates)
    return candidates
  }

  /** A place for the next jobs of the bunch among the ranked candidates, or NONE. */
  choose(bunch: Bunch, jobs: number): number {
    return this.policy.chooser.choose(bunch, this.candidates, jobs, this.state, this.memory)
  }

  /** Why no queue could ever run this work, whatever the status of queues; undefined when one could. */
  refusal(bunch: Bunch): string | undefined {
    this.candidates.begin(this.passing(bunch.kind), bunch)
    for (const step of this.changing) {
      if (step.ofTask !== true) continue
      step.judge(bunch, this.candidates, this.state)
      this.candidates.settle()
    }
    return this.candidates.count > 0 ? undefined : refusalEverywhere(this.state, this.policy, bunch)
  }

  /** The pseudo-queues that pass the lasting steps: judged once for each kind of work and version of the grid. */
  private passing(kind: WorkKind): Int32Array {
    const { version } = this.state.grid
    if (kind.passedVersion !== version) {
      this.anyBunch.kind = kind
      this.candidates.begin(this.everywhere, this.anyBunch)
      for (const step of this.lasting) {
        step.judge(this.anyBunch, this.candidates, this.state)
        this.candidates.settle()
      }
      kind.passed = this.candidates.face.slice(0, this.candidates.count)
      kind.passedVersion = version
    }
    return kind.passed
  }
}
