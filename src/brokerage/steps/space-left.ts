import { eachFace } from '../policy.js'
import { FaceFigures, workOf } from '../single-level/at-face.js'
import { hasSpace, spaceLeftGiB } from '../single-level/filters.js'

/** Away from T1s, 200 GB of storage stay free when the jobs at the queue have written 0.25 GB each (brokerage.md §D.1). */
export const spaceLeft = eachFace({
  name: 'space-left',
  about: 'storage keeps some space free beside what the jobs at the queue will write',
  lasting: false,
  accepts: (bunch, face, state) => hasSpace(workOf(bunch), new FaceFigures(face, bunch, state), state.constants),
  because: (bunch, face, state) => {
    const left = spaceLeftGiB(workOf(bunch), new FaceFigures(face, bunch, state), state.constants)
    const limit = state.constants.singleLevelFreeGiB
    return {
      text: `${Math.floor(left)} GiB would be left, ${limit} must stay free`,
      change: `${Math.ceil(limit - left)} GiB more were free`,
      observed: left,
      limit,
      unit: 'GiB',
      wants: 'at least',
    }
  },
})
