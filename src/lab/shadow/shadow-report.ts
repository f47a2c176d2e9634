import type { Seconds } from '../../model/units.js'
import { version } from '../../sim/version.js'
import type { Agreement, AgreementOf, CriterionCount } from './agreement.js'
import type { Shift, Window } from './drift.js'
import type { FeedReader } from './feed-reader.js'
import type { RegretEstimate } from './regret.js'
import type { Shadow, ShadowCounts } from './shadow.js'
import type { UnknownCount } from './unknowns.js'
import type { WouldBeOrders } from './would-be-orders.js'

/** A shadow so far: what `--json` prints, the server answers, and the page is made of. */
export interface ShadowReport {
  /** Where the numbers come from. */
  readonly feed: {
    readonly name: string
    readonly source: string
    readonly sha256: string
    readonly bytes: number
    readonly lines: number
    /** First and last event, as dates where the feed has them. */
    readonly from: string
    readonly until: string
    readonly seconds: Seconds
    readonly faults: { readonly lines: number; readonly told: readonly string[] }
  }
  readonly grid: string
  readonly policy: string
  readonly seed: string
  readonly version: string
  readonly journal: { readonly hash: string; readonly facts: number }
  readonly assumptions: readonly string[]
  readonly counts: ShadowCounts & { readonly alive: number }
  readonly unknown: readonly UnknownCount[]
  readonly agreement: {
    readonly total: Agreement
    readonly by: Record<'label' | 'share' | 'site' | 'hour', readonly AgreementOf[]>
    readonly criteria: readonly CriterionCount[]
  }
  readonly orders: { readonly production: WouldBeOrders; readonly policy: WouldBeOrders }
  readonly regret: RegretEstimate
  readonly drift: {
    readonly windowSeconds: Seconds
    readonly shifts: readonly (Shift & { readonly when: string; readonly against: string })[]
    readonly windows: readonly (Window & { readonly when: string })[]
  }
}

/** What a shadow takes for granted, whatever the feed. */
const taken = [
  'state: jobs stand where and as the feed tells; the input of a job that was assigned and then activated has come to its site; transfers under way and pilots that wait are not known',
  'statistics of queues are looked up at placements, at most as often as the constant statisticsSeconds says; when production looked is not known',
  'each attempt counts as a job; numbers that a policy keeps between decisions (whose turn it is) are its own',
  'regret: the wait at the policy’s queue is the mean of what production’s jobs of the same label and resource type waited that were placed there in the same hour, else within an hour of it, else of any type; fewer than five jobs tell nothing',
  'regret: more jobs at a queue would not have made others wait longer; run times scale with the power of the cores; jobs that are still waiting do not count; blocks of time are taken to be independent',
  'drift: a window is compared once 50 tasks, or bunches of jobs at a queue, are together, with the windows before that were alike; of a task one bunch a window tells of agreement; tasks are taken to be independent, so a burst of one user’s looks like a shift',
]

/** Looks at a shadow as it stands. @param names of the grid and the seed, as given */
export function shadowReport(
  shadow: Shadow,
  reader: FeedReader,
  names: { readonly grid: string; readonly seed: string; readonly assumptions: readonly string[] },
): ShadowReport {
  const { clock, core, drift } = shadow
  const first = clock.first ?? 0
  return {
    feed: {
      name: reader.name,
      source: shadow.source,
      sha256: reader.sum(),
      bytes: reader.bytes,
      lines: reader.lines,
      from: clock.written(first),
      until: clock.written(clock.now),
      seconds: clock.now - first,
      faults: { lines: reader.faults.lines, told: [...reader.faults.told] },
    },
    grid: names.grid,
    policy: core.policy.name,
    seed: names.seed,
    version,
    journal: { hash: core.state.journal.hash(), facts: core.state.journal.facts },
    assumptions: [
      ...names.assumptions,
      ...shadow.assumptions,
      ...(shadow.tellsPilots ? [] : ['the feed tells nothing of pilots: every queue is taken to have some']),
      ...taken,
    ],
    counts: { ...shadow.counts, alive: shadow.alive },
    unknown: shadow.unknowns.told(),
    agreement: {
      total: { ...shadow.agreement.total },
      by: shadow.agreement.dimensions(),
      criteria: shadow.agreement.parting().map((one) => ({ ...one })),
    },
    orders: { production: { ...shadow.orders.production }, policy: { ...shadow.orders.policy } },
    regret: shadow.regret.estimate(),
    drift: {
      windowSeconds: drift.windowSeconds,
      shifts: drift.shifts.map((shift) => ({
        ...shift,
        when: clock.written(shift.since),
        against: clock.written(shift.before),
      })),
      windows: drift.windows.map((window) => ({ ...window, when: clock.written(window.start) })),
    },
  }
}
