import { type GridSpec, openQueue } from './grid-spec.js'
import type { TraceScan } from './trace-scan.js'
import { REFERENCE_CORE_POWER } from './run-outlook.js'

/** How a grid is inferred from a trace. */
export interface InferredGridSpec {
  /** Offered load the sites are scaled to: core-seconds of the trace over capacity; undefined: peak sizes as they are. */
  readonly load: number | undefined
  readonly network: GridSpec['network']
}

/**
 * A grid out of a trace: its sites by name, each as large as its peak concurrency, which is a lower bound of what the
 * site had. With a load, all sites shrink or grow by one factor, but none below its widest job.
 */
export function inferredGrid(name: string, scan: TraceScan, spec: InferredGridSpec): GridSpec {
  const least = scan.sites.map(({ site }) => scan.widest.get(site) ?? 1)
  const peaks = scan.sites.map(({ peakCores }) => peakCores)
  const assumptions = [
    `grid inferred from the trace: ${scan.sites.length} sites by name, sized by their peak concurrency`,
  ]
  let cores = peaks.map((peak, i) => Math.max(peak, least[i]))
  if (spec.load !== undefined) {
    const coreSeconds = scan.sites.reduce((sum, site) => sum + site.coreSeconds, 0)
    const wanted = coreSeconds / (spec.load * Math.max(1, scan.lastSubmitSeconds))
    const factor = factorFor(peaks, least, wanted)
    cores = scaled(peaks, least, factor)
    const reached = coreSeconds / (sum(cores) * Math.max(1, scan.lastSubmitSeconds))
    assumptions.push(
      `site sizes multiplied by ${factor.toPrecision(3)} for an offered load of ${(100 * reached).toFixed(1)} % of capacity on average`,
    )
  }
  assumptions.push(`all sites run at ${REFERENCE_CORE_POWER} HS06 per core and take any job that fits into them`)
  return {
    name: `inferred from ${name}`,
    assumptions,
    sites: scan.sites.map(({ site }, i) => ({
      name: site,
      tier: 2,
      cores: cores[i],
      corePower: REFERENCE_CORE_POWER,
      queues: [
        openQueue(
          site,
          scan.coreCounts.filter((count) => count <= cores[i]),
        ),
      ],
    })),
    network: spec.network,
  }
}

/** The factor by which sizes must be multiplied for their sum to be as wanted, as nearly as the least sizes allow. */
function factorFor(peaks: readonly number[], least: readonly number[], wanted: number): number {
  let low = 0
  let high = Math.max(1, (2 * wanted) / Math.max(1, sum(peaks)))
  while (sum(scaled(peaks, least, high)) < wanted) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (sum(scaled(peaks, least, middle)) < wanted) low = middle
    else high = middle
  }
  return high
}

function scaled(peaks: readonly number[], least: readonly number[], factor: number): number[] {
  return peaks.map((peak, i) => Math.max(least[i], Math.round(peak * factor)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
