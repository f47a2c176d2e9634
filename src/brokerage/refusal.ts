import type { Face } from '../model/grid.js'
import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'
import { Candidates } from './candidates.js'
import type { Policy, Step } from './policy.js'
import { status } from './steps/status.js'

/** Whether a step's refusal holds for as long as queues are what they are; their status may change. */
export function tellsForGood(step: Step): boolean {
  return (step.lasting || step.ofTask === true) && step !== status
}

/** The word operators know for a refusal: the one that begins the step's reason, where it has several, else its name. */
export function tagOf(step: Step, bunch: Bunch, face: Face, state: State): string {
  return /^(\w+): /.exec(step.because(bunch, face, state))?.[1] ?? step.name
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
    const example = state.grid.faces[candidates.firstRefused()]
    const reason = `e.g. ${example.queue.name}: ${step.because(bunch, example, state)}`
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
  const refusing = refusingSteps(state, policy, bunch)
  let best: { steps: number; margin: number; words: string } | undefined
  for (const face of state.grid.faces) {
    const steps = refusing[face.index]
    if (steps.length === 0 || (bunch.queues.length > 0 && !bunch.queues.includes(face.queue.index))) continue
    const reasons = steps.map((step) => step.because(bunch, face, state))
    const margin = reasons.reduce((sum, reason) => sum + marginOf(reason), 0)
    if (best !== undefined && (steps.length > best.steps || (steps.length === best.steps && margin >= best.margin)))
      continue
    best = { steps: steps.length, margin, words: `${face.queue.name}: ${reasons.join(', and ')}` }
  }
  return best?.words
}

/** How far what is asked lies from what is given, as the logarithm of their ratio, where a reason names both. */
function marginOf(reason: string): number {
  const [asked, given] = [...reason.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number))
  return asked > 0 && given > 0 ? Math.abs(Math.log(asked / given)) : 0
}

/** The steps that refuse each pseudo-queue for good. */
function refusingSteps(state: State, policy: Policy, bunch: Bunch): Step[][] {
  const refusing: Step[][] = state.grid.faces.map(() => [])
  const candidates = new Candidates(state)
  for (const step of policy.steps.filter(tellsForGood)) {
    candidates.begin(everywhere(state), bunch)
    step.judge(bunch, candidates, state)
    for (let i = 0; i < candidates.count; i++) if (candidates.isRefused(i)) refusing[candidates.face[i]].push(step)
    candidates.pardon()
  }
  return refusing
}

function everywhere({ grid }: State): Int32Array {
  return Int32Array.from(grid.faces, (face) => face.index)
}
