import { counted, formatCount, formatSeconds } from '../../model/format.js'
import type { State } from '../../model/state.js'
import type { Seconds, TaskRow } from '../../model/units.js'
import type { ThrottleAnswer } from '../tasks/throttler.js'
import { wantsNucleus } from '../task-broker.js'
import type { NucleusChoice } from '../tasks/nucleus.js'
import type { Finding, WaitReason } from './finding.js'
import type { PlacementExplanation, QueueVerdict } from './placement.js'

/**
 * Why pending jobs of a task have no place yet.
 * @param answer what the throttler says of the task now; undefined: it is off
 * @param placement what the policy would do with them now
 * @param nuclei what task brokerage would say now, asked when the task waits for a nucleus
 */
export function waitForPlace(
  state: State,
  task: TaskRow,
  answer: ThrottleAnswer | undefined,
  placement: PlacementExplanation,
  nuclei: () => NucleusChoice,
  now: Seconds,
): WaitReason {
  const { tasks, kinds } = state
  const next = tasks.nextVisitAt[task]
  const visit = Number.isFinite(next)
    ? [{ text: `brokerage looks at its task again in ${formatSeconds(next - now)}` }]
    : []
  if (tasks.isHeld[task] === 1) return heldBack(kinds.at(tasks.kind[task]).share, answer)
  if (wantsNucleus(state, task)) return waitForNucleus(nuclei(), visit)
  const candidates = placement.verdicts.filter(({ verdict }) => verdict === 'candidate').length
  if (candidates === 0) {
    const { nearest } = placement
    return {
      findings: [{ text: `no queue takes it now: ${stepsText(placement.verdicts)}` }, ...visit],
      change: nearest && `at ${nearest.queue} ${nearest.changes.join(', and ')}`,
    }
  }
  const jobs = counted(tasks.pending[task], 'job')
  if (placement.chosen === undefined) {
    return {
      findings: [{ text: `all ${candidates} queues that take it are full` }, ...visit],
      change: 'jobs at one of them started',
    }
  }
  return {
    findings: [
      { text: `${counted(candidates, 'queue')} would take it now, and ${jobs} of its task wait for a place` },
      ...visit,
    ],
    change: Number.isFinite(next)
      ? `brokerage looked at its task now: it would go to ${placement.chosen.queue}`
      : undefined,
  }
}

/** Task brokerage has found no nucleus, or has not looked yet. */
function waitForNucleus({ nucleus, refusals, fault }: NucleusChoice, visit: readonly Finding[]): WaitReason {
  const refused = countsText(refusals.map(({ step }) => step.tag))
  const why = fault ?? (refusals.length === 0 ? 'no queue can run its jobs' : refused)
  return {
    findings: [
      { text: `its task has no nucleus yet that would collect the output${nucleus === undefined ? `: ${why}` : ''}` },
      ...visit,
    ],
    change:
      nucleus === undefined ? 'one nucleus were free of that' : `task brokerage looked now: it would take ${nucleus}`,
  }
}

/** How often each tag comes, the most frequent first. */
function countsText(tags: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  return sorted.map(([tag, count]) => `${tag} at ${count}`).join(', ')
}

/** How many queues the steps refuse that come first, the most telling first. */
function stepsText(verdicts: readonly QueueVerdict[]): string {
  return countsText(verdicts.flatMap(({ refusals }) => (refusals.length === 0 ? [] : [refusals[0].tag])))
}

/** What each objection of the throttler counts, and what would have to become of it (brokerage.md §G.3). */
const objections: Record<NonNullable<ThrottleAnswer['reason']>, readonly [what: string, change: string]> = {
  'nothing runs': ['jobs wait at queues while none runs', 'a job of the share ran, or the waiting ones came down to'],
  'queued per running': ['jobs wait for each that runs', 'those came down to'],
  defined: ['jobs are defined', 'those came down to'],
  waiting: ['jobs wait for input', 'those came down to'],
  'running cap': ['jobs run', 'those came down to'],
  'queue cap': ['jobs wait at queues', 'those came down to'],
}

function heldBack(share: string, answer: ThrottleAnswer | undefined): WaitReason {
  if (answer?.reason === undefined || answer.observed === undefined || answer.limit === undefined) {
    return {
      findings: [{ text: `the throttler holds its task back; share ${share} may have more jobs at its next look` }],
      change: 'the throttler looked again',
    }
  }
  const [what, change] = objections[answer.reason]
  const number = (value: number) => (value < 100 ? String(Number(value.toFixed(2))) : formatCount(value))
  const { observed, limit } = answer
  const counted = `of share ${share} ${number(observed)} ${what}, the limit is ${number(limit)}`
  return {
    findings: [{ text: `the throttler holds its task back: ${counted}`, observed, limit, unit: 'jobs' }],
    change: `${change} ${number(limit)}`,
  }
}
