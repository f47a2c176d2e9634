import { keyOf, uniform } from '../model/draws.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import type { JobRow, TaskRow } from '../model/units.js'
import { logNormal } from './samplers.js'

/** How a job's first run ends: by the failure model, or as a trace recorded it. */
export const enum Recorded {
  nothing,
  finished,
  failed,
  cancelled,
}

const walltime = keyOf('sim.walltime')

/** What the simulated world knows of a task's jobs and the core does not: how long they will run, and recorded ends. */
export class Plans {
  private medianSeconds = new Float64Array(256)
  private sigma = new Float64Array(256)
  private recorded = new Uint8Array(256)
  private cpu = new Float64Array(256)

  /**
   * @param medianSeconds median wall time at reference core power
   * @param sigma spread of its logarithm among the jobs of the task
   * @param cpuFraction CPU time over wall time times cores; NaN when nobody tells
   */
  set(task: TaskRow, medianSeconds: number, sigma: number, recorded: Recorded, cpuFraction = NaN): void {
    if (task >= this.sigma.length) {
      this.medianSeconds = grown(this.medianSeconds, task * 2)
      this.sigma = grown(this.sigma, task * 2)
      this.recorded = grown(this.recorded, task * 2)
      this.cpu = grown(this.cpu, task * 2)
    }
    this.medianSeconds[task] = medianSeconds
    this.sigma[task] = sigma
    this.recorded[task] = recorded
    this.cpu[task] = cpuFraction
  }

  /** CPU time over wall time times cores of the task's jobs; NaN when nobody tells. */
  cpuFraction(task: TaskRow): number {
    return this.cpu[task]
  }

  /** Wall time of the job at reference core power: the same for every attempt of a lineage. */
  runSeconds(state: State, job: JobRow): number {
    const { jobs, tasks, seed } = state
    const task = jobs.task(job)
    const sigma = this.sigma[task]
    if (sigma === 0) return this.medianSeconds[task]
    return logNormal(uniform(seed, walltime, tasks.key[task], jobs.ordinal(job), 0), this.medianSeconds[task], sigma)
  }

  /** The recorded end; only the first run of a lineage has one. */
  recordedEnd(state: State, job: JobRow): Recorded {
    return state.jobs.failures(job) === 0 ? this.recorded[state.jobs.task(job)] : Recorded.nothing
  }
}
