import { JOB_STATES, type JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import type { AnalysisRebrokerage } from './analysis-rebrokerage.js'
import { nextCycle } from './cycle.js'
import { FastRebrokerage } from './fast-rebrokerage.js'
import { type GroupRule, isWaitingAtPlace, type Leaver } from './group-rule.js'
import { Timeouts, type Verdict } from './timeouts.js'

/** A slice of a walk ends after so many facts, or so many rows. */
const FACTS_IN_SLICE = 1_500
const ROWS_IN_SLICE = 500_000

/** What a walk does next: look at each job, at groups if some are to be looked at, and end what these rules found. */
type Phase = 'each' | 'groups' | 'leavers'

/** Walks over all jobs now and then and ends those that have been where they are for too long (brokerage.md §I.1). */
export class Watchdog {
  /** When it walks next. */
  walkAt: Seconds
  private phase: Phase = 'each'
  private cursor = 0
  private timeouts: Timeouts
  /** By state, how long a job stands before analysis wants to look at it. */
  private longWaits: Float64Array
  private readonly groupRules: readonly GroupRule[]
  /** Those of them that look at groups in this walk. */
  private looking: readonly GroupRule[] = []
  private leavers: readonly Leaver[] = []

  constructor(
    private readonly state: State,
    private readonly analysis: AnalysisRebrokerage,
    private readonly end: (row: JobRow, verdict: Verdict, now: Seconds) => void,
  ) {
    this.walkAt = state.constants.watchdogPeriodSeconds
    this.timeouts = new Timeouts(state)
    this.longWaits = longWaits(state)
    this.groupRules = [analysis, new FastRebrokerage(state)]
  }

  nextDue(): Seconds {
    return this.state.jobs.alive > 0 ? this.walkAt : Infinity
  }

  /** Constants have changed: limits are laid out anew. */
  readLimits(): void {
    this.timeouts = new Timeouts(this.state)
    this.longWaits = longWaits(this.state)
  }

  /** One slice of the walk that is due. */
  walk(now: Seconds): void {
    switch (this.phase) {
      case 'each':
        if (this.walkRows(now)) this.lookAtGroups(now)
        break
      case 'groups':
        if (this.walkRows(now)) this.gatherLeavers(now)
        break
      case 'leavers':
        if (this.endLeavers(now)) this.goHome(now)
    }
  }

  private lookAt(row: JobRow, now: Seconds): void {
    const verdict = this.timeouts.judge(row, now)
    if (verdict !== undefined) this.end(row, verdict, now)
    else if (isWaitingAtPlace(this.state.jobs.state(row))) this.analysis.suspect(row, now)
  }

  private showGroupRules(row: JobRow): void {
    const { jobs } = this.state
    if (jobs.id(row) === 0 || jobs.face(row) === NONE) return
    for (const rule of this.looking) rule.see(row)
  }

  private lookAtGroups(now: Seconds): void {
    this.looking = this.groupRules.filter((rule) => rule.begin(now))
    if (this.looking.length > 0) this.phase = 'groups'
    else this.goHome(now)
  }

  private gatherLeavers(now: Seconds): void {
    this.leavers = this.looking.flatMap((rule) => rule.leavers(now))
    this.phase = 'leavers'
  }

  /** Looks at a slice of the rows. Returns whether it was the last one. */
  private walkRows(now: Seconds): boolean {
    const { jobs, journal } = this.state
    const isForGroups = this.phase === 'groups'
    const lastFact = journal.facts + FACTS_IN_SLICE
    const lastRow = Math.min(jobs.top, this.cursor + ROWS_IN_SLICE)
    while (journal.facts < lastFact) {
      const row = isForGroups
        ? jobs.skipEmpty(this.cursor)
        : this.timeouts.nextToJudge(this.cursor, lastRow, now, this.longWaits)
      this.cursor = row
      if (row >= lastRow) break
      this.cursor++
      if (isForGroups) this.showGroupRules(row)
      else this.lookAt(row, now)
    }
    if (this.cursor < jobs.top) return false
    this.cursor = 0
    return true
  }

  /** Ends a slice of the jobs that go, if they still wait. Returns whether it was the last one. */
  private endLeavers(now: Seconds): boolean {
    const { jobs, journal } = this.state
    const lastFact = journal.facts + FACTS_IN_SLICE
    while (this.cursor < this.leavers.length && journal.facts < lastFact) {
      const { row, id, verdict } = this.leavers[this.cursor++]
      if (jobs.holds(row, id) && isWaitingAtPlace(jobs.state(row))) this.end(row, verdict, now)
    }
    if (this.cursor < this.leavers.length) return false
    this.cursor = 0
    this.leavers = []
    return true
  }

  private goHome(now: Seconds): void {
    const { watchdogPeriodSeconds } = this.state.constants
    this.phase = 'each'
    this.walkAt = nextCycle(now + watchdogPeriodSeconds, watchdogPeriodSeconds)
  }
}

function longWaits({ constants }: State): Float64Array {
  return new Float64Array(JOB_STATES).map((_, standing) =>
    isWaitingAtPlace(standing as JobState) ? constants.analysisGroupSeconds : Infinity,
  )
}
