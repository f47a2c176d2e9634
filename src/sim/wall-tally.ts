import type { TaskRow } from '../model/units.js'
import type { Metrics } from './run-metrics.js'

/** Wall and CPU time of attempts. */
export class WallTally {
  private coreSeconds = 0
  private lost = 0
  /** Core-seconds of attempts whose CPU time is known, and that CPU time. */
  private known = 0
  private cpu = 0

  /** @param cpuFraction CPU time over wall time times cores of a task's jobs; NaN when nobody tells */
  constructor(private readonly cpuFraction: (task: TaskRow) => number) {}

  /** A run of an attempt is over; it took so many core-seconds. */
  ran(task: TaskRow, coreSeconds: number): void {
    this.coreSeconds += coreSeconds
    const cpuFraction = this.cpuFraction(task)
    if (Number.isNaN(cpuFraction)) return
    this.known += coreSeconds
    this.cpu += cpuFraction * coreSeconds
  }

  /** An attempt that took so many core-seconds came to nothing. */
  wasLost(coreSeconds: number): void {
    this.lost += coreSeconds
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
}
