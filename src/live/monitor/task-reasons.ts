import { formatCount, formatFraction } from '../../model/format.js'
import type { Why } from '../../monitor/readings/jobs.js'
import type { TaskSums } from './task-sums.js'

/** Parts of the time, and of the attempts, from which waiting and failures make a task slow. */
const LONG_WAIT = 0.3
const MANY_FAILURES = 0.1

/** Why a task is slow, the weightiest first; empty: it is not. @param why of its job that has waited longest; undefined: none waits */
export function reasonsOf(sums: TaskSums, why: Why | undefined): string[] {
  const phases = sums.phases()
  const all = phases.reduce((sum, { seconds }) => sum + seconds, 0)
  const reasons = phases
    .filter(({ phase }) => phase !== 'running')
    .map(({ phase, seconds }) => ({
      weight: all === 0 ? 0 : seconds / all,
      text: `its jobs spent ${formatFraction(seconds / all)} of their time ${phase}${because(phase, why)}`,
    }))
    .filter(({ weight }) => weight > LONG_WAIT)
  const failed = sums.attempts === 0 ? 0 : sums.failed / sums.attempts
  if (failed > MANY_FAILURES) {
    const [first] = sums.errors()
    const text = `${formatCount(sums.failed)} of ${formatCount(sums.attempts)} attempts failed, most often: ${first.text}`
    reasons.push({ weight: failed, text })
  }
  return reasons.sort((one, other) => other.weight - one.weight).map(({ text }) => text)
}

/** What the job that has waited longest waits for, where it waits in that phase. */
function because(phase: string, why: Why | undefined): string {
  const hasPlace = why?.verdicts.some(({ isChosen }) => isChosen) === true
  const [finding] = why?.findings ?? []
  if (finding === undefined) return ''
  return phase === (hasPlace ? 'waiting at a queue' : 'waiting for a place') ? `: ${finding}` : ''
}
