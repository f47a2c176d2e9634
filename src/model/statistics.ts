import { JobState } from './job-state.js'
import { QueueCounters } from './queue-counters.js'
import type { State } from './state.js'
import { Activity } from './transfer-table.js'
import type { Seconds } from './units.js'

/**
 * What brokers know of the queues: counters as they were when last looked up, a few minutes ago, and the jobs that brokerage
 * gave each queue since (brokerage.md §O, §P-2). With a period of 0 they see everything as it is.
 */
export class Statistics {
  counters: QueueCounters
  /** Jobs placed at each queue since the last look. */
  readonly generated: Int32Array
  /** Output files on their way by pair of sites, plain and express: at `from * sites + to`. */
  readonly outputFiles: readonly [Int32Array, Int32Array]
  /** Output files on their way to each site. */
  readonly filesTo: readonly [Int32Array, Int32Array]
  private takenAt: Seconds = -Infinity

  constructor(private readonly state: Pick<State, 'counters' | 'transfers' | 'grid' | 'constants'>) {
    const { grid, constants } = state
    const sites = grid.sites.length
    this.counters = constants.statisticsSeconds > 0 ? new QueueCounters(grid.queues.length, sites) : state.counters
    this.generated = new Int32Array(grid.queues.length)
    this.outputFiles = [new Int32Array(sites * sites), new Int32Array(sites * sites)]
    this.filesTo = [new Int32Array(sites), new Int32Array(sites)]
  }

  /** Looks everything up, when it is time. */
  refresh(now: Seconds): void {
    const { grid, counters, constants } = this.state
    if (now < this.takenAt + constants.statisticsSeconds) return
    this.takenAt = now
    if (this.counters !== counters) this.counters.copyFrom(counters)
    this.generated.fill(0)
    for (const queue of grid.queues) queue.workers = queue.pilotsUnderWay + jobsWithPilots(counters, queue.index)
    this.countFiles()
  }

  /** A job was placed at a queue. It counts until the next look, unless what is counted is seen at once. */
  place(queue: number): void {
    if (this.counters !== this.state.counters) this.generated[queue]++
  }

  /** Output files on their way from one site to another. */
  filesBetween(from: number, to: number, isExpress: boolean): number {
    return this.outputFiles[isExpress ? 1 : 0][from * this.state.grid.sites.length + to]
  }

  /** Output files on their way to a site. */
  filesToward(site: number, isExpress: boolean): number {
    return this.filesTo[isExpress ? 1 : 0][site]
  }

  private countFiles(): void {
    const { transfers, grid } = this.state
    const sites = grid.sites.length
    const activities = [Activity.output, Activity.express]
    activities.forEach((activity, i) => {
      const links = sites * sites
      this.outputFiles[i].set(transfers.queuedFiles.subarray(activity * links, (activity + 1) * links))
      this.filesTo[i].set(transfers.filesToward.subarray(activity * sites, (activity + 1) * sites))
    })
  }
}

function jobsWithPilots(counters: QueueCounters, queue: number): number {
  let jobs = 0
  for (let standing: JobState = JobState.sent; standing <= JobState.stageout; standing++) {
    jobs += counters.total(queue, standing)
  }
  return jobs
}
