import { formatFraction, formatSeconds } from '../../../model/format.js'
import { type Seconds, SECONDS_PER_DAY } from '../../../model/units.js'
import { tipped } from '../../report/draw.js'
import { type Figure, isNarrow, type Panel } from '../../report/figure.js'
import { timeUnit } from '../../report/time-axis.js'
import type { ShadowReport } from '../shadow-report.js'

type ToldWindow = ShadowReport['drift']['windows'][number]

/** How agreement and waits went over time, and where something shifted. */
export function courseFigure({ drift: { windows, shifts }, policy }: ShadowReport): Figure | undefined {
  const shown = windows.filter(({ jobs }) => jobs > 0)
  if (shown.length < 2) return undefined
  const longest = Math.max(...shown.map(meanWait).filter(Number.isFinite), 0)
  const unit = timeUnit(longest)
  const marks = [...new Set(shifts.map(({ since }) => since))]
  return {
    id: 'course',
    title: 'How it went over time',
    caption: `One dot a window${marks.length > 0 ? '; a line where something shifted' : ''}. Agreement is the part of jobs that policy ${policy} would have sent to production’s queue.`,
    panels: [
      panel('Agreement', shown, marks, (window) => window.sameQueue / window.jobs, {
        title: 'same queue',
        format: '.0%',
        told: formatFraction,
        top: 1,
      }),
      panel('Mean wait of jobs that started', shown, marks, (window) => meanWait(window) / unit.seconds, {
        title: unit.name,
        told: (wait) => formatSeconds(wait * unit.seconds),
      }),
    ],
    data: {
      columns: [
        'window',
        'tasks',
        'decisions',
        'jobs',
        'same queue',
        'candidate',
        'started',
        'mean wait in s',
        'ended',
        'failed',
      ],
      rows: windows.map((one) => [
        one.when,
        one.tasks,
        one.decisions,
        one.jobs,
        one.sameQueue,
        one.candidate,
        one.started,
        meanWait(one),
        one.ended,
        one.failed,
      ]),
    },
  }
}

function meanWait({ started, waitSeconds }: ToldWindow): number {
  return waitSeconds / started
}

function panel(
  heading: string,
  windows: readonly ToldWindow[],
  marks: readonly Seconds[],
  read: (window: ToldWindow) => number,
  axis: { title: string; format?: string; told: (value: number) => string; top?: number },
): Panel {
  const points = windows.flatMap((window) => {
    const value = read(window)
    return Number.isFinite(value)
      ? [{ at: window.start / SECONDS_PER_DAY, value, tip: `${window.when}: ${axis.told(value)}` }]
      : []
  })
  const starts = windows
    .filter(({ start }) => marks.includes(start))
    .map(({ start }) => ({ at: start / SECONDS_PER_DAY }))
  return {
    heading,
    label: `Line of ${heading.toLowerCase()} over ${points.length} windows.`,
    spec: (width) => ({
      width: isNarrow(width) ? 270 : 820,
      height: 170,
      encoding: {
        x: {
          field: 'at',
          type: 'quantitative',
          title: 'days after the start of the feed',
          scale: { nice: false, zero: false },
        },
      },
      layer: [
        { data: { values: starts }, mark: { type: 'rule', strokeDash: [4, 3], color: 'currentColor', opacity: 0.7 } },
        {
          data: { values: points },
          encoding: {
            y: {
              field: 'value',
              type: 'quantitative',
              title: axis.title,
              axis: { ...(axis.format !== undefined && { format: axis.format }), tickCount: 4 },
              scale: { zero: true, ...(axis.top !== undefined && { domain: [0, axis.top] }) },
            },
          },
          layer: [
            { mark: { type: 'line', strokeWidth: 2, color: 'var(--policy-0)' } },
            {
              mark: { type: 'circle', size: 55, opacity: 1, aria: true, color: 'var(--policy-0)' },
              encoding: { ...tipped },
            },
          ],
        },
      ],
    }),
  }
}
