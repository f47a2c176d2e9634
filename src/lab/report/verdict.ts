import { formatCount } from '../../model/format.js'
import type { PolicyComparison } from '../compare-runs.js'
import type { Comparison, LoadLevel } from '../comparison/comparison.js'
import { contestAt, type Contest } from '../comparison/contest.js'
import { isTelling, keepingUp, tellingLevel } from '../comparison/telling-level.js'
import { measures } from '../measures.js'
import { caveats } from './verdict-caveats.js'
import { checks } from './verdict-checks.js'
import { loadSentences } from './verdict-loads.js'
import { losses, reasons } from './verdict-reasons.js'
import { workSentence } from './verdict-work.js'
import { differenceSentence, list, measureWords } from './verdict-words.js'

/** What a comparison says, for somebody who knows grids: sentences that stand on their own. */
export interface Verdict {
  /** Which policy is best, by how much and how sure, in one or two sentences. */
  answer: string
  /** The other policies against the baseline. */
  others: string[]
  /** What changes with the load; empty for one level. */
  loads: string[]
  /** Which part of a wait makes the difference, and where the work went. */
  reasons: string[]
  /** For whom, and by what, the best policy is worse. */
  losses: string[]
  /** What weakens the answer. */
  caveats: string[]
  /** How the numbers were tried. */
  checks: string[]
}

/** Puts a comparison into words; of several load levels, the most telling one is described and the others summed up. */
export function verdict(comparison: Comparison): Verdict {
  const level = tellingLevel(comparison)
  const measured = level?.policies.filter(({ spreads }) => Number.isFinite(spreads[comparison.primary].mean)) ?? []
  if (!level || measured.length === 0) return { ...silence, answer: nothingMeasured(comparison) }
  const contest = contestAt(level, comparison)
  return {
    answer: answer(level, comparison, measured, contest),
    others: level.differences
      .filter(({ exploratory, policy }) => !exploratory && policy !== contest?.difference.policy)
      .map((one) => differenceSentence(one, comparison.baseline, comparison.confidence, comparison.margin)),
    loads: loadSentences(comparison),
    reasons: contest ? [...reasons(level, comparison, contest), ...workSentence(contest)] : [],
    losses: contest ? losses(level, comparison, contest) : [],
    caveats: caveats(level, comparison, contest),
    checks: checks(level, comparison),
  }
}

/** All of a verdict in the order in which it is read. */
export function verdictSentences(verdict: Verdict): string[] {
  const { answer, others, loads, reasons, losses, caveats, checks } = verdict
  return [answer, ...others, ...loads, ...reasons, ...losses, ...caveats, ...checks]
}

const silence = { others: [], loads: [], reasons: [], losses: [], caveats: [], checks: [] }

function nothingMeasured({ primary }: Comparison): string {
  if (measures[primary].group === 'wait') return 'No job started in any run, so there is no wait to compare.'
  return `No run has a value of ${measureWords(primary)}, so there is nothing to compare.`
}

function answer(
  level: LoadLevel,
  comparison: Comparison,
  measured: readonly PolicyComparison[],
  contest: Contest | undefined,
): string {
  const at = levelWords(level, comparison)
  if (!contest) return at + alone(measured[0], comparison)
  const { difference } = contest
  const sentence = differenceSentence(difference, comparison.baseline, comparison.confidence, comparison.margin)
  return `${at}${lead(level, comparison, contest, at === '')} ${sentence}`
}

/** Empty for one level. */
function levelWords(level: LoadLevel, comparison: Comparison): string {
  const { load, policies } = level
  if (load === undefined || comparison.levels.length < 2) return ''
  const keep = keepingUp(level, comparison)
  const who = keep.length === policies.length ? 'all policies' : list(keep)
  return `At load ${load} (${isTelling(level, comparison) ? `the highest at which ${who} keep up` : 'the lowest tried'}), `
}

function alone({ policy, runs, spreads }: PolicyComparison, { primary }: Comparison): string {
  const { mean, min, max } = spreads[primary]
  const { format, formatRange } = measures[primary]
  const over = runs.length === 1 ? 'On the one seed that ran' : `Over ${formatCount(runs.length)} seeds`
  const range = runs.length > 1 ? ` (${formatRange(min, max)} across seeds)` : ''
  return `${over}, the ${measureWords(primary)} of ${policy} is ${format(mean)}${range}; nothing was compared with it.`
}

function lead(level: LoadLevel, { primary }: Comparison, { best, rival, difference }: Contest, opens: boolean): string {
  const words = measureWords(primary)
  const wait = measures[primary].format(best.spreads[primary].mean)
  const most = measures[primary].better === 'higher' ? 'highest' : 'lowest'
  const tied = level.policies.filter(({ spreads }) => spreads[primary].mean === best.spreads[primary].mean)
  if (tied.length > 1) return `${list(tied.map(({ policy }) => policy))} share the ${most} ${words}, ${wait}.`
  const first = `${best.policy} has the ${most} ${words}, ${wait}`
  switch (difference.finding) {
    case 'undecided':
      return `${opens ? 'No' : 'no'} policy is shown to be the best by ${words}.`
    case 'equivalent':
      return `${first}, but ${rival.policy} is as good.`
    case 'too few runs':
      return `${first}, as far as ${difference.pairs === 1 ? 'one seed' : `${formatCount(difference.pairs)} seeds`} can tell.`
    default:
      return `${first}.`
  }
}
