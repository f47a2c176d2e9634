import { eachFace } from '../policy.js'
import { FaceFigures, workOf } from '../single-level/at-face.js'
import { shipsItsOutput, transferringLimit } from '../single-level/filters.js'

/**
 * Production goes to no queue where too many jobs wait for the transfer of their output (brokerage.md §D.1): more than 2000, or
 * the queue's own limit, and more than twice the running ones.
 */
export const manyTransferring = eachFace({
  name: 'many-transferring',
  about: 'for production, outputs do not pile up at the queue',
  lasting: false,
  accepts: (bunch, face, state) => shipsItsOutput(workOf(bunch), new FaceFigures(face, bunch, state), state.constants),
  because: (bunch, face, state) => {
    const figures = new FaceFigures(face, bunch, state)
    const [observed, limit] = [figures.transferring, transferringLimit(figures, state.constants)]
    return {
      text: `${observed} jobs transfer their output, the limit is ${limit}`,
      change: `at most ${limit} jobs of the queue transferred their output`,
      observed,
      limit,
      unit: 'jobs',
      wants: 'at most',
    }
  },
})
