import { formatMeasured } from '../sim/expectations/bounds.js'
import type { RunSummary } from '../sim/run-result.js'
import { wrap } from './comparison-text.js'
import { type Column, printable, renderTable } from './table.js'

/** What stands for held and not held: signs where a terminal shows them, else words. */
const marks = { terminal: { yes: '✓', no: '✗' }, plain: { yes: 'yes', no: 'NO' } } as const

const columns: readonly Column[] = [
  { title: 'Held', align: 'left', importance: 4 },
  { title: 'What should be seen', align: 'left', importance: 3 },
  { title: 'Seen', align: 'right', importance: 2 },
  { title: 'Wanted', align: 'left', importance: 1 },
]
/** Narrower than this, sentences are not broken further. */
const LEAST_WIDTH = 24
const GAPS = 2 * (columns.length - 1)

/**
 * What should be seen in each run, what was, and whether that will do; empty when nothing was expected of any.
 * @param width of the terminal, in characters
 */
export function expectationsText(runs: readonly RunSummary[], width: number, isTerminal: boolean): string {
  const told = runs.flatMap(({ policy, seed, expectations }) => (expectations ? [{ policy, seed, expectations }] : []))
  const { yes, no } = marks[isTerminal ? 'terminal' : 'plain']
  return told
    .map(({ policy, seed, expectations }) => {
      const held = expectations.filter((one) => one.held).length
      const rows = expectations.map((one) =>
        [one.held ? yes : no, one.see, formatMeasured(one.unit, one.found ?? NaN), one.wanted].map(printable),
      )
      const title = `Seen under ${policy}, seed ${seed}: ${held} of ${expectations.length}`
      return `${printable(title)}\n\n${tableOf(rows, width)}\n`
    })
    .join('\n')
}

/** Whether a run failed to show what it should. */
export function isMissing({ expectations = [] }: RunSummary): boolean {
  return expectations.some(({ held }) => !held)
}

/** Sentences go over as many lines as they need. */
function tableOf(rows: readonly (readonly string[])[], width: number): string {
  const others = [0, 2, 3].map((at) => Math.max(columns[at].title.length, ...rows.map((row) => row[at].length)))
  const room = width - GAPS - others.reduce((sum, one) => sum + one, 0)
  const lines = rows.flatMap(([held, see, seen, wanted]) => {
    const [first, ...more] = wrap(see, Math.max(LEAST_WIDTH, room))
    return [[held, first, seen, wanted], ...more.map((line) => ['', line, '', ''])]
  })
  return renderTable(columns, lines, width)
}
