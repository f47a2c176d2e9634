import { formatCount, formatSeconds } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { stackedBar } from '../parts/bar.js'
import { errorTable } from '../parts/error-table.js'
import { wholeNumber } from '../parts/filter-form.js'
import { jobTable } from '../parts/job-table.js'
import { jobsLink, queueLink, userLink } from '../parts/links.js'
import { pairLines } from '../parts/pairs.js'
import { section, sentences } from '../parts/section.js'
import { stateWord } from '../parts/state-word.js'
import { table } from '../parts/table.js'
import { whyPart } from '../parts/why.js'
import type { TaskTold } from '../readings/tasks.js'

/** One task: how far it is, and why it is slow. */
export const taskPage: PageKind = {
  path: '/tasks/:number',
  place: 'Tasks',
  async show(look) {
    const number = wholeNumber(look.params['number'])
    const task = number === undefined ? undefined : await look.source.task(look.asking, number)
    if (task === undefined) return undefined
    return {
      title: `Task ${task.name === '' ? task.task : task.name}`,
      body: html`<p class="lead">
          ${stateWord(task.isAlive ? 'alive' : 'ended')},
          ${jobsLink(look, `${formatCount(task.jobs)} jobs`, { task: task.task })} of ${userLink(look, task.user)}
        </p>
        ${counts(look, task)} ${section('slow', task.isAlive ? 'Why it is slow' : 'Why it was slow', reasons(task))}
        ${slowest(look, task)} ${queues(look, task)} ${phases(task)}
        ${section('errors', 'What failed', errorTable(look, 'Its failures by code', task.errors, { task: task.task }))}
        ${section('about', 'What it is', about(look, task))}`,
    }
  },
}

function counts(look: Look, task: TaskTold): Markup {
  const told = [task.finished, task.running, task.waiting, task.pending, task.failed, task.cancelled]
  const others = task.jobs - told.reduce((sum, one) => sum + one)
  const led = (count: number, state: string) => jobsLink(look, formatCount(count), { task: task.task, state })
  return html`${
    stackedBar('Its jobs by how they stand', [
      { name: 'finished', value: task.finished, tone: 'good', words: led(task.finished, 'finished') },
      { name: 'running', value: task.running, tone: 'busy', words: led(task.running, 'running') },
      { name: 'about to run, or done and moving output', value: Math.max(0, others), tone: 'tone-6' },
      { name: 'waiting at a queue', value: task.waiting, tone: 'idle' },
      { name: 'without a place yet', value: task.pending, tone: 'soft', words: led(task.pending, 'pending') },
      { name: 'failed', value: task.failed, tone: 'bad', words: led(task.failed, 'failed') },
      { name: 'cancelled', value: task.cancelled, tone: 'tone-7', words: led(task.cancelled, 'cancelled') },
    ]) ?? html`<p class="empty">It has no jobs yet: its input is not split.</p>`
  }`
}

function reasons({ isAlive, reasons: all }: TaskTold): Markup {
  if (all.length > 0) return html`${sentences(all)}`
  const text = isAlive ? 'Nothing holds it up: its jobs run, or wait no longer than is usual.' : 'It has ended.'
  return html`<p class="empty">${text}</p>`
}

function slowest(look: Look, { slowest: told }: TaskTold): Markup | undefined {
  if (told === null) return undefined
  return section(
    'slowest',
    'Its job that has waited longest, and why',
    jobTable(look, 'The job that has waited longest', [told.job]),
    whyPart(look, told.why),
  )
}

function queues(look: Look, { task, queues: all }: TaskTold): Markup {
  return section(
    'queues',
    'Where its jobs are',
    table({
      caption: 'Its jobs that are alive, and its attempts that ended, by queue',
      items: all,
      empty: 'None of its jobs has a queue yet.',
      columns: [
        { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
        { title: 'waiting', cell: ({ waiting }) => formatCount(waiting) },
        {
          title: 'running',
          cell: ({ queue, running }) => jobsLink(look, formatCount(running), { task, queue, state: 'running' }),
        },
        {
          title: 'finished',
          cell: ({ queue, finished }) => jobsLink(look, formatCount(finished), { task, queue, state: 'finished' }),
        },
        {
          title: 'failed',
          cell: ({ queue, failed }) => jobsLink(look, formatCount(failed), { task, queue, state: 'failed' }),
        },
      ],
    }),
  )
}

function phases({ phases: all }: TaskTold): Markup {
  const bar = stackedBar(
    'Seconds of all its attempts together, by what they went into',
    all.map(({ phase, seconds }, index) => ({
      name: phase,
      value: seconds,
      tone: `tone-${index % 8}`,
      words: formatSeconds(seconds),
    })),
  )
  return section(
    'phases',
    'Where the time of its jobs went',
    bar ?? html`<p class="empty">None of its jobs has spent any time yet.</p>`,
  )
}

function about({ clock }: Look, { task, priority, submittedAt, endedAt, needs }: TaskTold): Markup {
  return pairLines([
    { name: 'number', value: task },
    { name: 'priority', value: formatCount(priority) },
    { name: 'submitted', value: clock.words(submittedAt) },
    { name: 'ended', value: clock.words(endedAt) },
    ...needs,
  ])
}
