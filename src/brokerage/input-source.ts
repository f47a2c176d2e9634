import { ReplicaKind } from '../model/dataset-table.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds } from '../model/units.js'

/**
 * The site from which an input is fetched (brokerage.md §H.2): of the sites with a complete copy on disk that give it to others,
 * the one from which it should come fastest, the first of equals; after a failure the next fastest. Tape is the last resort.
 * @param tries how many sources have failed before
 * @returns NONE when the input is nowhere
 */
export function inputSource(state: State, dataset: number, to: number, tries: number, now: Seconds): number {
  const { datasets, grid, constants } = state
  const onDisk = datasets.replicas[dataset]
  const oldest = now - constants.networkMeasurementSeconds
  const fastest = tries === 0 ? fastestOf(state, onDisk, to, oldest) : NONE
  if (fastest !== NONE) return fastest
  let sources = [...onDisk].filter((site) => gives(state, site, to))
  if (sources.length === 0) sources = onTape(state, dataset)
  if (sources.length === 0) return NONE
  const rate = (site: number): number => grid.costs.expectedRate(site, to, oldest)
  sources.sort((one, other) => rate(other) - rate(one))
  return sources[tries % sources.length]
}

/** The source that nearly every input comes from: a list need not be made for it. */
function fastestOf(state: State, onDisk: Int32Array, to: number, oldest: Seconds): number {
  let fastest = NONE
  let highest = -1
  for (let i = 0; i < onDisk.length; i++) {
    const site = onDisk[i]
    if (!gives(state, site, to)) continue
    const rate = state.grid.costs.expectedRate(site, to, oldest)
    if (rate <= highest) continue
    fastest = site
    highest = rate
  }
  return fastest
}

function gives({ grid }: State, site: number, to: number): boolean {
  return grid.sites[site].storage.readWan && site !== to
}

function onTape({ datasets, grid }: State, dataset: number): number[] {
  return datasets.copies[dataset]
    .filter(({ site, kind }) => kind === ReplicaKind.tape && grid.sites[site].storage.readWan)
    .map(({ site }) => site)
}
