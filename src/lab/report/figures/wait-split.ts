import { mean } from 'simple-statistics'
import { formatSeconds } from '../../../model/format.js'
import type { WaitSplit } from '../../../sim/run-metrics.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'
import { legend } from '../legend.js'
import type { Material } from '../material.js'
import { phases, phaseScale, type PhaseName } from '../phases.js'
import { timeUnit } from '../time-axis.js'

const parts = {
  earlier: 'earlierSeconds',
  broker: 'brokerSeconds',
  data: 'dataSeconds',
  slot: 'slotSeconds',
  start: 'startSeconds',
} as const satisfies Partial<Record<PhaseName, keyof WaitSplit>>

const names = Object.keys(parts) as (keyof typeof parts)[]

/** What the mean wait consists of, by policy: bars of earlier attempts, brokerage, data, slot and start, the mean over seeds. */
export function waitSplit({ policies }: Material): Figure | undefined {
  const bars = policies.flatMap(({ policy, runs }) => {
    const splits = runs.flatMap(({ summary }) => summary.metrics.waitSplit ?? [])
    if (splits.length === 0) return []
    return names.map((name, order) => {
      const seconds = mean(splits.map((split) => split[parts[name]]))
      const tip = `${policy}: ${phases[name].name} ${formatSeconds(seconds)}`
      return { policy, part: phases[name].name, order, seconds, tip }
    })
  })
  if (bars.length === 0) return undefined
  const totals = policies.map(({ policy }) => {
    const own = bars.filter((bar) => bar.policy === policy)
    return { policy, seconds: own.reduce((sum, { seconds }) => sum + seconds, 0), own }
  })
  const unit = timeUnit(Math.max(...totals.map(({ seconds }) => seconds)))
  const said = totals.map(
    ({ policy, own }) => `${policy}: ${own.map(({ part, seconds }) => `${part} ${formatSeconds(seconds)}`).join(', ')}`,
  )
  return {
    id: 'wait-split',
    title: 'What jobs waited for',
    caption:
      'The mean wait of the jobs that started, by what they waited for: an earlier attempt that ended without a start, a place (brokerage), ' +
      'their input, a pilot with a slot, the start itself. The parts add up to the mean wait; means over seeds.',
    panels: [
      {
        label: `Stacked bars of the wait by part for each policy. ${said.join('; ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 165 : 720,
          height: { step: 34 },
          data: { values: bars.map((bar) => ({ ...bar, length: bar.seconds / unit.seconds })) },
          mark: { type: 'bar', aria: true, stroke: 'var(--ground)', strokeWidth: 1, size: 20 },
          encoding: {
            x: { field: 'length', type: 'quantitative', title: `mean time, ${unit.name}` },
            y: {
              field: 'policy',
              type: 'nominal',
              title: null,
              sort: policies.map(({ policy }) => policy),
              axis: { labelLimit: isNarrow(width) ? 165 : 320, ticks: false, domain: false },
            },
            order: { field: 'order' },
            color: { field: 'part', type: 'nominal', scale: phaseScale(names), ...legend(width, 120) },
            ...tipped,
          },
        }),
      },
    ],
    data: {
      columns: ['policy', 'part', 'mean in s'],
      rows: bars.map(({ policy, part, seconds }) => [policy, part, seconds]),
    },
  }
}
