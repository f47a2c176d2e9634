import { formatBytes, formatCount } from '../src/model/format.js'
import type { RunResult } from '../src/sim/run-result.js'
import { version } from '../src/sim/version.js'
import { reportPage } from '../src/lab/report/page.js'
import { analyse } from '../src/lab/comparison/analyse.js'
import type { Study } from '../src/lab/study.js'
import { fakeRun, fakeSpec } from '../src/lab/testing/fake-runs.js'

/** What making the page of a study costs. */
export interface ReportCost {
  bench: string
  version: string
  node: string
  policies: number
  seeds: number
  sites: number
  /** Attempts in the records of each policy's first run. */
  attempts: number
  drawings: number
  bytes: number
  /** User and system time of all threads, over the making of the page alone. */
  cpuSeconds: number
  wallSeconds: number
}

/** How large the study is that is told of. */
export interface ReportSize {
  policies: number
  seeds: number
  sites: number
  attempts: number
}

/** The real size: six policies with thirty seeds on a grid of 170 sites. */
export const realReport: ReportSize = { policies: 6, seeds: 30, sites: 170, attempts: 150_000 }

/** Small enough for a test. */
export const smallReport: ReportSize = { policies: 2, seeds: 3, sites: 12, attempts: 300 }

/** Makes the page of a made-up study and measures that. */
export async function report(size: ReportSize): Promise<ReportCost> {
  const study = madeUp(size)
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const page = await reportPage(study)
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    bench: 'report',
    version,
    node: process.version,
    ...size,
    drawings: page.split('<svg').length - 1,
    bytes: Buffer.byteLength(page),
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - began) / 1000,
  }
}

/** The cost in one line. */
export function reportText(cost: ReportCost): string {
  return (
    `report: ${formatCount(cost.policies)} policies × ${formatCount(cost.seeds)} seeds at ${formatCount(cost.sites)} sites, ` +
    `${formatCount(cost.drawings)} drawings, ${formatBytes(cost.bytes)}, ${cost.cpuSeconds.toFixed(2)} s CPU, ${cost.wallSeconds.toFixed(2)} s`
  )
}

function madeUp({ policies, seeds, sites, attempts }: ReportSize): Study {
  const names = Array.from({ length: policies }, (_, place) => `policy-${place}`)
  const siteNames = Array.from({ length: sites }, (_, place) => `SITE-${place}`)
  const runs = names.flatMap((policy, place) =>
    Array.from({ length: seeds }, (_, seed): RunResult => {
      const meanWaitSeconds = 3_600 * (1 + place / 5) * (1 + ((seed * 37) % 11) / 50)
      const wanted = { policy, seed: String(seed), meanWaitSeconds, sites: siteNames }
      return linked(fakeRun(seed === 0 ? { ...wanted, records: attempts } : wanted), siteNames)
    }),
  )
  const spec = fakeSpec({ policies: names, baseline: names[0], seeds, seed: '0' })
  return { spec, version, assumptions: [], notes: [], runs, comparison: analyse(spec, runs) }
}

/** Every site moves something to ten others. */
function linked(run: RunResult, sites: readonly string[]): RunResult {
  const links = sites.flatMap((from, place) =>
    Array.from({ length: 10 }, (_, step) => {
      const to = sites[(place + 1 + step * 7) % sites.length]
      return { from, to, bytes: 1e12 / (1 + place + step), transfers: 50, failed: 1 }
    }),
  )
  return { ...run, links: links.filter(({ from, to }) => from !== to) }
}
