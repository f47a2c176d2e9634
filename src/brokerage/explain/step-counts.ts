import type { Policy } from '../policy.js'
import type { Tried } from './trial.js'

/** What a step of a policy made of the queues that came to it, over all jobs on trial. */
export interface StepTotal {
  readonly step: string
  judged: number
  refused: number
  /** What it looks at, in words. */
  readonly text: string
}

/** How many queues came to each step of a policy, and how many of them it refused. */
export class StepCounts {
  private readonly totals: ReadonlyMap<string, StepTotal>

  constructor({ steps, lastSteps }: Policy) {
    this.totals = new Map(
      [...steps, ...lastSteps].map(({ name, about }) => [name, { step: name, judged: 0, refused: 0, text: about }]),
    )
  }

  count({ steps, asked }: Tried): void {
    let left = asked
    for (const { step, refused, queuesLeft } of steps) {
      const total = this.totals.get(step)
      if (total !== undefined) {
        total.judged += left
        total.refused += refused
      }
      left = queuesLeft
    }
  }

  /** In the order in which they judge. */
  told(): readonly StepTotal[] {
    return [...this.totals.values()]
  }
}
