import type { Face, Queue } from '../../model/grid.js'
import { JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { NodeFigures, QueueFigures, WorkFigures } from './figures.js'

const BYTES_PER_GIB = 1024 ** 3

/** The jobs of a bunch of the core, as the broker of 2013 sees them. */
export function workOf({ kind, priority, inputBytes, inputFiles }: Bunch): WorkFigures {
  const readsInput = inputBytes > 0
  return { isAnalysis: kind.label === 'user', priority, inputFiles: readsInput ? inputFiles : 0, inputBytes }
}

/**
 * How a queue fares now, as the broker of 2013 sees it; each figure is looked up when it is asked for. Jobs of the bunch's share
 * are the rivals, whatever their priority, which the counters do not tell. Nor are nodes counted: each running job stands for
 * one that reports on it, at least one does, and none asks in vain; 1/w of production is then waiting over running jobs.
 */
export class FaceFigures implements QueueFigures {
  private readonly queue: Queue

  constructor(
    { queue }: Face,
    private readonly bunch: Bunch,
    private readonly state: State,
  ) {
    this.queue = queue
  }

  get isTier1(): boolean {
    return isTier1(this.state.grid.sites[this.queue.siteIndex].tier)
  }

  get freeGiB(): number {
    return this.state.grid.sites[this.queue.siteIndex].storage.freeBytes / BYTES_PER_GIB
  }

  get transferringLimitJobs(): number {
    return this.queue.transferringLimitJobs
  }

  get assigned(): number {
    return this.jobs(JobState.assigned)
  }

  get activated(): number {
    return this.jobs(JobState.activated)
  }

  get running(): number {
    return this.jobs(JobState.running)
  }

  get transferring(): number {
    return this.jobs(JobState.transferring)
  }

  get rivals(): QueueFigures['rivals'] {
    return {
      defined: this.jobsOfShare(JobState.defined),
      assigned: this.jobsOfShare(JobState.assigned),
      activated: this.jobsOfShare(JobState.activated),
      running: this.jobsOfShare(JobState.running),
    }
  }

  get nodes(): NodeFigures {
    return { asking: 0, reporting: Math.max(1, this.running) }
  }

  private jobs(state: JobState): number {
    return this.state.counters.total(this.queue.index, state)
  }

  private jobsOfShare(state: JobState): number {
    const { byShare } = this.state.counters
    return byShare[this.state.counters.shareRow(this.bunch.kind.shareIndex, state) + this.queue.index]
  }
}

/** Whether a site of this tier counts as a T1: those of tier 0 do, as CERN did for its own cloud. */
export function isTier1(tier: number): boolean {
  return tier <= 1
}
