import type { Policy } from '../../brokerage/policy.js'
import type { FactListener } from '../../model/journal.js'
import type { State } from '../../model/state.js'
import type { Seconds } from '../../model/units.js'
import type { ExpectationResult, RunSummary } from '../run-result.js'
import { type Expectation, judge, type Moments, momentsWanted } from './expectations.js'
import type { Evidence } from './measures.js'
import { type Moment, RunTally } from './run-tally.js'

/** The expectations that speak of a run under a policy. @param own the policy of the scenario: a name or a file */
export function expectedOf(expectations: readonly Expectation[], policy: Policy, own: string): readonly Expectation[] {
  const isOwn = policy.name === own || policy.origin === own
  return expectations.filter(({ policies }) => policies?.includes(policy.name) ?? isOwn)
}

/** Watches a run for what should be seen in it. */
export class ExpectationWatch implements Moments {
  /** Hears of everything, and passes it on. */
  readonly listener: FactListener
  readonly first: Moment
  private readonly tally: RunTally
  private readonly times: readonly Seconds[]
  private readonly kept = new Map<Seconds, Moment>()
  private final: Moment | undefined
  private position = 0

  constructor(
    private readonly expectations: readonly Expectation[],
    private readonly state: State,
    next: FactListener,
  ) {
    this.listener = this.tally = new RunTally(state, next)
    this.times = momentsWanted(expectations)
    this.first = this.tally.at(0)
  }

  /** The run is about to do what happens at a time: earlier moments are over. Returns when the next one is. */
  take(now: Seconds): Seconds {
    while (this.position < this.times.length && this.times[this.position] <= now) {
      const time = this.times[this.position++]
      this.kept.set(time, this.tally.at(time))
    }
    return this.times[this.position] ?? Infinity
  }

  /** What was seen in a run that is over. */
  results(summary: RunSummary, sites: Evidence['sites']): ExpectationResult[] {
    this.final = this.tally.at(summary.endSeconds)
    // Nothing changes after the end of a run that did all of its work.
    if (summary.complete) this.take(Infinity)
    const { shares } = this.state
    const evidence = { summary, sites, share: (name: string) => shares.find(name) }
    return this.expectations.map((one) => judge(one, evidence, this))
  }

  get last(): Moment {
    return this.final as Moment
  }

  at(seconds: Seconds): Moment | undefined {
    return this.kept.get(seconds)
  }
}
