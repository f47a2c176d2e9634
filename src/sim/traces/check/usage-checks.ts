import type { TraceJob } from '../trace.js'
import type { FindingTally } from './finding.js'

/** CPU time may exceed run time × cores by so much before it is told: accounting ticks in seconds. */
const slackFraction = 0.01

/** From this efficiency on a multi-core job may have had its cores counted twice; below it, clocks disagree. */
const doubleFrom = 1.5

/** Cores from which a job that used one core is told apart from one that used all of them badly. */
const manyCores = 4

/** Part of the jobs in question that must show a pattern before it is taken for the log's way of counting. */
const mostOfThem = 0.5
const nearlyAll = 0.8
const fewestJobs = 3

/** Compares CPU time, run time, cores and requests with each other. */
export class UsageChecks {
  #multiCore = 0
  #wide = 0
  #requested = 0

  constructor(private readonly tally: FindingTally) {}

  /** @param isPanda whether fields are called as PanDA calls them */
  add(job: TraceJob, isPanda: boolean): void {
    const { runSeconds, cpuSeconds, status, line } = job
    if (runSeconds === undefined) {
      if (status !== 'finished' && status !== 'unknown') return
      this.tally.note('no-end', line, isPanda ? 'endtime' : 'run time', () => `${status}, without a run time`)
      return
    }
    if (cpuSeconds !== undefined && runSeconds > 0) {
      this.#checkCpu(job, runSeconds, cpuSeconds, isPanda ? 'cpuconsumptiontime' : 'CPU time')
    }
    // What PanDA calls maxcpucount is no wall time.
    if (!isPanda && job.requestedSeconds !== undefined) this.#checkRequest(job, runSeconds, job.requestedSeconds)
  }

  finish(): void {
    const { tally } = this
    if (tally.count('double-counted-cores') < Math.max(1, mostOfThem * this.#multiCore)) {
      tally.merge('double-counted-cores', 'efficiency-above-1')
    }
    if (tally.count('one-core-cpu') < Math.max(fewestJobs, nearlyAll * this.#wide)) tally.drop('one-core-cpu')
    if (this.#requested > 0 && tally.count('core-time-walltime') < mostOfThem * this.#requested) {
      tally.merge('core-time-walltime', 'over-request')
    }
  }

  #checkCpu({ cores, line }: TraceJob, runSeconds: number, cpuSeconds: number, field: string): void {
    const efficiency = cpuSeconds / (runSeconds * cores)
    const found = (): string =>
      `${Math.round(cpuSeconds)} CPU s in ${runSeconds} s × ${cores}: efficiency ${efficiency.toFixed(2)}`
    if (cores > 1) this.#multiCore++
    if (cores >= manyCores) this.#wide++
    const isAbove = cpuSeconds > runSeconds * cores * (1 + slackFraction) + cores
    if (isAbove && cores > 1 && efficiency >= doubleFrom && efficiency <= cores * (1 + slackFraction)) {
      this.tally.note('double-counted-cores', line, field, found)
    } else if (isAbove) {
      this.tally.note('efficiency-above-1', line, field, found)
    } else if (cores >= manyCores && cpuSeconds >= 0.5 * runSeconds && cpuSeconds <= runSeconds * (1 + slackFraction)) {
      this.tally.note('one-core-cpu', line, field, found)
    }
  }

  #checkRequest({ cores, line }: TraceJob, runSeconds: number, requestedSeconds: number): void {
    if (cores > 1) this.#requested++
    const limit = requestedSeconds * (1 + slackFraction)
    if (!(requestedSeconds > 0) || runSeconds <= limit) return
    const kind = cores > 1 && runSeconds <= limit * cores ? 'core-time-walltime' : 'over-request'
    this.tally.note(
      kind,
      line,
      'run time',
      () => `ran ${runSeconds} s, requested ${requestedSeconds} s on ${cores} core${cores === 1 ? '' : 's'}`,
    )
  }
}
