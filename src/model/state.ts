import type { Constants, ConstantsByShare } from './constants.js'
import { DatasetTable } from './dataset-table.js'
import type { Seed } from './draws.js'
import { ExecutingPower } from './executing-power.js'
import type { Grid } from './grid.js'
import { Journal } from './journal.js'
import { JobTable } from './job-table.js'
import { Names } from './names.js'
import { QueueCounters } from './queue-counters.js'
import type { SilentChanges } from './silent-changes.js'
import { Statistics } from './statistics.js'
import { TaskTable } from './task-table.js'
import { TransferTable } from './transfer-table.js'
import type { Seconds } from './units.js'
import { WorkKinds } from './work-kind.js'

/** How lineages and attempts have ended so far; ended ones leave the tables. */
export interface Ended {
  /** Lineages. */
  jobsFinished: number
  jobsFailed: number
  jobsCancelled: number
  /** Attempts. */
  finished: number
  failed: number
  cancelled: number
  closed: number
}

/** The state of the grid that the core owns. Nouns only: what happens to it is the business of `brokerage`. */
export class State {
  readonly constants: Constants
  /** Constants that were given a value since the start, whether it differs from the one before or not. */
  readonly changedConstants: Record<string, number> = {}
  readonly jobs = new JobTable()
  readonly tasks = new TaskTable()
  readonly kinds = new WorkKinds()
  readonly transfers: TransferTable
  readonly datasets = new DatasetTable()
  readonly journal = new Journal()
  readonly shares = new Names()
  readonly users = new Names()
  readonly groups = new Names()
  readonly counters: QueueCounters
  readonly statistics: Statistics
  readonly executing = new ExecutingPower()
  readonly ended: Ended = {
    jobsFinished: 0,
    jobsFailed: 0,
    jobsCancelled: 0,
    finished: 0,
    failed: 0,
    cancelled: 0,
    closed: 0,
  }
  /** Constants by share, as far as they have been asked for. */
  private readonly ownConstants: Constants[] = []
  /** Lineages submitted so far. */
  jobsSubmitted = 0
  /** Seconds in which nothing could be heard, of all gaps so far. */
  gapSeconds: Seconds = 0
  /** Is told of changes without facts, where somebody keeps the state. */
  silent: SilentChanges | undefined

  constructor(
    readonly grid: Grid,
    readonly seed: Seed,
    constants: Constants,
    private readonly constantsByShare: ConstantsByShare = {},
  ) {
    this.constants = { ...constants }
    this.transfers = new TransferTable(grid.sites.length)
    this.counters = new QueueCounters(grid.queues.length, grid.sites.length)
    this.statistics = new Statistics(this)
  }
  /** Number of a share; the counters have room for it from now on. */
  shareNumber(name: string): number {
    const share = this.shares.numberOf(name)
    this.counters.know(share)
    this.statistics.counters.know(share)
    return share
  }

  /** Gives a constant another value from now on. */
  setConstant(name: keyof Constants, value: number): void {
    ;(this.constants as Record<keyof Constants, number>)[name] = value
    this.changedConstants[name] = value
    this.ownConstants.length = 0
    this.grid.version++
  }

  /** The same state as it would look with other values of some constants: for questions alone, since all else is shared. */
  seenWith(constants: Partial<Constants>): State {
    return Object.create(this, {
      constants: { value: { ...this.constants, ...constants } },
      ownConstants: { value: [] },
    }) as State
  }

  /** The constants for work of a share, some of which may be its own. */
  constantsOf(share: number): Constants {
    let constants = this.ownConstants[share]
    if (constants === undefined) {
      const own = this.constantsByShare[this.shares.nameOf(share)]
      constants = own === undefined ? this.constants : ({ ...this.constants, ...own } as Constants)
      this.ownConstants[share] = constants
    }
    return constants
  }
}
