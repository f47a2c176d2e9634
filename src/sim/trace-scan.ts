import { BadInput } from '../model/bad-input.js'
import { PeakConcurrency, type SitePeak } from './traces/peak-concurrency.js'
import { readReplayed, type TraceFile } from './traces/held-traces.js'
import type { TraceInfo } from './traces/trace.js'
import type { ReplayedJob } from './traces/trace-columns.js'

/** What a replay must know of a trace before it begins: one streamed pass in bounded memory. */
export interface TraceScan {
  readonly info: TraceInfo
  /** Sites in order of appearance, with peak concurrency of the jobs that ran. */
  readonly sites: readonly SitePeak[]
  /** Core counts that occur, ascending. */
  readonly coreCounts: readonly number[]
  /** Most cores of one job, by site. */
  readonly widest: ReadonlyMap<string, number>
  /** Groups and the sites they ran at. */
  readonly groupSites: readonly { readonly group: string; readonly site: string }[]
  readonly lastSubmitSeconds: number
  /** Records without a run, and records of second and later attempts. */
  readonly neverRan: number
  readonly retries: number
  /** Records that name no site, and so are given to `NO_SITE`. */
  readonly withoutSite: number
  /** Evenly spread sample of run times, for jobs that never ran. */
  readonly runSample: readonly number[]
  /** Fields that no record fills. */
  readonly missing: ReadonlySet<keyof ReplayedJob>
}

const FIELDS_TO_FILL = [
  'memoryMBPerCore',
  'inputBytes',
  'outputBytes',
  'status',
  'priority',
  'label',
  'vo',
  'waitSeconds',
] as const
const SAMPLE = 1000

/** The site that a record without one is given to. */
export const NO_SITE = 'unknown-site'
const NO_GROUP = 'unknown-group'

const scans = new Map<string, Promise<TraceScan>>()

/** Scans a trace, once in a process. @throws BadInput at the first fault that is not skipped, and when no record has a run */
export function scanTrace(trace: TraceFile): Promise<TraceScan> {
  const key = JSON.stringify([trace.path, trace.format, trace.skipFaults])
  let scan = scans.get(key)
  if (scan === undefined) {
    scan = scanOnce(trace)
    scans.set(key, scan)
    // A trace that could not be read may be mended and tried again.
    scan.catch(() => scans.delete(key))
  }
  return scan
}

/** The group of a record for datasets and shares. */
export function groupOf(job: ReplayedJob): string {
  return job.vo ?? job.group ?? NO_GROUP
}

async function scanOnce(trace: TraceFile): Promise<TraceScan> {
  const peaks = new PeakConcurrency()
  const coreCounts = new Set<number>()
  const widest = new Map<string, number>()
  const pairs = new Map<string, { group: string; site: string }>()
  const missing = new Set<keyof ReplayedJob>(FIELDS_TO_FILL)
  const runSample: number[] = []
  let ran = 0
  let every = 1
  let neverRan = 0
  let retries = 0
  let withoutSite = 0
  let lastSubmitSeconds = 0
  const take = (job: ReplayedJob): void => {
    const site = job.site ?? NO_SITE
    const group = groupOf(job)
    coreCounts.add(job.cores)
    widest.set(site, Math.max(job.cores, widest.get(site) ?? 0))
    pairs.set(`${group}\n${site}`, { group, site })
    lastSubmitSeconds = job.submitSeconds
    if (job.attempt > 1) retries++
    if (job.site === undefined) withoutSite++
    for (const field of missing) {
      if (job[field] !== undefined && job[field] !== 'unknown') missing.delete(field)
    }
    if (job.runSeconds === undefined) {
      neverRan++
      return
    }
    peaks.add(job.site === undefined ? { ...job, site } : job)
    if (ran++ % every === 0) runSample.push(job.runSeconds)
    if (runSample.length < 2 * SAMPLE) return
    // Every second one goes, and only half as many come from now on: the sample stays evenly spread.
    for (let i = 0; i < SAMPLE; i++) runSample[i] = runSample[2 * i]
    runSample.length = SAMPLE
    every *= 2
  }
  const info = await readReplayed(trace, (jobs) => jobs.forEach(take))
  const sites = peaks.finish()
  if (sites.length === 0) {
    throw new BadInput(trace.path, 'no record has a run time', 'a trace with at least one job that ran')
  }
  return {
    info,
    sites,
    coreCounts: [...coreCounts].sort((a, b) => a - b),
    widest,
    groupSites: [...pairs.values()],
    lastSubmitSeconds,
    neverRan,
    retries,
    withoutSite,
    runSample,
    missing,
  }
}
