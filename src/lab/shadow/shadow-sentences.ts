import { counted, formatCount, formatFraction, formatNumber, formatSeconds } from '../../model/format.js'
import type { CriterionCount } from './agreement.js'
import type { Shift } from './drift.js'
import type { Unestimated } from './regret.js'
import type { ShadowReport } from './shadow-report.js'

/** How often the two agree. */
export function agreementSentence({ agreement: { total }, policy }: ShadowReport): string {
  const { jobs, decisions, sameQueue, sameSite, candidate, amongThree } = total
  if (jobs === 0) return `Nothing to compare: the feed places no job at a queue of the grid.`
  const part = (count: number): string => formatFraction(count / jobs)
  return (
    `Policy ${policy} agrees with production’s choice on the queue of ${part(sameQueue)} of ${counted(jobs, 'job')} in ${formatCount(decisions)} ${decisions === 1 ? 'bunch' : 'bunches'}, ` +
    `on the site of ${part(sameSite)}. Production’s queue was a candidate for ${part(candidate)}, among the first three for ${part(amongThree)}.`
  )
}

/** What parts them, in words. */
export function criterionWords({ kind, name }: Pick<CriterionCount, 'kind' | 'name'>): string {
  switch (kind) {
    case 'step':
      return `${name} refuses production’s queue`
    case 'weigher':
      return `${name} weighs the policy’s queue more`
    case 'full':
      return 'the policy would have waited: its candidates were full, or there were none'
    case 'choice':
      return `${name} took another of the candidates by lot, by turn or to spread them`
  }
}

/** What production's choices cost, by the estimate. */
export function regretSentence({ regret, policy }: ShadowReport): string {
  const { ended, same, estimated, wait } = regret
  const others = ended - same
  if (ended === 0) return 'Regret cannot be estimated: no job that ran has ended.'
  if (others === 0)
    return `No regret: policy ${policy} would have sent ${ended === 1 ? 'the one ended job' : `all ${counted(ended, 'ended job')}`} where production did.`
  const parted = `of ${counted(others, 'ended job')} that policy ${policy} would have sent elsewhere`
  if (estimated === 0) return `Regret cannot be estimated for any ${parted}: ${unestimatedWords(regret.unestimated)}.`
  const known = `${formatCount(estimated)} ${parted} could be estimated`
  const isKnown = Number.isFinite(wait.low)
  const interval = isKnown
    ? `95 % interval ${formatSeconds(wait.low)} to ${formatSeconds(wait.high)}`
    : 'too few hours for an interval'
  const chance = isKnown && wait.low <= 0 && wait.high >= 0 ? ', which may be chance' : ''
  return (
    `${known}: the regret is ${formatSeconds(wait.mean)} of wait a job (${interval})${chance}. They waited ${formatSeconds(regret.observedWait)} ` +
    `where production sent them; at the policy’s choices ${formatSeconds(regret.estimatedWait)} are estimated.`
  )
}

/** Why nothing was estimated, for how many of the jobs that ran. */
export function unestimatedWords({ noWitnesses, wouldWait, late }: Unestimated): string {
  const parts = [
    [noWitnesses, 'too few jobs went to the policy’s queue around then'],
    [wouldWait, 'the policy would have placed nothing then'],
    [late, 'the waits of their hour were no longer kept when they ended'],
  ] as const
  const told = parts.filter(([jobs]) => jobs > 0).map(([jobs, why]) => `for ${formatCount(jobs)} ${why}`)
  return told.length === 0 ? 'none' : told.join('; ')
}

/** What has changed, and when. */
export function shiftSentence({
  kind,
  name,
  bin,
  partBefore,
  partSince,
  index,
  limit,
  when,
  against,
}: ToldShift): string {
  const what = {
    input: `the mix of tasks by ${name}`,
    agreement: 'how often the policy agrees with production',
    wait: `the wait at ${name}`,
    failures: `how often jobs fail at ${name}`,
  }[kind]
  const unit = kind === 'wait' ? ' s' : ''
  return (
    `Since ${when} ${what} is another than from ${against} on: ${bin}${unit} went from ${formatFraction(partBefore)} to ${formatFraction(partSince)} ` +
    `(stability index ${formatNumber(index)}, ${formatNumber(limit)} counts as a shift).`
  )
}

type ToldShift = Shift & { readonly when: string; readonly against: string }

/** What became of the orders that a policy would have given. */
export function ordersSentence({ orders: { policy, production } }: ShadowReport): string {
  const words = ({ transfers, bytes, pilots }: typeof policy): string =>
    `${counted(pilots, 'pilot')} and ${counted(transfers, 'transfer')} of ${formatNumber(bytes / 1e12)} TB of input`
  return `Nothing was ordered. The policy’s choices would have wanted ${words(policy)}; production’s want ${words(production)}.`
}

/** Drift in one sentence. */
export function driftSentence({ drift: { shifts, windows, windowSeconds } }: ShadowReport): string {
  const over = `${formatCount(windows.length)} windows of ${formatSeconds(windowSeconds)}`
  if (windows.length < 3)
    return `Drift needs two windows that are over; there are ${Math.max(0, windows.length - 1)} of ${formatSeconds(windowSeconds)}.`
  return shifts.length === 0 ? `Nothing has shifted over ${over}.` : `${counted(shifts.length, 'shift')} over ${over}.`
}
