import { loadAssumption, workOfTrace } from './grid-at-load.js'
import { type GridSpec, openQueue } from './grid-spec.js'
import { REFERENCE_CORE_POWER } from './run-outlook.js'
import { sizesFor, weighted } from './sizes-for-load.js'
import type { TraceScan } from './trace-scan.js'

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
  let cores: readonly number[] = peaks.map((peak, i) => Math.max(peak, least[i]))
  if (spec.load !== undefined) {
    const { coreSeconds, overSeconds } = workOfTrace(scan)
    const ones = peaks.map(() => 1)
    const perCore = coreSeconds / Math.max(1, overSeconds)
    const sized = sizesFor(peaks, least, ones, perCore / spec.load)
    cores = sized.cores
    assumptions.push(loadAssumption(sized.factor, perCore / weighted(cores, ones)))
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
