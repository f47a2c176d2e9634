import { keyOf, uniform } from '../../model/draws.js'
import { NONE } from '../../model/units.js'
import type { Chooser } from '../policy.js'
import { FaceFigures, workOf } from '../single-level/at-face.js'
import { chooseQueue, type Contender } from '../single-level/choose-queue.js'
import { inverseWeight } from '../single-level/inverse-weight.js'

const purpose = keyOf('brokerage.shuffle')

/**
 * The choice of 2013 (brokerage.md §D.1): 1/w is reckoned for each bunch from the jobs that stand at the queues by then, those
 * of the bunches before among them. Equals go in grid order; for users' jobs they are shuffled. Other weights divide 1/w.
 */
export const bestOfTwo: Chooser = {
  name: 'best-of-two',
  about: 'fewest waiting jobs for what the queue gets done, or the next best if it holds more input',
  choose(bunch, candidates, jobs, state) {
    const { face, weight, cap, queued, diskFiles, count } = candidates
    const work = workOf(bunch)
    const contenders: Contender[] = []
    for (let i = 0; i < count; i++) {
      if (weight[i] === 0 || queued[i] >= cap[i] || candidates.barred[i] === 1) continue
      const figures = new FaceFigures(state.grid.faces[face[i]], bunch, state)
      contenders.push({
        position: i,
        inverseWeight: inverseWeight(work, figures, state.constants) / weight[i],
        turn: work.isAnalysis ? uniform(state.seed, purpose, bunch.taskKey, bunch.ordinal, face[i]) : i,
        filesHeld: work.inputBytes > 0 ? diskFiles[i] : 0,
      })
    }
    const chosen = chooseQueue(contenders, state.constants)
    if (chosen === undefined) return NONE
    queued[chosen.position] += jobs
    return chosen.position
  },
}
