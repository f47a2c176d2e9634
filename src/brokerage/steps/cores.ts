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
  because: (bunch, face, state) =>
    hasRightMode(bunch, face, state) && bunch.kind.maxCores > 0 && face.cores > bunch.kind.maxCores
      ? `max_cpucore: slots of the queue have ${face.cores} cores, at most ${bunch.kind.maxCores} are wanted`
      : `needs ${bunch.kind.cores} cores, slots of the queue have ${face.cores}`,
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
