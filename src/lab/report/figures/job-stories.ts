import { formatFraction, formatSeconds } from '../../../model/format.js'
import type { AttemptRecords } from '../../../sim/run-result.js'
import { tipped } from '../draw.js'
import { errorWords } from '../error-words.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import { legend } from '../legend.js'
import type { Material, RecordedRun } from '../material.js'
import { phases, phaseScale, type PhaseName } from '../phases.js'
import { tellingJobs } from '../telling-jobs.js'
import { timeUnit } from '../time-axis.js'

/** The lives of a few telling jobs as bars of their states, under the best policy and under that which it is held against. */
export function jobStories({ recorded }: Material): Figure | undefined {
  const [own, rival] = recorded
  if (own === undefined) return undefined
  const stories = tellingJobs(own.lives, rival?.lives).map(({ why, job }) => {
    const { task, ordinal } = own.lives.life(job)
    return { title: `${why}: job ${ordinal} of ${task}`, stretches: stretchesOf(job, own, recorded) }
  })
  if (stories.length === 0) return undefined
  const policies = recorded.map(({ policy }) => policy)
  const against = rival === undefined ? '' : ` Lost and won are against ${rival.policy}.`
  return {
    id: 'job-stories',
    title: 'The lives of a few jobs',
    caption:
      `Jobs of the run with seed ${own.seed}${own.load === undefined ? '' : ` at load ${formatFraction(own.load)}`}, chosen by what happened to them with ${own.policy}, each from its submission.${against} ` +
      'A cross is an attempt that failed or was closed; what follows it is the next attempt. Each job has its own scale of time.',
    panels: stories.map((story, index) => panel(story, policies, index === 0)),
    data: {
      columns: ['job', 'policy', 'attempt', 'site', 'part', 'from in s', 'to in s', 'end'],
      rows: stories.flatMap(({ title, stretches }) =>
        stretches.map((one) => [
          title,
          one.policy,
          one.attempt,
          one.site,
          phases[one.phase].name,
          one.from,
          one.to,
          one.end,
        ]),
      ),
    },
  }
}

interface Story {
  title: string
  stretches: readonly Stretch[]
}

const shownPhases: readonly PhaseName[] = ['broker', 'data', 'slot', 'start', 'run', 'output']

/** A part of an attempt's life, in seconds since the job was submitted. */
interface Stretch {
  policy: string
  attempt: number
  site: string
  phase: PhaseName
  from: number
  to: number
  /** How the attempt ended, in its last part. */
  end: string
}

/** What happened to a job of one run in each of the runs that kept records. */
function stretchesOf(job: number, own: RecordedRun, recorded: readonly RecordedRun[]): Stretch[] {
  return recorded.flatMap(({ policy, lives }) => {
    const place = own.lives.placeIn(lives, job)
    return place === undefined
      ? []
      : lives.life(place).rows.flatMap((row) => attemptStretches(policy, lives.records, row))
  })
}

function attemptStretches(policy: string, records: AttemptRecords, row: number): Stretch[] {
  const submitted = records.submitSeconds[row]
  const steps: readonly (readonly [PhaseName, number])[] = [
    ['broker', records.createdSeconds[row]],
    ['data', records.brokeredSeconds[row]],
    ['slot', records.activatedSeconds[row]],
    ['start', records.sentSeconds[row]],
    ['run', records.startSeconds[row]],
    ['output', records.runEndSeconds[row]],
  ]
  const reached = steps.filter(([, seconds]) => !Number.isNaN(seconds))
  const last = reached[reached.length - 1][1]
  const end = Number.isNaN(records.endSeconds[row]) ? last : records.endSeconds[row]
  const site = records.site[row] >= 0 ? records.siteNames[records.site[row]] : 'no site'
  const stretches = reached.map(([phase, from], index) => ({
    policy,
    attempt: records.attempt[row],
    site,
    phase,
    from: from - submitted,
    to: (reached[index + 1]?.[1] ?? end) - submitted,
    end: '',
  }))
  stretches[stretches.length - 1].end = endOf(records, row)
  return stretches.filter(({ from, to, end: ended }) => to > from || ended !== '')
}

function endOf(records: AttemptRecords, row: number): string {
  const state = records.stateNames[records.state[row]]
  const code = records.errorCode[row]
  return code === 0 ? state : `${state}: ${errorWords(code)}`
}

function panel({ title, stretches }: Story, policies: readonly string[], isFirst: boolean): Panel {
  const unit = timeUnit(Math.max(1, ...stretches.map(({ to }) => to)))
  const bars = stretches.map((one) => ({
    ...one,
    part: phases[one.phase].name,
    start: one.from / unit.seconds,
    stop: one.to / unit.seconds,
    tip: tipOf(one),
  }))
  const crosses = bars.filter(({ end }) => /^(failed|closed|cancelled)/.test(end))
  const said = policies.map((policy) => {
    const own = stretches.filter((one) => one.policy === policy)
    const parts = own.map(
      (one) => `${phases[one.phase].name} ${formatSeconds(one.to - one.from)}${one.end === '' ? '' : ` (${one.end})`}`,
    )
    return `${policy}: ${parts.length > 0 ? parts.join(', ') : 'not in the records'}`
  })
  return {
    heading: title,
    ofSites: true,
    label: `Timeline. ${title}. ${said.join('; ')}.`,
    spec: (width) => ({
      width: isNarrow(width) ? 190 : 720,
      height: { step: 26 },
      encoding: {
        y: {
          field: 'policy',
          type: 'nominal',
          title: null,
          scale: { domain: [...policies] },
          axis: { labelLimit: isNarrow(width) ? 130 : 200, ticks: false, domain: false },
        },
        x: {
          type: 'quantitative',
          title: `since submission, ${unit.name}`,
          axis: { tickCount: isNarrow(width) ? 4 : 10 },
        },
      },
      layer: [
        {
          data: { values: bars },
          mark: { type: 'bar', size: 16, stroke: 'var(--ground)', strokeWidth: 0.5, aria: true },
          encoding: {
            x: { field: 'start' },
            x2: { field: 'stop' },
            color: {
              field: 'part',
              type: 'nominal',
              scale: phaseScale(shownPhases),
              ...(isFirst ? legend(width, 120) : { legend: null }),
            },
            ...tipped,
          },
        },
        {
          data: { values: crosses },
          mark: { type: 'text', text: '✕', fontSize: 15, fontWeight: 'bold', aria: true },
          encoding: { x: { field: 'stop' }, color: { value: 'currentColor' }, ...tipped },
        },
      ],
    }),
  }
}

function tipOf({ policy, attempt, site, phase, from, to, end }: Stretch): string {
  const where = phase === 'broker' ? '' : ` at ${site}`
  const ended = end === '' ? '' : `; ${end}`
  return `${policy}, attempt ${attempt}${where}: ${phases[phase].name} ${formatSeconds(to - from)}, from ${formatSeconds(from)} on${ended}`
}
