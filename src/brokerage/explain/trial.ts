import type { Constants } from '../../model/constants.js'
import type { State } from '../../model/state.js'
import { type JobRow, NONE, type Seconds, TO_BE_CHOSEN } from '../../model/units.js'
import { Broker } from '../broker.js'
import { Bunch } from '../bunch.js'
import type { Policy } from '../policy.js'
import { type StepCount, Walk } from './placement.js'

/** What became of a job on trial. */
export interface Tried {
  readonly steps: readonly StepCount[]
  /** Pseudo-queues that were asked about. */
  readonly asked: number
  /** Queue that it would get; undefined: none. */
  readonly queue: string | undefined
  /** Why the queue that was asked about refuses it, in words; undefined: it does not, or none was asked about. */
  readonly refusal: string | undefined
}

/** Places jobs as if they were to be placed now, each by itself, and keeps nothing of it: many at a time, for counts. */
export class Trial {
  private readonly state: State
  private readonly broker: Broker
  private readonly bunch = new Bunch()

  /** @param constants that are tried in the place of those there are */
  constructor(
    state: State,
    policy: Policy,
    private readonly memory: Float64Array,
    constants: Partial<Constants> = {},
  ) {
    this.state = state.seenWith(constants)
    this.broker = new Broker(this.state, policy)
  }

  /** @param about number of the queue whose refusal is told in words */
  place(row: JobRow, now: Seconds, about = NONE): Tried {
    const { state, broker, bunch, memory } = this
    const { grid } = state
    bunch.describeJob(state, row, now)
    // As if no nucleus were needed, where there is none yet.
    if (bunch.nucleus === TO_BE_CHOSEN) bunch.nucleus = NONE
    broker.memory.set(memory)
    const walk = new Walk(state, (face) => grid.queueOfFace[face] === about)
    const candidates = broker.explain(bunch, walk)
    const position = candidates.count === 0 ? NONE : broker.choose(bunch, 1)
    const refused =
      about === NONE ? undefined : grid.queues[about].faces.map(({ index }) => walk.refusals.get(index)?.[0])
    const first = refused?.every((one) => one !== undefined) === true ? refused[0] : undefined
    return {
      steps: walk.counts,
      asked: walk.asked.size,
      queue: position === NONE ? undefined : grid.faces[candidates.face[position]].queue.name,
      refusal: first && `${first.step.name}: ${first.reason.text}`,
    }
  }
}
