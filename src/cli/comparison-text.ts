import { formatFraction } from '../model/format.js'
import type { Comparison, Difference, LoadLevel } from '../lab/comparison/comparison.js'
import { tellingLevel } from '../lab/comparison/telling-level.js'
import { measures, type MeasureName } from '../lab/measures.js'
import { percentText } from '../lab/report/difference-text.js'
import { measureWords } from '../lab/report/verdict-words.js'
import { verdict, verdictSentences } from '../lab/report/verdict.js'
import type { Study } from '../lab/study.js'
import { printable, renderTable, type Column } from './table.js'

interface ShownMeasure {
  name: MeasureName
  title: string
  importance: number
}

const shown: readonly ShownMeasure[] = [
  { name: 'waitMean', title: 'Mean wait', importance: 10 },
  { name: 'waitP50', title: 'Median wait', importance: 6 },
  { name: 'waitP95', title: '95 % wait', importance: 7 },
  { name: 'slowdown10s', title: 'Slowdown', importance: 4 },
  { name: 'utilisation', title: 'Utilisation', importance: 5 },
  { name: 'attemptFailures', title: 'Failures', importance: 3 },
  { name: 'inputLocal', title: 'Input local', importance: 1 },
  { name: 'finished', title: 'Finished', importance: 8 },
]

/**
 * A comparison for a terminal: the verdict, the paired differences, a table of means over seeds, the assumptions.
 * @param width of the terminal, in characters
 */
export function comparisonText(study: Study, width: number): string {
  const { comparison } = study
  const level = tellingLevel(comparison)
  const [answer, ...others] = verdictSentences(verdict(comparison))
  const sections = [
    paragraphs([answer, ...others.map((sentence) => `- ${sentence}`)], width),
    ...(level
      ? [
          differenceTable(comparison, width),
          policyTable(level, comparison.primary, width),
          tableNotes(comparison, level, width),
        ]
      : []),
    list('Assumptions', study.assumptions, width),
    list('Notes', study.notes, width),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

/** Each policy against the baseline by the primary measure, at each load level. */
function differenceTable({ levels, primary, confidence, baseline }: Comparison, width: number): string {
  const manyLevels = levels.length > 1
  const { title } = measures[primary]
  const columns: Column[] = [
    ...(manyLevels ? [{ title: 'Load', align: 'right', importance: 12 } as const] : []),
    { title: `Against ${baseline}`, align: 'left', importance: 11, shortest: 12 },
    { title, align: 'right', importance: 5 },
    { title: 'Difference', align: 'right', importance: 10 },
    { title: formatFraction(confidence).replace('.0', '') + ' interval', align: 'right', importance: 8 },
    { title: 'Relative', align: 'right', importance: 7 },
    { title: 'Lower in', align: 'right', importance: 4 },
    { title: 'p', align: 'right', importance: 3 },
    { title: 'Finding', align: 'left', importance: 9 },
  ]
  const rows = levels.flatMap((level) =>
    level.differences
      .filter(({ exploratory }) => !exploratory)
      .map((one) => [...(manyLevels ? [String(level.load)] : []), ...differenceCells(one)]),
  )
  return rows.length > 0 ? renderTable(columns, rows, width) : ''
}

function differenceCells({
  policy,
  measure,
  policyMean,
  mean,
  low,
  high,
  relative,
  lower,
  pairs,
  adjusted,
  finding,
}: Difference): string[] {
  const { format, formatDifference } = measures[measure]
  const signed = (value: number, text = formatDifference): string =>
    `${value > 0 ? '+' : value < 0 ? '−' : ''}${text(Math.abs(value))}`
  return [
    policy,
    format(policyMean),
    signed(mean),
    finding === 'too few runs' ? '–' : `${signed(low)} to ${signed(high)}`,
    signed(relative.mean, formatFraction),
    `${lower}/${pairs}`,
    finding === 'too few runs' ? '–' : adjusted < 0.001 ? '<0.001' : adjusted.toFixed(3),
    finding,
  ]
}

function policyTable({ policies }: LoadLevel, primary: MeasureName, width: number): string {
  const [first, ...others] = shownFirst(primary)
  const columns: Column[] = [
    { title: 'Policy', align: 'left', importance: 11, shortest: 12 },
    column(first),
    { title: 'min–max', align: 'right', importance: 9 },
    ...others.map(column),
  ]
  const rows = policies.map(({ policy, spreads }) => {
    const cell = ({ name }: ShownMeasure): string => measures[name].format(spreads[name].mean)
    const { min, max } = spreads[primary]
    return [policy, cell(first), measures[primary].formatRange(min, max), ...others.map(cell)]
  })
  return renderTable(columns, rows, width)
}

/** The measure that decides, and the others. */
function shownFirst(primary: MeasureName): ShownMeasure[] {
  const first = shown.find(({ name }) => name === primary) ?? { name: primary, title: measures[primary].title }
  return [{ ...first, importance: 10 }, ...shown.filter(({ name }) => name !== primary)].map((one, place) =>
    place > 0 && one.importance === 10 ? { ...one, importance: 8 } : one,
  )
}

function tableNotes(
  { levels, primary, confidence, baseline }: Comparison,
  { load, differences }: LoadLevel,
  width: number,
): string {
  const at = levels.length > 1 ? ` at load ${load}` : ''
  const words =
    differences.length > 0
      ? [
          `Differences are means over pairs of runs with one seed, relative ones in per cent of ${baseline}'s mean. Intervals are of ` +
            `${percentText(confidence)} each, p and “equivalent” are adjusted for the number of differences.`,
        ]
      : []
  return paragraphs(
    [
      ...words,
      `Numbers of policies${at} are means over seeds; min–max is the range of the ${measureWords(primary)} over them.`,
    ],
    width,
  )
}

function column({ title, importance }: ShownMeasure): Column {
  return { title, align: 'right', importance }
}

function list(heading: string, sentences: readonly string[], width: number): string {
  if (sentences.length === 0) return ''
  return `${heading}:\n${paragraphs(
    sentences.map((sentence) => `- ${sentence}`),
    width,
  )}`
}

function paragraphs(sentences: readonly string[], width: number): string {
  return sentences.flatMap((sentence) => wrap(printable(sentence), width)).join('\n')
}

/**
 * The lines of a sentence, broken at blanks; a word longer than the line stands on its own. Items keep their text to the right
 * of the dash.
 */
export function wrap(sentence: string, width: number): string[] {
  const indent = sentence.startsWith('- ') ? '  ' : ''
  const lines: string[] = []
  let line = ''
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
