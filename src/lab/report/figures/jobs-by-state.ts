import { formatCount, formatSeconds } from '../../../model/format.js'
import type { RunResult, Series } from '../../../sim/run-result.js'
import { downsample } from '../downsample.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import { legend } from '../legend.js'
import type { Material } from '../material.js'
import { phases, phaseScale, type PhaseName } from '../phases.js'
import { timeUnit, type TimeUnit } from '../time-axis.js'

/** From the ground up: what runs is the floor that waiting stands on. */
const states = {
  running: 'run',
  transferring: 'output',
  activated: 'slot',
  assigned: 'data',
  pending: 'broker',
} as const satisfies Partial<Record<keyof Series, PhaseName>>

const names = Object.keys(states) as (keyof typeof states)[]
const mostPoints = 120

/** Jobs by state over simulated time, an area for each state and a panel for the first run of each policy. */
export function jobsByState({ policies }: Material): Figure | undefined {
  const runs = policies.map(({ runs: [first] }) => first).filter(({ series }) => series.timeSeconds.length > 0)
  if (runs.length === 0) return undefined
  const seeds = [...new Set(runs.map(({ summary }) => summary.seed))].join(', ')
  return {
    ...stateFigure('jobs-by-state', 'Jobs by state over time', runs),
    caption:
      `The run with the first seed of each policy (${seeds}), all to one scale. Each point is the mean of its stretch of time. ` +
      'What runs stands at the bottom; the height above it is what waits, by what it waits for, or moves its output.',
  }
}

/** A figure of some runs, all to one scale. */
export function stateFigure(id: string, title: string, runs: readonly RunResult[]): Omit<Figure, 'caption'> {
  const unit = timeUnit(Math.max(0, ...runs.map(({ series }) => series.timeSeconds.at(-1) ?? 0)))
  const stretches = runs.map(({ series }) => stretchesOf(series, unit))
  const top = {
    time: Math.max(...stretches.flat().map(({ to }) => to)),
    jobs: Math.max(1, ...stretches.flat().map(({ sum }) => sum)),
  }
  return {
    id,
    title,
    panels: runs.map((run, place) => panel(run, stretches[place], unit, top, runs.length > 1 ? place : undefined)),
    data: {
      columns: ['policy', 'time in s', ...names],
      rows: runs.flatMap(({ summary: { policy } }, place) =>
        stretches[place].map(({ seconds, jobs }) => [policy, seconds, ...names.map((name) => jobs[name])]),
      ),
    },
  }
}

interface Stretch {
  seconds: number
  from: number
  to: number
  jobs: Record<keyof typeof states, number>
  sum: number
}

function stretchesOf(series: Series, unit: TimeUnit): Stretch[] {
  const times = downsample(series.timeSeconds, mostPoints)
  const columns = names.map((name) => downsample(series[name], mostPoints))
  const half = times.length > 1 ? (times[1] - times[0]) / 2 : 0.5
  return times.map((seconds, index) => {
    const jobs = Object.fromEntries(names.map((name, place) => [name, columns[place][index]])) as Stretch['jobs']
    const sum = names.reduce((total, name) => total + jobs[name], 0)
    return { seconds, from: (seconds - half) / unit.seconds, to: (seconds + half) / unit.seconds, jobs, sum }
  })
}

function panel(
  { summary }: RunResult,
  stretches: readonly Stretch[],
  unit: TimeUnit,
  top: { time: number; jobs: number },
  place: number | undefined,
): Panel {
  const { policy, metrics } = summary
  const areas = stretches.flatMap(({ seconds, jobs }) =>
    names.map((name, order) => ({
      time: seconds / unit.seconds,
      state: phases[states[name]].name,
      order,
      jobs: jobs[name],
    })),
  )
  const bands = stretches.map(({ seconds, from, to, jobs }) => {
    const counts = [...names].reverse().map((name) => `${name} ${formatCount(jobs[name])}`)
    return { from, to, tip: `${policy}, ${formatSeconds(seconds)}: ${counts.join(', ')}` }
  })
  return {
    ...(place !== undefined && { heading: policy, policy: place }),
    label:
      `Areas of jobs by state over time with ${policy}: at most ${formatCount(metrics.peakRunningJobs)} ran at a time, ` +
      `at most ${formatCount(metrics.peakWaitingJobs)} waited.`,
    spec: (width) => ({
      width: isNarrow(width) ? 280 : 830,
      height: isNarrow(width) ? 110 : 150,
      encoding: {
        x: {
          type: 'quantitative',
          title: `simulated time, ${unit.name}`,
          scale: { domain: [0, top.time], nice: false },
          axis: { tickCount: isNarrow(width) ? 5 : 10 },
        },
      },
      layer: [
        {
          data: { values: areas },
          mark: { type: 'area', stroke: 'var(--ground)', strokeWidth: 0.5 },
          encoding: {
            x: { field: 'time' },
            y: {
              field: 'jobs',
              type: 'quantitative',
              title: 'jobs',
              scale: { domain: [0, top.jobs] },
              axis: { format: '~s', tickCount: 4 },
            },
            order: { field: 'order' },
            color: {
              field: 'state',
              type: 'nominal',
              scale: phaseScale(names.map((name) => states[name])),
              ...((place ?? 0) === 0 ? legend(width, 120) : { legend: null }),
            },
          },
        },
        {
          data: { values: bands },
          mark: { type: 'rect', opacity: 0, aria: true },
          encoding: { x: { field: 'from' }, x2: { field: 'to' }, ...tipped },
        },
      ],
    }),
  }
}
