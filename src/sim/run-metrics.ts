import type { Distribution } from './run-result.js'
import type { ShareJustice } from './share-justice.js'

/** Where the mean wait of a job went; the parts add up to it. */
export interface WaitSplit {
  /** Earlier attempts that never started. */
  earlierSeconds: number
  /** The attempt that started first: creation to brokered. */
  brokerSeconds: number
  /** Brokered to activated (input there). */
  dataSeconds: number
  /** Activated to sent (a pilot took it). */
  slotSeconds: number
  /** Sent to running. */
  startSeconds: number
}

/**
 * The measures of one run (targets.md §7), each with its unit in its name. They are of the jobs submitted in the window of
 * the run, whenever these end; what is said to be of the window itself is counted while it lasts. Jobs are lineages unless
 * said otherwise. Null is what cannot be known in this run, such as a part of nothing. Deadlines, energy and the cost of
 * decisions are not measured in a run.
 */
export interface Metrics extends ShareJustice {
  /** First start minus submission, of the jobs that started. */
  waitSeconds: Distribution
  /** Null when no job started. */
  waitSplit: WaitSplit | null
  /** End of the run that finished minus submission, of the jobs that finished; with all that earlier attempts took. */
  turnaroundSeconds: Distribution
  /** The same until the output was delivered: the time to success. */
  successSeconds: Distribution
  /** Wall time of the attempts that finished. */
  runSeconds: Distribution
  /** Turnaround over the run time of the attempt that finished; runs of no length are left out. */
  slowdown: Distribution
  /** The same with the run time floored at 10 s; at least 1. */
  boundedSlowdown10s: Distribution
  /** The same with a floor of 600 s. */
  boundedSlowdown600s: Distribution
  /** Bounded slowdown for each core: turnaround over cores times run time, floored at 10 s; at least 1. */
  perCoreSlowdown10s: Distribution
  /** Per attempt that got so far: creation to brokered. */
  brokerWaitSeconds: Distribution
  /** Per attempt that got so far: brokered to activated (input there). */
  dataWaitSeconds: Distribution
  /** Per attempt that got so far: activated to sent (a pilot took it). */
  slotWaitSeconds: Distribution
  /** Per attempt that got so far: sent to running. */
  startWaitSeconds: Distribution
  /** The longest wait, of jobs that had not started at the end of the run so far as they had waited; null without jobs. */
  longestWaitSeconds: number | null
  /**
   * Jobs that waited for more than ten times the median wait of their global share, of those that started and those that
   * still wait at the end of the run. A median of less than a minute counts as a minute.
   */
  starvedFraction: number | null
  /** Submission of a task until all of its jobs had finished, of tasks of which all did. */
  taskSeconds: Distribution
  /** That time over the time until nine tenths of the jobs had finished; of tasks with ten jobs or more. */
  taskTailRatio: Distribution
  /** Tasks all of whose jobs finished, over tasks that ended. */
  taskDoneFraction: number | null
  /** From the first submission of the run to the last end of an attempt. */
  makespanSeconds: number
  /** Jobs that finished in the window, per day of it; without a window asked for, of all and per day of the makespan. */
  finishedJobsPerDay: number | null
  /**
   * Core-seconds of all runs over core-seconds of capacity, in the window. What outages took of the capacity is not
   * counted.
   */
  utilisationFraction: number | null
  /**
   * CPU time over wall time times cores, of all attempts whose CPU time the workload tells: null unless a trace that tells
   * it is replayed.
   */
  cpuEfficiencyFraction: number | null
  /** Wall core-seconds of finished attempts over those of all attempts. */
  goodputFraction: number | null
  /** Wall core-seconds of all attempts, and of those that came to nothing. */
  wallCoreSeconds: number
  lostWallCoreSeconds: number
  /** Failed attempts over failed and finished ones. */
  attemptFailureFraction: number | null
  /** Lineages that did not finish over all that ended. */
  jobFailureFraction: number | null
  /** Pilots that got no job over pilots started, both in the window. */
  emptyPilotFraction: number | null
  pilotsStarted: number
  /** Attempts closed and brokered again, per job: churn. */
  rebrokeringsPerJob: number | null
  /** Transfers ordered, those that were tried again among them. */
  inputTransfers: number
  outputTransfers: number
  /** Bytes that arrived from other sites: by transfers, and read from afar by runs. */
  wanBytes: number
  /** Bytes that runs read from storage that is near them, and wrote to it. */
  lanBytes: number
  /** Bytes that came from tape at another site; they are part of `wanBytes`. */
  tapeBytes: number
  /** Input bytes that runs read from other sites without copying them, over all input bytes read. */
  remoteReadFraction: number | null
  /** Attempts whose input was at the site they were brokered to, over attempts with input. */
  inputLocalFraction: number | null
  /** Inputs that were found in a copy that earlier jobs had brought, over these and the ones that had to be brought. */
  cacheHitFilesFraction: number | null
  cacheHitBytesFraction: number | null
  /** Inputs read from copies that jobs had brought, over copies brought: reuse. */
  readsPerReplica: number | null
  /** Most jobs that ran, and that waited, at one time in the window. */
  peakRunningJobs: number
  peakWaitingJobs: number
}
