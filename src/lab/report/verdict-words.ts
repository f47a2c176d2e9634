import { formatCount, formatFraction } from '../../model/format.js'
import type { Difference } from '../comparison/comparison.js'
import { leadOf } from '../comparison/contest.js'
import { measures, type MeasureName } from '../measures.js'

/** Measures whose title in a table is no noun that could be lower or higher. */
const nouns: Partial<Record<MeasureName, string>> = {
  perCoreSlowdown: 'slowdown per core, 10 s',
  cpuEfficiency: 'CPU efficiency',
  emptyPilots: 'fraction of empty pilots',
  throughput: 'number of jobs finished a day',
  finished: 'number of jobs finished',
  unfinished: 'number of jobs unfinished',
  peakRunning: 'peak number of running jobs',
  peakWaiting: 'peak number of waiting jobs',
  attemptFailures: 'fraction of failed attempts',
  jobFailures: 'fraction of failed jobs',
  tasksDone: 'fraction of tasks done in full',
  rebrokerings: 'number of re-brokerings per job',
  inputLocal: 'fraction of input that was local',
  wanBytes: 'volume of bytes moved between sites',
  lanBytes: 'volume of bytes read and written near',
  tapeBytes: 'volume of bytes brought from tape',
  remoteRead: 'fraction of input read from afar',
  cacheHitFiles: 'fraction of inputs found in a copy',
  cacheHitBytes: 'fraction of input bytes found in a copy',
  reuse: 'number of reads per copy',
  starved: 'fraction of starved jobs',
  jain: "Jain's index of shares",
}

/** The measure inside a sentence, where it can be lower or higher: `mean wait`. */
export function measureWords(name: MeasureName): string {
  const { title } = measures[name]
  return nouns[name] ?? title.charAt(0).toLowerCase() + title.slice(1)
}

/** `a, b and c` */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words)
}

/** `30 paired runs`, `1 paired run`. */
function pairedRuns(pairs: number): string {
  return `${formatCount(pairs)} paired ${pairs === 1 ? 'run' : 'runs'}`
}

/** `p < 0.001`, `p = 0.012` */
function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`
}

/** What the runs say of one policy against the baseline, in a sentence that stands on its own. */
export function differenceSentence(
  difference: Difference,
  baseline: string,
  confidence: number,
  margin: number,
): string {
  const { measure, pairs, adjusted, finding } = difference
  const { ahead, behind, mean, part, won } = leadOf(difference, baseline)
  const words = measureWords(measure)
  const over = pairs === 1 ? 'On the one seed that both ran' : `Over ${pairedRuns(pairs)}`
  if (mean === 0 && difference.lower + difference.higher === 0)
    return `${over}, ${ahead} and ${behind} have the same ${words}.`
  const apart = `${ahead}'s ${words} is ${measures[measure].formatDifference(mean)} ${side(mean)} than ${behind}'s`
  const ofOther = Number.isFinite(part) ? formatFraction(Math.abs(part)) : ''
  const seeds = `${side(mean)} in ${formatCount(won)} of ${formatCount(pairs)} ${pairs === 1 ? 'seed' : 'seeds'}`
  const interval = intervalWords(difference, baseline, confidence)
  if (finding === 'too few runs') return `${over}, ${apart}${brackets(ofOther)}, ${seeds}.`
  if (finding === 'equivalent')
    return `${over}, ${ahead} and ${behind} are alike: ${apart}${brackets(ofOther, interval)}, within the ${formatFraction(margin)} that was declared to be no difference.`
  if (finding === 'undecided')
    return `${over}, nothing is shown between ${ahead} and ${behind}: ${apart}${brackets(ofOther, interval)}, ${seeds}; adjusted ${probability(adjusted)}.`
  return `${over}, ${apart}${brackets(ofOther, interval)}, ${seeds}; adjusted ${probability(adjusted)}.`
}

/** `95 % interval 1 h 2 min to 1 h 21 min`; where it holds zero, both ways are named. */
function intervalWords(difference: Difference, baseline: string, confidence: number): string {
  const { mean, low, high } = leadOf(difference, baseline)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return ''
  const { formatDifference } = measures[difference.measure]
  const name = `${Number((confidence * 100).toPrecision(4))} % interval`
  const [near, far] = mean < 0 ? [high, low] : [low, high]
  if (low * high > 0) return `${name} ${formatDifference(near)} to ${formatDifference(far)}`
  return `${name} from ${formatDifference(far)} ${side(far)} to ${formatDifference(near)} ${side(near, mean)}`
}

/** An end at zero lies on the side that the mean is not on. */
function side(value: number, mean = 0): string {
  return value < 0 || (value === 0 && mean > 0) ? 'lower' : 'higher'
}

function brackets(...parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '')
  return said.length > 0 ? ` (${said.join('; ')})` : ''
}
