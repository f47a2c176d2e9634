import type { Distribution } from '../../run-result.js'
import type { TraceInfo, TraceStatus } from '../trace.js'
import type { Finding } from './finding.js'
import type { Pause } from './pauses.js'
import type { Course } from './time-course.js'
import type { Verdict } from './verdict.js'

/** One site of a trace. */
export interface TraceSite {
  readonly site: string
  readonly jobs: number
  readonly coreHours: number
  /** Most cores in use at one time: the site had at least so many. */
  readonly peakCores: number
}

/** Quantities of jobs, each over the jobs for which it is known. Quantiles are exact to 0.1 % of their value. */
export interface Quantities {
  readonly runSeconds: Distribution
  readonly waitSeconds: Distribution
  readonly interArrivalSeconds: Distribution
  readonly cores: Distribution
  readonly memoryMBPerCore: Distribution
  readonly inputBytes: Distribution
  readonly outputBytes: Distribution
  /** CPU time over run time × cores. */
  readonly efficiency: Distribution
  readonly requestedSeconds: Distribution
}

/** What is in a trace, without what follows from it. */
export interface TraceNumbers extends TraceInfo {
  readonly file: string
  /** From the first submission to the last. */
  readonly spanSeconds: number
  /** Names are counted up to 500,000. */
  readonly users: number
  readonly groups: number
  readonly sites: number
  /** JEDI tasks; undefined where the format knows none. */
  readonly tasks: number | undefined
  /** Records of a second or later attempt. */
  readonly retries: number
  /** Records that name an error. */
  readonly withError: number
  readonly jobsByStatus: Readonly<Record<TraceStatus, number>>
  readonly quantities: Quantities
  /** The ten sites with the most jobs. */
  readonly topSites: readonly TraceSite[]
  /** What no record tells of. */
  readonly missing: readonly string[]
  readonly course: Course
  /** The longest times without submissions. */
  readonly pauses: readonly Pause[]
}

/** A trace as `ailuro trace check` sees it. */
export interface TraceCheck extends TraceNumbers {
  /** Faults of records first, then suspicions, then traits. */
  readonly findings: readonly Finding[]
  readonly verdicts: readonly Verdict[]
}
