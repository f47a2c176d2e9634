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
  because: ({ sources }, _, __, { grid }) => {
    if (sources.completeSites.length === 0)
      return { text: 'the input is nowhere complete', change: 'some site had a complete copy of the input' }
    const sites = sources.completeSites.map((site) => grid.sites[site].name).join(', ')
    return { text: `the input is complete only at ${sites}, which cannot be read`, change: `${sites} could be read` }
  },
}
