import type { TraceJob } from '../trace.js'
import type { FindingTally } from './finding.js'

/** A flurry has at least so many jobs, more than half of its time's, in a time twice as busy as the median one. */
const fewestJobs = 50
const leastShare = 0.5
const busierThanMedian = 2

/** Fewer times with jobs than this have no usual one to compare with. */
const fewestTimes = 3

interface Time {
  readonly index: number
  jobs: number
  top: string
  topJobs: number
  topLine: number
}

/**
 * Finds flurries: rare surges of activity caused by a single user that dominate the workload for a short while (D. Tsafrir
 * and D. G. Feitelson, "Instability in parallel job scheduling simulation: the role of workload flurries", IPDPS 2006). The
 * paper finds them by eye; the limits above are ours. Memory: the users of one time, and one record for each time.
 */
export class BusyUsers {
  readonly #times: Time[] = []
  readonly #now = new Map<string, { jobs: number; line: number }>()

  /** @param seconds length of a time: a day in long traces, an hour in short ones */
  constructor(private readonly seconds: number) {}

  add({ submitSeconds, user, line }: TraceJob): void {
    const index = Math.floor(submitSeconds / this.seconds)
    let time = this.#times.at(-1)
    if (time?.index !== index) {
      this.#now.clear()
      time = { index, jobs: 0, top: '', topJobs: 0, topLine: 0 }
      this.#times.push(time)
    }
    time.jobs++
    if (user === undefined) return
    let use = this.#now.get(user)
    if (use === undefined) this.#now.set(user, (use = { jobs: 0, line }))
    use.jobs++
    if (use.jobs <= time.topJobs) return
    time.top = user
    time.topJobs = use.jobs
    time.topLine = use.line
  }

  /** @returns how many jobs are in flurries */
  finish(tally: FindingTally): number {
    if (this.#times.length < fewestTimes) return 0
    const sorted = this.#times.map(({ jobs }) => jobs).sort((a, b) => a - b)
    const median = sorted[sorted.length >> 1]
    const unit = this.seconds === 3600 ? 'hour' : 'day'
    let inFlurries = 0
    for (const { index, jobs, top, topJobs, topLine } of this.#times) {
      if (topJobs < fewestJobs || topJobs < leastShare * jobs || jobs < busierThanMedian * median) continue
      const found = (): string =>
        `user ${top} submitted ${topJobs} of the ${jobs} jobs of ${unit} ${index + 1}; the median ${unit} has ${median}`
      tally.note('flurry', topLine, 'user', found)
      inFlurries += topJobs
    }
    return inFlurries
  }
}
