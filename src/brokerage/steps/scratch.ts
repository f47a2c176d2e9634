import { eachFace } from '../policy.js'

/** The scratch space asked for fits into the work directory; a limit of 0 is none (brokerage.md §B.2-12). */
export const scratch = eachFace({
  name: 'disk',
  about: 'the scratch space asked for fits into the work directory',
  lasting: true,
  accepts: ({ kind }, { queue }) => queue.maxScratchMB === 0 || kind.scratchMB <= queue.maxScratchMB,
  because: ({ kind }, { queue }) => `needs ${kind.scratchMB} MB of scratch, the queue gives ${queue.maxScratchMB} MB`,
})
