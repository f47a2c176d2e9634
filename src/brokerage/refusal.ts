import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import type { Policy } from './policy.js'
import { status } from './steps/status.js'

/**
 * Why no queue could ever run this work, in words: what each step refuses that judges what queues are. Undefined when
 * some queue could. The status of a queue may change and is left out.
 */
export function refusalEverywhere(state: State, policy: Policy, bunch: Bunch): string | undefined {
  const candidates = new Candidates(state)
  candidates.begin(
    Int32Array.from(state.grid.faces, (face) => face.index),
    bunch,
  )
  const refusals: string[] = []
  for (const step of policy.steps) {
    if (!(step.lasting || step.ofTask) || step === status) continue
    step.judge(bunch, candidates, state)
    if (candidates.refusedNow === 0) continue
    const example = state.grid.faces[candidates.firstRefused()]
    const reason = `e.g. ${example.queue.name}: ${step.because(bunch, example, state)}`
    refusals.push(`${step.name} refuses it at ${candidates.refusedNow} of ${candidates.count} queues (${reason})`)
    candidates.settle()
  }
  return candidates.count > 0 ? undefined : `no queue can run it: ${refusals.join('; ')}`
}
