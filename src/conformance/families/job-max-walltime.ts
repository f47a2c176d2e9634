import { cpuHs06SecondsPerEvent, jobWalltimeSeconds } from '../../brokerage/tasks/job-walltime.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface WalltimeIn {
  readonly cpu_time: number | null
  readonly cpu_time_unit: string | null
  readonly cpu_efficiency_percent: number | null
  readonly base_walltime_s: number | null
  readonly events: number
  readonly queue_max_walltime_s: number
  readonly queue_cores: number
  readonly queue_core_power: number | null
}

/** Walltime and CPU time limits written into a job; they are equal. */
export const jobMaxWalltime: Family = {
  name: 'job_max_walltime',
  section: '§A.4',
  differs(recorded) {
    const given = recorded.in as WalltimeIn
    const work = {
      cpuHs06SecondsPerEvent: cpuHs06SecondsPerEvent(given.cpu_time ?? undefined, given.cpu_time_unit ?? undefined),
      events: given.events,
      cpuEfficiencyPercent: given.cpu_efficiency_percent ?? 0,
      baseWalltimeSeconds: given.base_walltime_s ?? 0,
    }
    const queue = {
      maxWalltimeSeconds: given.queue_max_walltime_s,
      cores: given.queue_cores,
      corePower: given.queue_core_power ?? 0,
    }
    const limit = jobWalltimeSeconds(work, queue)
    return firstDifference({ max_walltime_s: limit, max_cpu_s: limit }, recorded.out)
  },
}
