import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import type { Policy, Step } from './policy.js'
import { eachRefusal } from './ranking-watch.js'
import { marginOf, type Reason, wordsOf } from './reason.js'
import { status } from './steps/status.js'

/** Whether a step's refusal holds for as long as queues are what they are; their status may change. */
export function tellsForGood(step: Step): boolean {
  return (step.lasting || step.ofTask === true) && step !== status
}

/** Whether a refusal may pass while work and queue stay what they are: it was set aside, or the step looks at how queues fare. */
export function isForNow(step: Step, { isForGood }: Reason, isAside: boolean): boolean {
  return isForGood !== true && (isAside || !tellsForGood(step))
}

/**
 * Why no queue could ever run this work, in words: what each step refuses that judges what queues are, and what would have to
 * change at the queue that the fewest of them refuse. Undefined when some queue could. The status of a queue may change and is
 * left out.
 */
export function refusalEverywhere(state: State, policy: Policy, bunch: Bunch): string | undefined {
  const candidates = new Candidates(state)
  candidates.begin(everywhere(state), bunch)
  const refusals: string[] = []
  for (const step of policy.steps) {
    if (!tellsForGood(step)) continue
    step.judge(bunch, candidates, state)
    if (candidates.refusedNow === 0) continue
    const example = candidates.firstRefused()
    const { name } = state.grid.queues[candidates.queue[example]]
    const reason = `e.g. ${name}: ${wordsOf(step.because(bunch, candidates, example, state))}`
    refusals.push(`${step.name} refuses it at ${candidates.refusedNow} of ${candidates.count} queues (${reason})`)
    candidates.settle()
  }
  if (candidates.count > 0) return undefined
  const words = `no queue can run it: ${refusals.join('; ')}`
  const change = smallestChange(state, policy, bunch)
  return change === undefined || words.includes(change)
    ? words
    : `${words}; the smallest change that would help, at ${change}`
}

/** The queue that the fewest steps refuse, each asked alone, by the smallest margin, and the reasons of all that do. */
function smallestChange(state: State, policy: Policy, bunch: Bunch): string | undefined {
  const refusing = refusalsOfEach(state, policy.steps.filter(tellsForGood), bunch)
  let best: { steps: number; margin: number; words: string } | undefined
  for (const { index, queue } of state.grid.faces) {
    const reasons = refusing[index].map(({ reason }) => reason)
    if (reasons.length === 0 || (bunch.queues.length > 0 && !bunch.queues.includes(queue.index))) continue
    const margin = reasons.reduce((sum, reason) => sum + marginOf(reason), 0)
    if (best !== undefined && (reasons.length > best.steps || (reasons.length === best.steps && margin >= best.margin)))
      continue
    best = { steps: reasons.length, margin, words: `${queue.name}: ${reasons.map(wordsOf).join(', and ')}` }
  }
  return best?.words
}

/** What a step says against a pseudo-queue, and whether it may pass. */
export interface Refusal {
  readonly step: Step
  readonly reason: Reason
  readonly isTemporary: boolean
}

/**
 * What each step, asked alone, says against each pseudo-queue, by number.
 * @param prepare brings the list to where the steps would be asked: weighs it, for the last ones
 */
export function refusalsOfEach(
  state: State,
  steps: readonly Step[],
  bunch: Bunch,
  prepare: (candidates: Candidates) => void = () => undefined,
): Refusal[][] {
  const refusals: Refusal[][] = state.grid.faces.map(() => [])
  const candidates = new Candidates(state)
  for (const step of steps) {
    candidates.begin(everywhere(state), bunch)
    prepare(candidates)
    step.judge(bunch, candidates, state)
    eachRefusal(candidates, (position, isAside) => {
      const reason = step.because(bunch, candidates, position, state)
      refusals[candidates.face[position]].push({ step, reason, isTemporary: isForNow(step, reason, isAside) })
    })
    candidates.pardon()
  }
  return refusals
}

function everywhere({ grid }: State): Int32Array {
  return Int32Array.from(grid.faces, (face) => face.index)
}
