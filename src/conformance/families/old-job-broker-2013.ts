import type { NodeFigures, QueueOffer, JobNeeds } from '../../brokerage/single-level/figures.js'
import { type CalledJob, placeCall } from '../../brokerage/single-level/place-call.js'
import { defaultConstants } from '../../model/constants.js'
import type { QueueStatus } from '../../model/grid.js'
import type { Family } from '../family.js'
import { firstDifferenceOrTie } from '../first-difference.js'

interface CallIn {
  readonly analysis: boolean
  readonly t1_queue: string
  readonly wanted_reliability: number | null
  readonly queues: readonly QueueIn[]
  readonly jobs: readonly JobIn[]
}

interface QueueIn {
  readonly queue: string
  readonly status: QueueStatus
  readonly cores: number
  readonly memory_MB: number
  readonly max_walltime_s: number
  readonly max_input_MB: number
  readonly reliability_level: number | null
  readonly direct_access: boolean
  readonly free_GB: number
  readonly transferring_limit: number
  readonly has_release: boolean
  readonly assigned: number
  readonly activated: number
  readonly defined: number
  readonly running: number
  readonly transferring: number
  readonly nodes_get_job: number | null
  readonly nodes_update_job: number
}

interface JobIn {
  readonly id: number
  readonly memory_MB: number
  readonly cpu_s: number
  readonly disk_MB: number
  readonly cores: number
  readonly direct_access: boolean
  readonly priority: number
  readonly dataset: string
}

/** Queue of each job of a call of the single-level broker of 2013. */
export const oldJobBroker2013: Family = {
  name: 'old_job_broker_2013',
  section: '§D.1',
  differs(recorded) {
    const call = recorded.in as CallIn
    const jobs = call.jobs.map((job) => calledJob(job, call))
    const queues = call.queues.map((queue) => figuresOf(queue, call))
    const positions = placeCall(jobs, queues, defaultConstants)
    const placed = Object.fromEntries(call.jobs.map(({ id }, i) => [id, call.queues[positions[i]]?.queue ?? null]))
    return firstDifferenceOrTie({ placed }, recorded, 'placed')
  },
}

function calledJob(job: JobIn, { analysis, wanted_reliability }: CallIn): CalledJob {
  const work: JobNeeds = {
    isAnalysis: analysis,
    priority: job.priority,
    cores: job.cores,
    memoryMB: job.memory_MB,
    walltimeSeconds: job.cpu_s,
    diskMB: job.disk_MB,
    readsDirectly: job.direct_access,
    worstReliability: wanted_reliability ?? undefined,
    inputFiles: 0,
    inputBytes: 0,
  }
  return { work, dataset: job.dataset }
}

const noRivals = { defined: 0, assigned: 0, activated: 0, running: 0 }

function figuresOf(queue: QueueIn, call: CallIn): QueueOffer {
  const { defined, assigned, activated, running, transferring } = queue
  return {
    isTier1: queue.queue === call.t1_queue,
    status: queue.status,
    cores: queue.cores,
    maxMemoryMB: queue.memory_MB,
    maxWalltimeSeconds: queue.max_walltime_s,
    maxDiskMB: queue.max_input_MB,
    reliability: queue.reliability_level ?? undefined,
    hasRelease: queue.has_release,
    readsDirectly: queue.direct_access,
    freeGiB: queue.free_GB === 0 ? Infinity : queue.free_GB,
    transferringLimitJobs: queue.transferring_limit,
    assigned,
    activated,
    running,
    transferring,
    // Production's counts were recorded under the processing type, where PanDA looks for its group: it finds no rivals.
    rivals: call.analysis ? { defined, assigned, activated, running } : noRivals,
    nodes: nodesOf(queue, call),
  }
}

/** A queue that the counters do not know has no nodes; counters that know no queue at all tell nothing. */
function nodesOf({ nodes_get_job, nodes_update_job }: QueueIn, { queues }: CallIn): NodeFigures | undefined {
  if (nodes_get_job !== null) return { asking: nodes_get_job, reporting: nodes_update_job }
  return queues.some((queue) => queue.nodes_get_job !== null) ? { asking: 0, reporting: 0 } : undefined
}
