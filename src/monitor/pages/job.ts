import { formatBytes, formatCount } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look, PageKind } from '../look.js'
import { wholeNumber } from '../parts/filter-form.js'
import { jobLink, queueLink, siteLink, taskLink, userLink } from '../parts/links.js'
import { notice } from '../parts/notice.js'
import { pairLines } from '../parts/pairs.js'
import { section } from '../parts/section.js'
import { hasEnded, stateWord } from '../parts/state-word.js'
import { table } from '../parts/table.js'
import { timeline } from '../parts/timeline.js'
import { whyPart } from '../parts/why.js'
import type { FileTold, JobTold } from '../readings/jobs.js'

/** One job: where it is and why, its story, its files, and what its pilot said. */
export const jobPage: PageKind = {
  path: '/jobs/:id',
  place: 'Jobs',
  async show(look) {
    const id = wholeNumber(look.params['id'])
    const job = id === undefined ? undefined : await look.source.job(look.asking, id)
    if (job === undefined) return undefined
    const { story, why, needs, said, log } = job
    return {
      title: `Job ${job.id}`,
      body: html`${headline(look, job)}
      ${section('story', 'Its story', timeline(look, story, hasEnded(job.state) ? null : look.asking.at))}
      ${section('why', 'Why it is there', whyPart(look, why))} ${attempts(look, job)}
      ${section('inputs', 'Inputs', files('Input files', job.inputs, 'It reads no files.'))}
      ${section('outputs', 'Outputs', files('Output files', job.outputs, 'It has written no files, or will write none.'))}
      ${section('needs', 'What it needs', needs.length === 0 ? html`<p class="empty">No needs are recorded.</p>` : pairLines(needs))}
      ${section('said', 'What its pilot said', said.length === 0 ? html`<p class="empty">No pilot has said anything of it yet.</p>` : pairLines(said))}
      ${section('log', 'End of its log', log === null ? html`<p class="empty">There is no log of it here.</p>` : log.trim() === '' ? html`<p class="empty">Its log is empty.</p>` : html`<pre tabindex="0">${log}</pre>`)}`,
    }
  },
}

function headline(look: Look, job: JobTold): Markup {
  const { clock } = look
  return html`<p class="lead">
      ${stateWord(job.state)}
      ${hasEnded(job.state) ? clock.ago(job.since) : html`for ${clock.since(job.since)}`}${job.queue === null ? ', at no queue' : html`, at ${queueLink(look, job.queue)}`}
    </p>
    ${job.error === null ? undefined : notice('bad', `${job.error.text} (${job.error.cause} code ${job.error.code})`)}
    ${pairLines(
      [
        { name: 'task', value: html`${taskLink(look, job.task, job.taskName)}, its job number ${job.ordinal}` },
        { name: 'user', value: userLink(look, job.user) },
        { name: 'queue', value: queueLink(look, job.queue) },
        { name: 'site', value: siteLink(look, job.site) },
        { name: 'priority', value: formatCount(job.priority) },
        { name: 'cores', value: formatCount(job.cores) },
        { name: 'attempt', value: formatCount(job.attempt) },
        { name: 'created', value: clock.words(job.createdAt) },
        { name: 'started', value: clock.words(job.startedAt) },
      ],
      'short',
    )}`
}

function attempts(look: Look, { id, attempts: all }: JobTold): Markup {
  return section(
    'attempts',
    'Attempts at the same work',
    table({
      caption: 'All attempts, each a job of its own',
      items: all,
      empty: 'This is the only one.',
      columns: [
        { title: 'attempt', cell: ({ attempt }) => attempt },
        { title: 'job', cell: (one) => (one.id === id ? html`${one.id} (this one)` : jobLink(look, one.id)) },
        { title: 'state', isText: true, cell: ({ state }) => stateWord(state) },
        { title: 'queue', isText: true, cell: ({ queue }) => queueLink(look, queue) },
        { title: 'what went wrong', isProse: true, cell: ({ error }) => error?.text ?? '' },
      ],
    }),
  )
}

function files(caption: string, all: readonly FileTold[], empty: string): Markup {
  return table({
    caption: `${caption}: ${formatCount(all.length)}`,
    items: all,
    empty,
    columns: [
      { title: 'name', isText: true, cell: ({ name }) => name },
      {
        title: 'size',
        order: ({ bytes }) => bytes,
        cell: ({ bytes }) => (bytes === null ? '–' : formatBytes(bytes)),
      },
      { title: 'where', isProse: true, cell: ({ text }) => text },
    ],
  })
}
