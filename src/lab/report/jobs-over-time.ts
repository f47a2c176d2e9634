import { formatCount } from '../../model/format.js'
import type { RunResult, Series } from '../../sim/run-result.js'
import { downsample } from './downsample.js'
import { isNarrow, type Figure } from './figure.js'
import { policyScales } from './policy-colours.js'
import { timeUnit, type TimeUnit } from './time-axis.js'
import { legend } from './wait-curve.js'

const mostPoints = 300

/** Running and waiting jobs over simulated time, a line for each of the runs, which are of different policies. */
export function jobsOverTime(id: string, title: string, runs: readonly RunResult[], caption: string): Figure {
  const unit = timeUnit(Math.max(0, ...runs.map(({ series }) => series.timeSeconds.at(-1) ?? 0)))
  const points = runs.flatMap((run) => pointsOf(run, unit))
  const policies = runs.map(({ summary }) => summary.policy)
  const scales = policyScales(policies)
  const said = runs.map(({ summary: { policy, metrics } }) => {
    const [running, waiting] = [metrics.peakRunningJobs, metrics.peakWaitingJobs].map(formatCount)
    return `${policy} ran at most ${running} jobs at a time and had at most ${waiting} waiting`
  })
  const named = runs.length > 1
  return {
    id,
    title,
    caption: `${caption} Each point is the mean of its stretch of time; waiting are pending, assigned and activated jobs.`,
    label: `Lines of running and of waiting jobs over time: ${said.join('; ')}.`,
    spec: (width) => ({
      data: { values: points },
      facet: { row: { field: 'kind', type: 'nominal', title: null, sort: ['running', 'waiting'], header: panel } },
      resolve: { scale: { y: 'independent' } },
      spacing: 28,
      spec: {
        width: isNarrow(width) ? 260 : 760,
        height: isNarrow(width) ? 130 : 170,
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: {
          x: { field: 'time', type: 'quantitative', title: `simulated time, ${unit.name}` },
          y: { field: 'jobs', type: 'quantitative', title: null, axis: { format: '~s', tickCount: 5 } },
          color: {
            field: 'policy',
            type: 'nominal',
            scale: scales.colour,
            ...(named ? legend(width) : { legend: null }),
          },
          ...(named && { strokeDash: { field: 'policy', type: 'nominal', scale: scales.dash, ...legend(width) } }),
        },
      },
    }),
  }
}

const panel = {
  orient: 'top',
  labelAnchor: 'start',
  labelFontWeight: 'bold',
  labelExpr: "datum.value + ' jobs'",
} as const

interface Point {
  policy: string
  kind: 'running' | 'waiting'
  time: number
  jobs: number
}

function pointsOf(run: RunResult, unit: TimeUnit): Point[] {
  const { policy } = run.summary
  const times = downsample(run.series.timeSeconds, mostPoints)
  const running = downsample(run.series.running, mostPoints)
  const waiting = downsample(waitingJobs(run.series), mostPoints)
  return times.flatMap((seconds, index): Point[] => {
    const time = seconds / unit.seconds
    return [
      { policy, kind: 'running', time, jobs: running[index] },
      { policy, kind: 'waiting', time, jobs: waiting[index] },
    ]
  })
}

function waitingJobs(series: Series): number[] {
  return series.pending.map((pending, index) => pending + series.assigned[index] + series.activated[index])
}
