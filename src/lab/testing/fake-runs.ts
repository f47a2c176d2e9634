import type { Metrics } from '../../sim/run-metrics.js'
import type {
  AttemptRecords,
  Distribution,
  RunRecords,
  RunResult,
  ShareUse,
  SiteResult,
  SiteSeries,
  TransferRecords,
} from '../../sim/run-result.js'
import { testScenario } from '../../sim/testing/scenarios.js'
import { analyse } from '../comparison/analyse.js'
import type { Study } from '../study.js'
import { studyDefaults, type StudySpec } from '../study-spec.js'

/** What a test cares about in a made-up run; the rest is filled in. */
export interface FakeRun {
  policy?: string
  seed?: string
  meanWaitSeconds?: number
  medianWaitSeconds?: number
  finished?: number
  started?: number
  complete?: boolean
  arrivals?: string
  assumptions?: readonly string[]
  sites?: readonly string[]
  /** Rows of job records; none when absent. */
  records?: number
  seriesPoints?: number
}

/** A made-up question for tests. */
export function fakeSpec(wanted: Partial<StudySpec> = {}): StudySpec {
  return {
    ...studyDefaults,
    name: 'day',
    title: 'A day',
    question: 'Which policy waits least?',
    source: { file: testScenario('failures') },
    policies: ['production', 'random'],
    baseline: 'production',
    seeds: 1,
    seed: '1',
    ...wanted,
  }
}

/** A made-up study for tests, with what its runs say. */
export function fakeStudy(wanted: Partial<Omit<Study, 'comparison'>> = {}): Study {
  const { spec = fakeSpec(), runs = [fakeRun()] } = wanted
  return { version: '0.1.0', assumptions: [], notes: [], ...wanted, spec, runs, comparison: analyse(spec, runs) }
}

/** A made-up run for tests of what comes after runs: plausible numbers, no simulation, same input same run. */
export function fakeRun(wanted: FakeRun = {}): RunResult {
  const wait = wanted.meanWaitSeconds ?? 3_600
  const finished = wanted.finished ?? 1_000
  const siteNames = wanted.sites ?? ['CERN', 'BNL', 'LYON']
  const seed = wanted.seed ?? '1'
  return {
    summary: {
      scenario: 'day',
      policy: wanted.policy ?? 'production',
      seed,
      version: '0.1.0',
      journal: { hash: `${wanted.policy ?? 'production'}-${seed}-hash`, facts: 12_345 },
      arrivals: wanted.arrivals ?? `arrivals-${seed}`,
      assumptions: wanted.assumptions ?? [],
      complete: wanted.complete ?? true,
      window: { fromSeconds: 0, untilSeconds: 86_400, counted: 1_000, censored: 1_000 - finished },
      jobs: { submitted: 1_000, finished, failed: 0, cancelled: 0, unfinished: 1_000 - finished },
      attempts: { created: 1_050, finished, failed: 40, closed: 10, cancelled: 0, unfinished: 1_000 - finished },
      metrics: fakeMetrics(wait, finished, wanted),
      events: 20_000,
      endSeconds: 100_000,
    },
    series: fakeSeries(wanted.seriesPoints ?? 400, wait),
    siteSeries: fakeSiteSeries(siteNames),
    sites: siteNames.map((site, index) => fakeSite(site, index)),
    links: siteNames.slice(1).map((to, index) => ({
      from: siteNames[0],
      to,
      bytes: 1e12 / (index + 1),
      transfers: 100,
      failed: 3,
    })),
    shares: fakeShares(),
    errors: siteNames.map((site, index) => ({ site, code: 1_099 + index, attempts: 12 - (index % 12) })),
    waitCdf: Array.from({ length: 200 }, (_, index) => ({
      value: wait * Math.log(200 / (200 - index)),
      fraction: (index + 1) / 200,
    })),
    ...(wanted.records !== undefined && { records: fakeRecords(wanted.records, siteNames) }),
  }
}

function fakeMetrics(wait: number, finished: number, wanted: FakeRun): Metrics {
  return {
    waitSeconds: distribution(wait, wanted.started ?? 1_000, wanted.medianWaitSeconds),
    waitSplit: {
      earlierSeconds: wait / 8,
      brokerSeconds: wait / 16,
      dataSeconds: wait / 4,
      slotSeconds: wait / 2,
      startSeconds: wait / 16,
    },
    turnaroundSeconds: distribution(wait + 5_000),
    successSeconds: distribution(wait + 5_300),
    runSeconds: distribution(5_000),
    slowdown: distribution(1 + wait / 1_000),
    boundedSlowdown10s: distribution(1 + wait / 2_000),
    boundedSlowdown600s: distribution(1 + wait / 4_000),
    perCoreSlowdown10s: distribution(1 + wait / 8_000),
    brokerWaitSeconds: distribution(60),
    dataWaitSeconds: distribution(wait / 4),
    slotWaitSeconds: distribution(wait / 2),
    startWaitSeconds: distribution(30),
    longestWaitSeconds: wait * 7,
    starvedFraction: 0.002,
    taskSeconds: distribution(wait + 20_000, 20),
    taskTailRatio: distribution(1.4, 18),
    taskDoneFraction: 0.9,
    makespanSeconds: 100_000,
    finishedJobsPerDay: finished,
    utilisationFraction: 0.8,
    cpuEfficiencyFraction: null,
    goodputFraction: 0.95,
    wallCoreSeconds: 5e6,
    lostWallCoreSeconds: 2.5e5,
    attemptFailureFraction: 0.04,
    jobFailureFraction: 0,
    emptyPilotFraction: 0.1,
    pilotsStarted: 1_200,
    rebrokeringsPerJob: 0.01,
    inputTransfers: 300,
    outputTransfers: 900,
    wanBytes: 1.2e12,
    lanBytes: 4e12,
    tapeBytes: 0,
    remoteReadFraction: 0,
    inputLocalFraction: 0.7,
    cacheHitFilesFraction: 0.4,
    cacheHitBytesFraction: 0.35,
    readsPerReplica: 1.6,
    shareErrorMean: 0.03,
    shareConvergenceSeconds: 18_000,
    jainIndex: 0.98,
    worstToBestServedFraction: 0.7,
    peakRunningJobs: 400,
    peakWaitingJobs: 500,
  }
}

function fakeShares(): ShareUse[] {
  const timeSeconds = Array.from({ length: 100 }, (_, index) => index * 1_000)
  const share = (name: string, targetFraction: number, usedFraction: number): ShareUse => ({
    share: name,
    targetFraction,
    usedFraction,
    timeSeconds,
    usedSeries: timeSeconds.map((_, index) => targetFraction + (usedFraction - targetFraction) * (index / 99)),
  })
  return [share('Production', 0.75, 0.7), share('Analysis', 0.25, 0.3)]
}

function fakeSiteSeries(sites: readonly string[]): SiteSeries {
  const timeSeconds = Array.from({ length: 100 }, (_, index) => index * 1_000)
  const lists = (value: (site: number, step: number) => number): number[][] =>
    sites.map((_, site) => timeSeconds.map((__, step) => value(site, step)))
  return {
    timeSeconds,
    sites,
    busyFraction: lists((site, step) => Math.abs(Math.sin((step * (site + 1)) / 30))),
    running: lists((site, step) => Math.round(100 * Math.abs(Math.sin((step * (site + 1)) / 30)))),
    activated: lists((site, step) => (step * (site + 1)) % 50),
    transferring: lists((site, step) => (step + site) % 20),
    failedAttempts: lists((site, step) => (step % 10 === site % 10 ? 3 : 0)),
  }
}

function distribution(mean: number, count = 1_000, p50 = mean * 0.7): Distribution {
  return { count, mean, p50, p90: mean * 2.3, p95: mean * 3, p99: mean * 4.6, max: mean * 7 }
}

function fakeSeries(points: number, wait: number): RunResult['series'] {
  const column = (value: (index: number) => number): number[] =>
    Array.from({ length: points }, (_, index) => value(index))
  const day = (index: number): number => Math.sin((index / points) * Math.PI)
  return {
    timeSeconds: column((index) => (index * 100_000) / points),
    pending: column((index) => Math.round(day(index) * wait * 0.02)),
    assigned: column((index) => Math.round(day(index) * wait * 0.01)),
    activated: column((index) => Math.round(day(index) * wait * 0.1)),
    running: column((index) => Math.round(400 * Math.min(1, 3 * day(index)))),
    transferring: column((index) => Math.round(20 * day(index))),
    busyFraction: column((index) => Math.min(1, 3 * day(index))),
  }
}

function fakeSite(site: string, index: number): SiteResult {
  const utilisationFraction = 1 / (1 + (index % 7) / 3)
  return {
    site,
    cores: 10_000 - index * 150,
    busyCoreSeconds: utilisationFraction * 1e9,
    utilisationFraction,
    finishedAttempts: 300,
    failedAttempts: 12,
    meanWaitSeconds: 3_000,
  }
}

/** Every seventh row was never placed and never started; each of the others brought its output away. */
function fakeRecords(length: number, siteNames: readonly string[]): RunRecords {
  return { attempts: fakeAttempts(length, siteNames), transfers: fakeTransfers(length, siteNames) }
}

const neverStarted = (row: number): boolean => row % 7 === 6

function fakeAttempts(length: number, siteNames: readonly string[]): AttemptRecords {
  const integers = (value: (row: number) => number): Int32Array => Int32Array.from({ length }, (_, row) => value(row))
  const bytes = (value: (row: number) => number): Uint8Array => Uint8Array.from({ length }, (_, row) => value(row))
  const numbers = (value: (row: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, row) => value(row))
  const ifStarted = (value: (row: number) => number): Float64Array =>
    numbers((row) => (neverStarted(row) ? NaN : value(row)))
  return {
    pandaId: numbers((row) => row + 1),
    task: integers((row) => row % 3),
    ordinal: integers((row) => Math.floor(row / 3)),
    attempt: integers(() => 1),
    user: integers((row) => row % 2),
    share: integers(() => 0),
    priority: integers((row) => 900 + (row % 5)),
    cores: integers((row) => (row % 2 === 0 ? 1 : 8)),
    site: integers((row) => (neverStarted(row) ? -1 : row % siteNames.length)),
    queue: integers((row) => (neverStarted(row) ? -1 : row % siteNames.length)),
    state: bytes((row) => (neverStarted(row) ? 1 : 0)),
    cause: bytes((row) => (neverStarted(row) ? 1 : 0)),
    errorCode: integers((row) => (neverStarted(row) ? 1_305 : 0)),
    submitSeconds: numbers((row) => row),
    createdSeconds: numbers((row) => row),
    brokeredSeconds: ifStarted((row) => row + 10),
    activatedSeconds: ifStarted((row) => row + 30.5),
    sentSeconds: ifStarted((row) => row + 60),
    startSeconds: ifStarted((row) => row + 60.125),
    runEndSeconds: ifStarted((row) => row + 370.25),
    outputStartSeconds: ifStarted((row) => row + 370.25),
    endSeconds: numbers((row) => row + 400.5),
    inputBytes: numbers((row) => row * 1e9),
    outputBytes: numbers((row) => row * 1e8),
    length,
    taskNames: ['simul', 'reco, "fast"', 'user.åse'],
    userNames: ['', 'åse'],
    shareNames: ['Production'],
    siteNames,
    queueNames: siteNames.map((name) => `${name}-queue`),
    stateNames: ['finished', 'failed', 'closed', 'cancelled'],
    causeNames: ['course', 'input failed'],
  }
}

function fakeTransfers(attempts: number, siteNames: readonly string[]): TransferRecords {
  const rows = Array.from({ length: attempts }, (_, row) => row).filter((row) => !neverStarted(row))
  const numbers = (value: (row: number) => number): Float64Array => Float64Array.from(rows, value)
  return {
    number: Float64Array.from(rows, (_, i) => i + 1),
    pandaId: numbers((row) => row + 1),
    kind: Uint8Array.from(rows, () => 1),
    attempt: Int32Array.from(rows, () => 1),
    from: Int32Array.from(rows, (row) => row % siteNames.length),
    to: Int32Array.from(rows, (row) => (row + 1) % siteNames.length),
    bytes: numbers((row) => row * 1e8),
    orderedSeconds: numbers((row) => row + 370.25),
    endedSeconds: numbers((row) => row + 400.5),
    arrived: Uint8Array.from(rows, () => 1),
    length: rows.length,
    kindNames: ['input', 'output'],
    siteNames,
  }
}
