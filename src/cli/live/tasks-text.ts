import { counted, formatCount, formatSeconds } from '../../model/format.js'
import type { Output } from '../../live/api/client-types.js'
import { paragraph } from '../paragraph.js'
import { type Column, renderTable } from '../table.js'
import { localTime } from './answer.js'
import { moreText } from './jobs-text.js'

const columns: readonly Column[] = [
  { title: 'task', align: 'right', importance: 9 },
  { title: 'name', align: 'left', importance: 8, shortest: 12 },
  { title: 'state', align: 'left', importance: 6 },
  { title: 'jobs', align: 'right', importance: 7 },
  { title: 'finished', align: 'right', importance: 5 },
  { title: 'failed', align: 'right', importance: 4 },
  { title: 'cancelled', align: 'right', importance: 1 },
  { title: 'user', align: 'left', importance: 3, shortest: 6 },
  { title: 'submitted', align: 'left', importance: 2 },
]

/** A page of tasks as a table, for a window so wide. */
export function tasksText({ items, next }: Output<'GET /tasks'>, width: number): string {
  if (items.length === 0) return 'No tasks.'
  const rows = items.map((task) => [
    String(task.task),
    task.name,
    task.state,
    ...[task.jobs, task.finished, task.failed, task.cancelled].map(formatCount),
    task.user,
    localTime(task.submittedAt),
  ])
  return [renderTable(columns, rows, width), ...moreText(next)].join('\n')
}

/** One task in words, for a window so wide. */
export function taskText(task: Output<'GET /tasks/:number'>, width: number): string {
  const { cores, memoryMBPerCore, scratchMB, walltimeSeconds, dataset, queue, nucleus } = task
  const needs = [
    cores === 0 ? 'any number of cores' : counted(cores, 'core'),
    `${formatCount(memoryMBPerCore)} MB of memory a core`,
    ...(scratchMB > 0 ? [`${formatCount(scratchMB)} MB of disk`] : []),
    ...(walltimeSeconds > 0 ? [`${formatSeconds(walltimeSeconds)} of wall time`] : []),
    ...(dataset === null ? [] : [`the dataset ${dataset}`]),
    ...(queue === null ? [] : [`the queue ${queue}`]),
    ...(nucleus === null ? [] : [`the nucleus ${nucleus}`]),
  ]
  return [
    `Task ${task.task}, ${task.name}: ${task.state}, ${progressWords(task)}.`,
    `User ${task.user}, share ${task.share}, label ${task.label}, priority ${formatCount(task.priority)}, submitted ${localTime(task.submittedAt)}` +
      `${task.endedAt === null ? '' : `, ended ${localTime(task.endedAt)}`}.`,
    ...(task.submitter === null ? [] : [`Submitted by ${submitterWords(task.submitter)}.`]),
    `Each job needs ${needs.join(', ')}, and may be tried ${counted(task.maxAttempts, 'time')}, failing at most ${formatCount(task.maxFailures)} of them.`,
  ]
    .map((sentence) => paragraph(sentence, width))
    .join('\n')
}

const proofs = { x509: 'a certificate', oidc: 'a token of an issuer', loopback: 'this machine' } as const

function submitterWords({ subject, how, vo }: NonNullable<Output<'GET /tasks/:number'>['submitter']>): string {
  return `${subject}${vo === '' ? '' : ` of ${vo}`}, known by ${proofs[how]}`
}

/** How far a task is: `10 jobs, 4 finished, 2 run, 1 failed`. */
function progressWords(task: Output<'GET /tasks/:number'>): string {
  const { jobs, finished, running, failed, cancelled, pending, notCreated } = task
  const parts = [
    [finished, 'finished'],
    [running, running === 1 ? 'runs' : 'run'],
    [failed, 'failed'],
    [cancelled, 'cancelled'],
    [pending + notCreated, pending + notCreated === 1 ? 'waits for a place' : 'wait for a place'],
  ] as const
  const told = parts.flatMap(([number, words]) => (number === 0 ? [] : [`${formatCount(number)} ${words}`]))
  return [counted(jobs, 'job'), ...told].join(', ')
}
