import type { Core } from '../brokerage/core.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import { type AssembledRun, assembleRun } from './assemble-run.js'
import { play, type PlayOptions } from './play.js'
import type { Scenario, SimulateOptions } from './simulate.js'

/** What the batch system of a site is at. */
export interface SiteNow {
  readonly cores: number
  readonly freeCores: number
  /** Pilots that stand in line for cores. */
  readonly pilotsInLine: number
  /** When its computing will be back in service; undefined: it is in service. */
  readonly outUntil: Seconds | undefined
}

/** Pilots of a pseudo-queue. */
export interface PilotsNow {
  /** Asked for, and without a slot so far. */
  readonly waiting: number
  /** Came for nothing, so far. */
  readonly empty: number
}

/** A pilot that holds a slot. */
export interface PilotNow {
  /** Its place among those that hold a slot, which another gets after it. */
  readonly place: number
  /** Pseudo-queue. */
  readonly face: number
  readonly startedAt: Seconds
  /** The job that it runs, whose row may hold another by now; undefined: it has not asked for one. */
  readonly job: { readonly row: JobRow; readonly id: PandaId } | undefined
}

/** A run that stands at a moment, to be asked. */
export interface Moment {
  readonly now: Seconds
  readonly core: Core
  /** What the simulated world knows of a site beside the core. */
  siteNow(site: number): SiteNow
  /** And of the pilots of a pseudo-queue. */
  pilotsNow(face: number): PilotsNow
  /** All pilots that hold a slot. */
  pilots(): Iterable<PilotNow>
}

/** A run that is made up to moments, one after the other, and asked at each. */
export class RunUnderWay {
  private at: Seconds = -Infinity
  private isOver = false

  private constructor(
    private readonly run: AssembledRun,
    readonly core: Core,
  ) {}

  /** Puts a run together; nothing has happened yet. @throws BadInput as `simulate` */
  static async begin(scenario: Scenario, options: Pick<SimulateOptions, 'policy' | 'seed'> = {}): Promise<RunUnderWay> {
    const run = await assembleRun(scenario, options)
    const core = run.build(run.world)
    run.world.begin(core, core.state)
    return new RunUnderWay(run, core)
  }

  /** What it has been made up to. */
  get madeUpTo(): Seconds {
    return this.at
  }

  /** When the run ended; undefined: it is not over. */
  get end(): Seconds | undefined {
    const { world, workload } = this.run
    if (!this.isOver) return undefined
    const isComplete = this.core.state.jobs.alive === 0 && workload.nextAt() === Infinity
    return isComplete ? world.now : world.endsAt
  }

  /**
   * Goes on up to and with a moment that is not earlier than the last.
   * @returns false when it was left on the way
   */
  async goTo(at: Seconds, options: Pick<PlayOptions, 'onProgress' | 'isWanted'> = {}): Promise<boolean> {
    if (at < this.at) throw new Error(`a run that stands at ${this.at} s does not go back to ${at} s`)
    const { world, workload } = this.run
    const pause = this.isOver ? 'done' : await play(world, workload, this.core, { ...options, until: at })
    this.isOver = pause === 'done'
    this.at = pause === 'left' ? world.now : at
    return pause !== 'left'
  }

  /** How it stands. */
  moment(): Moment {
    const { core, at } = this
    const { batch, lives, outages } = this.run.world
    return {
      now: at,
      core,
      siteNow: (site) => ({
        cores: batch.coresAt(site),
        freeCores: batch.free[site],
        pilotsInLine: batch.inLineAt(site),
        outUntil: outages.compute.spanAt(site, at)?.until,
      }),
      pilotsNow: (face) => ({
        waiting: lives.requestedOfFace[face] - lives.startedOfFace[face],
        empty: lives.emptyOfFace[face],
      }),
      pilots: () => this.pilots(),
    }
  }

  private *pilots(): Generator<PilotNow> {
    const { pilots } = this.run.world
    for (const row of pilots.all()) {
      const job = pilots.jobOf(row)
      yield {
        place: row,
        face: pilots.faceOf(row),
        startedAt: pilots.startedAt(row),
        job: job === NONE ? undefined : { row: job, id: pilots.jobIdOf(row) },
      }
    }
  }
}
