import { formatFraction, formatSeconds } from '../../../model/format.js'
import type { RunResult } from '../../../sim/run-result.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure } from '../figure.js'
import { lines } from '../legend.js'
import type { Material } from '../material.js'
import { policyScales } from '../policy-colours.js'
import { logTimeAxis } from '../time-axis.js'

/** A second: a logarithmic scale has no zero, and waits below it differ in nothing that matters. */
const shortest = 1

/** Where curves begin: the few shortest waits of a run would take half of a logarithmic scale. */
const firstFraction = 0.01

/** Places along the scale of waits. */
const steps = 120

/** Every so many of them can be pointed at. */
const stepsPerDot = 8

interface Place {
  policy: string
  waitSeconds: number
  /** Mean, lowest and highest over seeds: started within that wait, over submitted. */
  started: number
  lowest: number
  highest: number
  tip: string
}

/** How many jobs started within which wait: a curve for each policy, with the range over seeds. */
export function waitCurve({ policies }: Material): Figure | undefined {
  const runs = policies.flatMap((policy) => policy.runs).filter(({ waitCdf }) => waitCdf.length > 0)
  if (runs.length === 0) return undefined
  const low = Math.max(shortest, Math.min(...runs.map(firstWait)))
  const high = Math.max(2 * low, ...runs.map(({ waitCdf }) => waitCdf.at(-1)?.value ?? 0))
  const between = Array.from({ length: steps }, (_, step) => low * Math.exp((Math.log(high / low) * step) / steps))
  const waits = [...between, high]
  const places = policies.flatMap((policy) => placesOf(policy, waits))
  const scales = policyScales(policies.map(({ policy }) => policy))
  const said = policies.map(({ policy, spreads }) => `${policy} ${formatSeconds(spreads.waitP50.median)}`)
  return {
    id: 'wait-curve',
    title: 'How many jobs had started after how long',
    caption:
      'Share of the jobs that count that started within a wait: the mean over seeds, with their range as a band. Further up and left ' +
      'is better; what is missing from 100 % at the right end never started. The scale of time is logarithmic.',
    panels: [
      {
        label: `Curves of waits by policy. Half of the started jobs had started within: ${said.join(', ')}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 275 : 830,
          height: isNarrow(width) ? 230 : 320,
          encoding: {
            x: {
              field: 'waitSeconds',
              type: 'quantitative',
              title: 'wait',
              scale: { type: 'log', domain: [low, high], nice: false },
              axis: logTimeAxis(low, high),
            },
            y: { type: 'quantitative', title: 'share of jobs started', axis: { format: '.0%', tickCount: 5 } },
            color: { field: 'policy', type: 'nominal', scale: scales.colour, ...lines(width) },
          },
          layer: [
            {
              data: { values: places },
              mark: { type: 'area', opacity: 0.18 },
              encoding: { y: { field: 'lowest', scale: { domain: [0, 1] } }, y2: { field: 'highest' } },
            },
            {
              data: { values: places },
              mark: { type: 'line', strokeWidth: 2 },
              encoding: {
                y: { field: 'started' },
                strokeDash: { field: 'policy', type: 'nominal', scale: scales.dash, ...lines(width) },
              },
            },
            {
              data: { values: places.filter((_, index) => (index % (steps + 1)) % stepsPerDot === 0) },
              mark: { type: 'circle', size: 60, opacity: 0, aria: true },
              encoding: { y: { field: 'started' }, ...tipped },
            },
          ],
        }),
      },
    ],
    data: {
      columns: ['policy', 'wait in s', 'started, mean over seeds', 'lowest', 'highest'],
      rows: places.map(({ policy, waitSeconds, started, lowest, highest }) => [
        policy,
        waitSeconds,
        started,
        lowest,
        highest,
      ]),
    },
  }
}

function firstWait({ waitCdf }: RunResult): number {
  return waitCdf.find(({ fraction }) => fraction >= firstFraction)?.value ?? Infinity
}

function placesOf({ policy, runs }: PolicyComparison, waits: readonly number[]): Place[] {
  const curves = runs.map((run) => startedWithin(run, waits))
  return waits.map((waitSeconds, step) => {
    const over = curves.map((curve) => curve[step])
    const started = over.reduce((sum, value) => sum + value, 0) / over.length
    const tip = `${policy}: ${formatFraction(started)} of jobs started within ${formatSeconds(waitSeconds)}`
    return { policy, waitSeconds, started, lowest: Math.min(...over), highest: Math.max(...over), tip }
  })
}

/** The part of the jobs that count, those submitted in the window, that started within each of some waits, which grow. */
function startedWithin({ waitCdf, summary }: RunResult, waits: readonly number[]): number[] {
  const started = summary.metrics.waitSeconds.count
  const part = started / Math.max(started, summary.window.counted, 1)
  let point = -1
  return waits.map((wait) => {
    while (point + 1 < waitCdf.length && waitCdf[point + 1].value <= wait) point += 1
    return point < 0 ? 0 : waitCdf[point].fraction * part
  })
}
