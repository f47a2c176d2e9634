import { basename } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import type { Reports, TaskSubmission } from '../brokerage/ports.js'
import { keyOf, type Seed, uniform } from '../model/draws.js'
import type { Bytes, Seconds } from '../model/units.js'
import type { GridSpec } from './grid-spec.js'
import { type Plans, Recorded } from './plans.js'
import { logNormal } from './samplers.js'
import { StartOrder, startOf } from './start-order.js'
import { TraceQueue } from './trace-queue.js'
import { groupOf, NO_SITE, type TraceScan } from './trace-scan.js'
import type { TraceFile } from './traces/held-traces.js'
import { faultsInWords } from './traces/left-out.js'
import type { ReplayedJob } from './traces/trace-columns.js'
import type { Workload } from './workload.js'

/** What a trace's records are taken for. */
export type ReplayMode = 'recorded' | 'rebrokered'

/** What a replay assumes first, by what the records are taken for. */
const takenFor: Record<ReplayMode, string> = {
  recorded: 'as recorded: each job runs at the site the trace names, once, with its recorded end; no data moves',
  rebrokered: 're-brokered: submissions are replayed as they were, with no feedback of waits on users',
}

/** How a run that assumed this replayed a trace; undefined: its work was synthetic. */
export function replayModeOf(assumptions: readonly string[]): ReplayMode | undefined {
  return (['recorded', 'rebrokered'] as const).find((mode) => assumptions.includes(takenFor[mode]))
}

/** The stated model that fills in what a trace lacks. */
export interface FillSpec {
  readonly memoryMBPerCore: number
  readonly label: string
  readonly vo: string
  readonly priority: number
  /** Median input and output of a job, and the spread of their logarithms; 0: no data moves. */
  readonly inputBytes: Bytes
  readonly outputBytes: Bytes
  readonly bytesSigma: number
  /** Replicas of the dataset that a group reads at a site: one there, the others anywhere. */
  readonly replicas: number
}

/** How a trace is replayed. */
export interface TraceSpec {
  readonly trace: TraceFile
  readonly mode: ReplayMode
  readonly fill: FillSpec
}

const purpose = {
  input: keyOf('trace.input-bytes'),
  output: keyOf('trace.output-bytes'),
  replica: keyOf('trace.replica'),
  run: keyOf('trace.run'),
}

/** The records of a trace as tasks of one job each, streamed from the file in bounded memory. */
export class TraceWorkload implements Workload {
  readonly assumptions: readonly string[]
  private readonly queue: TraceQueue
  /** As recorded, jobs come when they started; else undefined. */
  private readonly starts: StartOrder | undefined
  private readonly name: string
  private readonly siteNames: ReadonlySet<string>
  private row = 0
  private taken = 0

  constructor(
    private readonly spec: TraceSpec,
    private readonly scan: TraceScan,
    private readonly grid: GridSpec,
    private readonly seed: Seed,
  ) {
    this.name = basename(spec.trace.path)
    this.siteNames = new Set(grid.sites.map(({ name }) => name))
    if (spec.mode === 'recorded') this.refuseMissingQueues()
    this.assumptions = assumptionsOf(spec, scan)
    this.queue = new TraceQueue(spec.trace, (job) => this.isReplayed(job))
    this.starts = spec.mode === 'recorded' ? new StartOrder(this.queue) : undefined
  }

  begin(reports: Reports): void {
    if (!this.movesData()) return
    for (const { group, site } of this.scan.groupSites) {
      const name = datasetOf(group, site)
      reports.datasetKnown(0, name, 1e12, this.holders(name, site))
    }
  }

  nextAt(): Seconds {
    if (this.starts !== undefined) return this.starts.nextAt()
    const job = this.queue.first()
    return job !== undefined ? job.submitSeconds : this.queue.atEnd ? Infinity : NaN
  }

  more(): Promise<void> {
    return this.queue.fill()
  }

  progress(): number {
    return this.taken / Math.max(1, this.scan.info.records)
  }

  submitNext(reports: Pick<Reports, 'submit'>, plans: Pick<Plans, 'set'>): void {
    const job = this.starts === undefined ? this.queue.take() : this.starts.take()
    // The lineage is the record's place in the file, so it is the same in both modes.
    this.row = job.line
    this.taken++
    const task = reports.submit(this.starts === undefined ? job.submitSeconds : startOf(job), this.submission(job))
    plans.set(task, job.runSeconds ?? this.drawnRun(), 0, this.endOf(job), cpuFractionOf(job))
  }

  private submission(job: ReplayedJob): TaskSubmission {
    const { spec, row } = this
    const { fill } = spec
    const isRecorded = spec.mode === 'recorded'
    const group = groupOf(job)
    const reads = this.movesData()
    return {
      name: this.name,
      jobs: 1,
      submittedAt: job.submitSeconds,
      firstOrdinal: row,
      priority: job.priority ?? fill.priority,
      user: job.user ?? 'unknown-user',
      group,
      vo: job.vo ?? fill.vo,
      label: job.label ?? fill.label,
      share: group,
      cores: job.cores,
      memoryMBPerCore: job.memoryMBPerCore ?? fill.memoryMBPerCore,
      baseMemoryMB: 0,
      scratchMB: 0,
      walltimeSeconds: job.requestedSeconds ?? 0,
      hs06Seconds: 0,
      dataset: reads ? datasetOf(group, job.site ?? NO_SITE) : undefined,
      inputBytes: reads ? (job.inputBytes ?? this.bytes(purpose.input, fill.inputBytes)) : 0,
      inputFiles: reads ? 1 : 0,
      outputBytes: job.outputBytes ?? this.bytes(purpose.output, fill.outputBytes),
      nucleus: undefined,
      queue: isRecorded ? (job.site ?? NO_SITE) : undefined,
      maxAttempts: isRecorded ? 1 : undefined,
      maxFailures: isRecorded ? 1 : undefined,
    }
  }

  private endOf(job: ReplayedJob): Recorded {
    switch (job.status) {
      case 'finished':
        return Recorded.finished
      case 'failed':
        return Recorded.failed
      case 'cancelled':
        return Recorded.cancelled
      default:
        return this.spec.mode === 'recorded' ? Recorded.finished : Recorded.nothing
    }
  }

  /** Recorded: all that ran. Re-brokered: all first attempts, since later ones are the replay's own business. */
  private isReplayed(job: ReplayedJob): boolean {
    return this.spec.mode === 'recorded' ? job.runSeconds !== undefined : job.attempt === 1
  }

  private movesData(): boolean {
    return this.spec.mode === 'rebrokered' && readsData(this.spec.fill, this.scan)
  }

  private drawnRun(): Seconds {
    const { runSample } = this.scan
    return runSample[Math.floor(uniform(this.seed, purpose.run, this.row, 0, 0) * runSample.length)]
  }

  private bytes(what: number, median: Bytes): Bytes {
    return logNormal(uniform(this.seed, what, this.row, 0, 0), median, this.spec.fill.bytesSigma)
  }

  private holders(dataset: string, site: string): string[] {
    const { sites } = this.grid
    const holders = new Set<string>()
    if (this.siteNames.has(site)) holders.add(site)
    const wanted = Math.min(Math.max(1, this.spec.fill.replicas), sites.length)
    for (let draw = 0; holders.size < wanted; draw++) {
      holders.add(sites[Math.floor(uniform(this.seed, purpose.replica, keyOf(dataset), draw, 0) * sites.length)].name)
    }
    return [...holders]
  }

  /** As recorded, each job goes to the queue that is called as its site in the trace. */
  private refuseMissingQueues(): void {
    const { grid, scan, spec } = this
    const queues = new Set(grid.sites.flatMap((site) => site.queues.map(({ name }) => name)))
    for (const { site } of scan.sites) {
      if (queues.has(site)) continue
      const allowed = `a grid with queues named as all ${scan.sites.length} sites of the trace, or --mode rebrokered`
      throw new BadInput(spec.trace.path, `no queue of the grid ${grid.name} is called ${site}`, allowed)
    }
  }
}

/** CPU time over wall time times cores, as recorded; NaN when the record does not tell. */
function cpuFractionOf({ cpuSeconds, runSeconds, cores }: ReplayedJob): number {
  return cpuSeconds === undefined || runSeconds === undefined ? NaN : cpuSeconds / (cores * runSeconds)
}

function datasetOf(group: string, site: string): string {
  return `${group}@${site}`
}

function assumptionsOf(spec: TraceSpec, scan: TraceScan): string[] {
  const lines = spec.mode === 'recorded' ? asRecorded(spec.fill, scan) : brokeredAgain(spec.fill, scan)
  const { info } = scan
  return info.leftOut.records > 0 ? [`of the trace, ${faultsInWords(info)}`, ...lines] : lines
}

const drawnErrors = 'error codes are drawn, whether the trace has some or none'

function asRecorded(fill: FillSpec, scan: TraceScan): string[] {
  const lines = [takenFor.recorded]
  if (scan.neverRan > 0) lines.push(`${scan.neverRan} records that never ran are left out`)
  lines.push(
    scan.missing.has('waitSeconds')
      ? 'the trace tells no waits: jobs may start when they were submitted'
      : 'recorded waits are kept: jobs come to the grid when they started',
  )
  lines.push(
    scan.missing.has('status')
      ? 'the trace tells no status: all jobs are taken to have finished'
      : `jobs fail and are cancelled as the trace's statuses say, none by chance; ${drawnErrors}`,
  )
  // Those without a site that never ran are left out.
  const atNoSite = scan.sites.find(({ site }) => site === NO_SITE)?.jobs ?? 0
  return [...lines, ...siteFill(Math.min(atNoSite, scan.withoutSite)), ...needsFill(fill, scan)]
}

function brokeredAgain(fill: FillSpec, scan: TraceScan): string[] {
  const lines = [takenFor.rebrokered]
  if (scan.retries > 0) lines.push(`${scan.retries} records of second and later attempts are left out`)
  if (scan.neverRan > 0) lines.push('run times of jobs that never ran are drawn from those that did')
  lines.push(
    scan.missing.has('status')
      ? 'the trace tells no status: failures are drawn from the failure model'
      : `first attempts fail and are cancelled as the trace's statuses say, after their recorded run times; ${drawnErrors}`,
  )
  lines.push(...siteFill(scan.withoutSite), ...needsFill(fill, scan))
  for (const [field, name, verb, median] of [
    ['inputBytes', 'inputs', 'read', fill.inputBytes],
    ['outputBytes', 'outputs', 'write', fill.outputBytes],
  ] as const) {
    if (!scan.missing.has(field)) continue
    const model = `log-normal, median ${median / 1e6} MB, sigma ${fill.bytesSigma}`
    lines.push(`no ${name} in the trace: ${median > 0 ? model : `jobs ${verb} nothing`}`)
  }
  if (readsData(fill, scan)) {
    lines.push(`inputs are one dataset for each group and recorded site, held there and at ${fill.replicas - 1} more`)
  }
  return lines
}

function siteFill(records: number): string[] {
  return records > 0 ? [`${records} records that name no site are given to ${NO_SITE}`] : []
}

/** What all jobs are taken to need or to be, where no record tells. */
function needsFill(fill: FillSpec, { missing }: TraceScan): string[] {
  const lines: string[] = []
  if (missing.has('memoryMBPerCore')) lines.push(`no memory in the trace: ${fill.memoryMBPerCore} MB per core`)
  if (missing.has('priority')) lines.push(`no priority in the trace: ${fill.priority} for all`)
  if (missing.has('label')) lines.push(`no label in the trace: ${fill.label}`)
  if (missing.has('vo')) lines.push(`no vo in the trace: ${fill.vo}`)
  return lines
}

function readsData(fill: FillSpec, { missing }: TraceScan): boolean {
  return fill.inputBytes > 0 || !missing.has('inputBytes')
}
