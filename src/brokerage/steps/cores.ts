import type { Face } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/**
 * Multi-core work goes to multi-core slots, single-core work to single ones, work for any number of cores anywhere, when
 * urgent to multi-core slots only (brokerage.md §B.2-9). Where a queue gives slots of just the width asked for, it is these; narrower
 * ones do not do, though PanDA would make the jobs narrower.
 */
export const cores: Step = {
  name: 'cpucore',
  about: 'a slot has the cores the job asks for',
  lasting: true,
  judge(bunch, candidates, state) {
    if (bunch.isPinned(state)) return
    const { faces } = state.grid
    for (let i = 0; i < candidates.count; i++) if (!fits(bunch, faces[candidates.face[i]], state)) candidates.refuse(i)
  },
  because: (bunch, candidates, position, state) => {
    const face = state.grid.faces[candidates.face[position]]
    const { cores: wanted, maxCores } = bunch.kind
    if (hasRightMode(bunch, face, state) && maxCores > 0 && face.cores > maxCores) {
      return {
        tag: 'max_cpucore',
        text: `slots of the queue have ${face.cores} cores, at most ${maxCores} are wanted`,
        change: `the queue gave slots of at most ${maxCores} cores`,
        observed: face.cores,
        limit: maxCores,
        unit: 'cores',
        wants: 'at most',
      }
    }
    return {
      text: `needs ${wanted} cores, slots of the queue have ${face.cores}`,
      change: `the queue gave slots of ${wanted > 0 ? wanted : 'several'} cores`,
      observed: wanted,
      limit: face.cores,
      unit: 'cores',
    }
  },
}

function isWide(bunch: Bunch, state: State): boolean {
  return bunch.kind.cores > 1 || (bunch.kind.cores === 0 && bunch.isHigh(state))
}

function fits(bunch: Bunch, face: Face, state: State): boolean {
  const { cores: wanted, maxCores } = bunch.kind
  if (maxCores > 0 && face.cores > maxCores) return false
  if (face.cores === wanted) return true
  if (!hasRightMode(bunch, face, state)) return false
  return wanted === 0 || (face.cores > wanted && !face.queue.faces.some(({ cores: width }) => width === wanted))
}

/** Multi-core slots for multi-core work, single ones for single-core work, either where the work takes any. */
function hasRightMode(bunch: Bunch, face: Face, state: State): boolean {
  if (bunch.kind.cores === 0 && !isWide(bunch, state)) return true
  return face.cores > 1 === isWide(bunch, state)
}
