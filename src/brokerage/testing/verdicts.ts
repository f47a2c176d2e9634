/** What a step says of each queue of a table. */
import type { ExecutionContext } from 'ava'
import type { Constants, ConstantsByShare } from '../../model/constants.js'
import type { Step } from '../policy.js'
import { wordsOf } from '../reason.js'
import { sceneOf, type Work } from './scene.js'

/**
 * Whether each queue passes (`ok`), or the words of its refusal, after `aside:` when it is out only for now; those of its
 * pseudo-queues apart by ` / `. Columns: those of a scene, and `verdict`.
 */
export function judged(
  t: ExecutionContext,
  step: Step,
  work: Work,
  table: string,
  constants: Partial<Constants> = {},
  byShare: ConstantsByShare = {},
): void {
  const { state, bunch, candidates, lines } = sceneOf(table, work, constants, byShare)
  step.judge(bunch, candidates, state)
  const verdictOf = new Map<number, string>()
  for (let i = 0; i < candidates.count; i++) {
    const face = state.grid.faces[candidates.face[i]]
    const words = () => wordsOf(step.because(bunch, candidates, i, state))
    const isAside = candidates.takeSetAside(i)
    verdictOf.set(face.index, candidates.isRefused(i) ? words() : isAside ? `aside: ${words()}` : 'ok')
  }
  t.is(verdictOf.size, state.grid.faces.length)
  lines.forEach(({ queue, verdict }, i) => {
    const verdicts = state.grid.queues[i].faces.map(({ index }) => verdictOf.get(index))
    t.is(verdicts.join(' / '), verdict, queue)
  })
}
