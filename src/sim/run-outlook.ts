import { keyOf } from '../model/draws.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'
import type { BatchSpec } from './batch-system.js'
import { pilotErrors } from './failure-phases.js'
import { drawFor, type Failures } from './failures.js'
import type { SiteTroubles } from './incidents.js'
import type { Outages } from './outages.js'
import { Fate } from './pilot-table.js'
import { type Plans, Recorded } from './plans.js'

/** Core power that run times are given for, HS06 per core. */
export const REFERENCE_CORE_POWER = 10

/** What decides how runs end. */
export interface RunInfluences {
  readonly state: State
  readonly plans: Plans
  readonly failures: Failures
  readonly troubles: SiteTroubles
  readonly outages: Outages
  readonly batch: BatchSpec
}

/** A black hole fails a job within so long. */
const BLACK_HOLE_SECONDS = 60
const blackHole = keyOf('sim.black-hole')
const killed = keyOf('sim.silent-kill')

/**
 * Foresees how a run will end, when it starts: by itself, by the limit of its slot, or with its site. All of that is
 * known then, since outages are, so that one event ends each run.
 */
export class RunOutlook {
  /** Length of the run that was looked at last, and how it ends; 0 when no error is reported. */
  seconds: Seconds = 0
  fate = Fate.finished
  errorCode = 0

  constructor(private readonly influences: RunInfluences) {}

  /**
   * Looks at a run that starts now.
   * @param slotSince when its pilot got its slot
   */
  foresee(job: JobRow, face: number, now: Seconds, slotSince: Seconds): void {
    const site = this.influences.state.grid.siteOfFace[face]
    this.foreseeAlone(job, face, site, now)
    const left = this.slotEnd(face, slotSince) - now
    if (this.seconds > left) this.cutByBatchSystem(job, Math.max(0, left))
    const untilOutage = this.influences.outages.sudden.nextStart(site, now) - now
    if (this.seconds > untilOutage) this.end(untilOutage, Fate.silent, 0)
  }

  /** When a slot held since a time ends; Infinity where nothing limits it. */
  slotEnd(face: number, since: Seconds): Seconds {
    const { batch, state } = this.influences
    if (!batch.wallTimeLimits) return Infinity
    const { maxWalltimeSeconds } = state.grid.faces[face].queue
    return maxWalltimeSeconds > 0 ? since + maxWalltimeSeconds : Infinity
  }

  /** The work is the same everywhere: a faster core, or more of them than the job asked for, does it in less time. */
  private secondsAt(job: JobRow, face: number): Seconds {
    const { state, plans } = this.influences
    const { tasks, kinds, jobs, grid } = state
    const { cores: asked } = kinds.at(tasks.kind[jobs.task(job)])
    const power = grid.powerOfFace[face] / (REFERENCE_CORE_POWER * Math.max(1, asked))
    return plans.runSeconds(state, job) / power
  }

  private foreseeAlone(job: JobRow, face: number, site: number, now: Seconds): void {
    const { state, plans, failures, troubles } = this.influences
    const seconds = this.secondsAt(job, face)
    if (troubles.isBlackHole(site, now)) {
      const soon = BLACK_HOLE_SECONDS * drawFor(state, job, blackHole)
      this.end(Math.min(seconds, soon), Fate.failed, pilotErrors.setup)
      return
    }
    switch (plans.recordedEnd(state, job)) {
      case Recorded.finished:
        this.end(seconds, Fate.finished, 0)
        break
      case Recorded.cancelled:
        this.end(seconds, Fate.cancelled, 0)
        break
      case Recorded.failed:
        // What a trace recorded as failed ran for as long as it says.
        this.end(seconds, Fate.failed, failures.errorAt(state, job, failures.point(state, job, site)))
        break
      case Recorded.nothing:
        this.drawEnd(job, site, seconds, now)
    }
  }

  private drawEnd(job: JobRow, site: number, seconds: Seconds, now: Seconds): void {
    const { state, failures, troubles } = this.influences
    const fate = failures.fate(state, job, site, now, troubles.decay(site, now))
    if (fate === Fate.finished) {
      this.end(seconds, fate, 0)
      return
    }
    const point = failures.point(state, job, site)
    this.end(seconds * point, fate, fate === Fate.failed ? failures.errorAt(state, job, point) : 0)
  }

  private cutByBatchSystem(job: JobRow, left: Seconds): void {
    const { state, batch } = this.influences
    if (drawFor(state, job, killed) < batch.silentKills) this.end(left, Fate.silent, 0)
    else this.end(left, Fate.outOfTime, pilotErrors.batchTimeLimit)
  }

  private end(seconds: Seconds, fate: Fate, errorCode: number): void {
    this.seconds = seconds
    this.fate = fate
    this.errorCode = errorCode
  }
}
