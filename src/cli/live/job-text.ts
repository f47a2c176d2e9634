import { counted, formatSeconds } from '../../model/format.js'
import type { Output } from '../../live/api/client-types.js'
import { paragraph } from '../paragraph.js'
import { type Column, printable, renderTable } from '../table.js'
import { commandWords, localTime } from './answer.js'

type Job = Output<'GET /jobs/:id'>

const timeColumns: readonly Column[] = [
  { title: 'when', align: 'left', importance: 3 },
  { title: 'after', align: 'right', importance: 1 },
  { title: 'what', align: 'left', importance: 2, shortest: 8 },
]

const attemptColumns: readonly Column[] = [
  { title: 'job', align: 'right', importance: 5 },
  { title: 'try', align: 'right', importance: 4 },
  { title: 'state', align: 'left', importance: 3 },
  { title: 'queue', align: 'left', importance: 1, shortest: 8 },
  { title: 'why', align: 'left', importance: 2, shortest: 16 },
]

/** The story of a job of a live server, for a window so wide. */
export function liveJobText(job: Job, width: number): string {
  return [
    paragraph(
      `Job ${job.id}, number ${job.ordinal} of task ${job.task} ${job.taskName}, try ${job.attempt}: ${standing(job)}.`,
      width,
    ),
    ...[errorText(job), whatItRuns(job), whatThePilotSaid(job)].flatMap((text) =>
      text === '' ? [] : [paragraph(text, width)],
    ),
    '',
    timelineTable(job, width),
    ...(job.attempts.length > 1 ? ['', attemptsTable(job, width)] : []),
    ...(job.hasLog ? ['', `What it wrote: ailuro job ${job.id} --log`] : []),
  ].join('\n')
}

/** How a job stands, in a few words. */
export function standing({ state, queue, site }: Pick<Job, 'state' | 'queue' | 'site'>): string {
  if (queue === null) return state
  return `${state} at ${queue}${site === null || site === queue ? '' : ` of ${site}`}`
}

function errorText({ error }: Job): string {
  return error === null ? '' : `What went wrong: ${error.text}.`
}

function whatItRuns({ specification, user, cores }: Job): string {
  const width = cores === 0 ? '' : `, on ${counted(cores, 'core')}`
  const {
    command = [],
    container,
    inputs = [],
    outputs = [],
    panda,
  } = (specification ?? {}) as {
    command?: unknown[]
    container?: string
    inputs?: { name: string }[]
    outputs?: { name: string }[]
    panda?: { transformation: string; arguments: string }
  }
  const files = (what: string, list: readonly { name: string }[]): string =>
    list.length === 0 ? '' : `; ${what} ${list.map(({ name }) => printable(name)).join(', ')}`
  const inside = container === undefined ? '' : ` in ${container}`
  const known = panda === undefined ? '' : `It runs ${printable(panda.transformation)} ${printable(panda.arguments)}`
  const none = known === '' ? 'It says not what it runs' : known
  const runs = command.length === 0 ? none : `It runs ${commandWords(command)}${inside}`
  return `${runs}, for ${user}${width}${files('reads', inputs)}${files('writes', outputs)}.`
}

/** What a pilot of PanDA's told: where it ran, and what went wrong in its own words. */
function whatThePilotSaid({ said }: Job): string {
  if (said === null) return ''
  const place = said['node'] === undefined ? '' : ` on ${said['node']}`
  const batch = said['batch_id'] === undefined ? '' : `, batch job ${said['batch_id']}`
  const words = ['pilot_error_diag', 'exe_error_diag'].map((name) => said[name]).filter((diag) => diag !== undefined)
  const told = words.length === 0 ? '' : `, said: ${words.join('; ')}`
  return printable(`Its pilot${said['pilot_id'] === undefined ? '' : ` ${said['pilot_id']}`}${place}${batch}${told}.`)
}

function timelineTable({ timeline }: Job, width: number): string {
  const rows = timeline.map(({ at, what }, i) => [
    localTime(at),
    i === 0 ? '' : formatSeconds((Date.parse(at) - Date.parse(timeline[i - 1].at)) / 1000),
    what,
  ])
  return renderTable(timeColumns, rows, width)
}

function attemptsTable({ attempts }: Job, width: number): string {
  const rows = attempts.map(({ id, attempt, state, queue, error }) => [
    String(id),
    String(attempt),
    state,
    queue ?? '–',
    error?.text ?? '',
  ])
  return renderTable(attemptColumns, rows, width)
}
