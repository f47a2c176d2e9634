import { formatCount } from '../../../model/format.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { measureNames, measures, type MeasureName } from '../../measures.js'
import { html, type Markup } from '../../../page/html.js'
import type { Material } from '../material.js'
import { policyKey } from '../policy-colours.js'
import { table } from '../table.js'

/** One row a measure that any policy has a value of, one column a policy: the median over seeds, with its range below. */
export function policyTable({ policies }: Material): Markup | undefined {
  if (policies.length === 0) return undefined
  const measured = measureNames.filter((name) => policies.some(({ spreads }) => Number.isFinite(spreads[name].median)))
  const seeds = Math.max(...policies.map(({ runs }) => runs.length))
  return table({
    caption: 'Measures by policy',
    explanation: `Each number is the median over ${seeds === 1 ? 'the one seed' : `${formatCount(seeds)} seeds`}; below it the range over them, where they differ.`,
    columns: [
      { title: 'Measure', text: true },
      ...policies.map(({ policy }, place) => ({ title: html`${policyKey(place)}${policy}`, policy: place })),
    ],
    rows: measured.map((name) => ({
      cells: [
        measures[name].title,
        ...policies.map(({ spreads, runs }) => spreadCell(name, spreads[name], runs.length)),
      ],
    })),
  })
}

function spreadCell(name: MeasureName, spread: PolicyComparison['spreads'][MeasureName], seeds: number) {
  const { format, formatRange } = measures[name]
  const range =
    seeds > 1 && spread.min < spread.max ? html`<small>${formatRange(spread.min, spread.max)}</small>` : undefined
  return { shown: html`${format(spread.median)}${range}`, value: spread.median }
}
