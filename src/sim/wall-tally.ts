import type { State } from '../model/state.js'
import type { JobRow, Seconds, TaskRow } from '../model/units.js'
import type { Metrics } from './run-metrics.js'

/** Wall and CPU time of attempts. */
export class WallTally {
  private coreSeconds = 0
  private lost = 0
  /** Core-seconds of attempts whose CPU time is known, and that CPU time. */
  private known = 0
  private cpu = 0

  /** @param cpuFraction CPU time over wall time times cores of a task's jobs; NaN when nobody tells */
  constructor(
    private readonly state: State,
    private readonly cpuFraction: (task: TaskRow) => number,
  ) {}

  /** The run of an attempt is over. */
  ran(row: JobRow, end: Seconds): void {
    const coreSeconds = this.coreSecondsOf(row, end)
    this.coreSeconds += coreSeconds
    const cpuFraction = this.cpuFraction(this.state.jobs.task(row))
    if (Number.isNaN(cpuFraction)) return
    this.known += coreSeconds
    this.cpu += cpuFraction * coreSeconds
  }

  /** The attempt of which the run ended then came to nothing. */
  wasLost(row: JobRow, end: Seconds): void {
    this.lost += this.coreSecondsOf(row, end)
  }

  metrics(): Pick<Metrics, 'wallCoreSeconds' | 'lostWallCoreSeconds' | 'goodputFraction' | 'cpuEfficiencyFraction'> {
    const { coreSeconds, lost, known, cpu } = this
    return {
      wallCoreSeconds: coreSeconds,
      lostWallCoreSeconds: lost,
      goodputFraction: coreSeconds > 0 ? (coreSeconds - lost) / coreSeconds : null,
      cpuEfficiencyFraction: known > 0 ? cpu / known : null,
    }
  }

  private coreSecondsOf(row: JobRow, end: Seconds): number {
    const { jobs, grid } = this.state
    return grid.coresOfFace[jobs.face(row)] * (end - jobs.startedAt(row))
  }
}
