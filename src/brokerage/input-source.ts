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
  let sources: number[] = []
  for (const site of onDisk) if (grid.sites[site].storage.readWan && site !== to) sources.push(site)
  if (sources.length === 0) sources = onTape(state, dataset)
  if (sources.length <= 1) return sources[0] ?? NONE
  const rate = (site: number): number => grid.costs.expectedRate(site, to, oldest)
  if (tries === 0) return sources.reduce((best, site) => (rate(site) > rate(best) ? site : best))
  sources.sort((one, other) => rate(other) - rate(one))
  return sources[tries % sources.length]
}

function onTape({ datasets, grid }: State, dataset: number): number[] {
  return datasets.copies[dataset]
    .filter(({ site, kind }) => kind === ReplicaKind.tape && grid.sites[site].storage.readWan)
    .map(({ site }) => site)
}
