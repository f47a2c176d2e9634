import type { PolicyComparison } from '../lab/compare-runs.js'
import { compareRuns } from '../lab/compare-runs.js'
import { measures, type MeasureName } from '../lab/measures.js'
import { verdict } from '../lab/report/verdict.js'
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
 * A comparison for a terminal: the verdict, a table of medians over seeds, the assumptions.
 * @param width of the terminal, in characters
 */
export function comparisonText(study: Study, width: number): string {
  const comparisons = compareRuns(study.runs)
  const sections = [
    paragraphs(verdict(comparisons), width),
    policyTable(comparisons, width),
    paragraphs(['Numbers are medians over seeds; min–max is the range of the mean wait over them.'], width),
    list('Assumptions', study.assumptions, width),
    list('Notes', study.notes, width),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function policyTable(comparisons: readonly PolicyComparison[], width: number): string {
  const [mean, ...others] = shown
  const columns: Column[] = [
    { title: 'Policy', align: 'left', importance: 11, shortest: 12 },
    column(mean),
    { title: 'min–max', align: 'right', importance: 9 },
    ...others.map(column),
  ]
  const rows = comparisons.map(({ policy, spreads }) => {
    const cell = ({ name }: ShownMeasure): string => measures[name].format(spreads[name].median)
    const { min, max } = spreads.waitMean
    return [policy, cell(mean), measures.waitMean.formatRange(min, max), ...others.map(cell)]
  })
  return renderTable(columns, rows, width)
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
