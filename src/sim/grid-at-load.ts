import type { Reports } from '../brokerage/ports.js'
import type { Seconds } from '../model/units.js'
import type { GridSpec, SiteSpec } from './grid-spec.js'
import type { Plans } from './plans.js'
import { REFERENCE_CORE_POWER } from './run-outlook.js'
import { logNormalMeanOverMedian } from './samplers.js'
import { widestSlot } from './scaled-grid.js'
import { sizesFor, weighted } from './sizes-for-load.js'
import type { TraceScan } from './trace-scan.js'
import type { Workload } from './workload.js'

/** What a workload asks of a grid. */
export interface OfferedWork {
  /** Wall time of all jobs on cores of reference power, times their cores; retries after failures are not foreseen. */
  readonly coreSeconds: number
  /** From the first submission to the last. */
  readonly overSeconds: Seconds
}

/**
 * A grid with as many cores as make the work offered a part `load` of what it can do while work comes in. All sites
 * shrink or grow by one factor, but none below its widest slot; network and storage stay as they are.
 */
export function gridAtLoad(grid: GridSpec, { coreSeconds, overSeconds }: OfferedWork, load: number): GridSpec {
  const seconds = Math.max(1, overSeconds)
  const powers = grid.sites.map(({ corePower }) => corePower / REFERENCE_CORE_POWER)
  const sizes = grid.sites.map(({ cores }) => cores)
  const { factor, cores } = sizesFor(sizes, grid.sites.map(widestSlot), powers, coreSeconds / (load * seconds))
  const reached = coreSeconds / (weighted(cores, powers) * seconds)
  return {
    ...grid,
    assumptions: [...grid.assumptions, loadAssumption(factor, reached)],
    sites: grid.sites.map((site, i): SiteSpec => ({ ...site, cores: cores[i] })),
  }
}

/** What is said of sizes that were multiplied for a load. */
export function loadAssumption(factor: number, reached: number): string {
  return `site sizes multiplied by ${factor.toPrecision(3)} for an offered load of ${(100 * reached).toFixed(1)} % of capacity on average`
}

/** The work of a trace. */
export function workOfTrace({ sites, lastSubmitSeconds }: TraceScan): OfferedWork {
  return { coreSeconds: sites.reduce((sum, site) => sum + site.coreSeconds, 0), overSeconds: lastSubmitSeconds }
}

/** The work of a workload that reads nothing, by submitting all of it to nobody: the workload is used up. */
export function workOf(workload: Workload): OfferedWork {
  let coreSeconds = 0
  let first = NaN
  let last = NaN
  let cores = 0
  const reports: Pick<Reports, 'submit'> = {
    submit(at, { jobs, cores: each }) {
      if (Number.isNaN(first)) first = at
      last = at
      cores = jobs * each
      return 0
    },
  }
  const plans: Pick<Plans, 'set'> = {
    set(_, medianSeconds, sigma) {
      coreSeconds += cores * medianSeconds * logNormalMeanOverMedian(sigma)
    },
  }
  while (workload.nextAt() < Infinity) workload.submitNext(reports, plans)
  return { coreSeconds, overSeconds: last - first }
}
