import type { Step } from '../policy.js'

/** Somewhere there is a readable copy of the whole input, or nearly the whole (brokerage.md §B.2-1). */
export const completeInput: Step = {
  name: 'fileunavailable',
  about: 'a readable copy of the input, complete or nearly so, exists somewhere',
  lasting: false,
  judge(bunch, candidates) {
    if (bunch.sources.isAvailable) return
    for (let i = 0; i < candidates.count; i++) candidates.refuse(i)
  },
  because: (bunch, _, { grid }) =>
    bunch.sources.completeSites.length === 0
      ? 'the input is nowhere complete'
      : `the input is complete only at ${bunch.sources.completeSites.map((site) => grid.sites[site].name).join(', ')}, which cannot be read`,
}
