import { counted, formatCount, formatFraction } from '../../../model/format.js'
import { type Figure, renderFigure } from '../../report/figure.js'
import { html, Markup } from '../../../page/html.js'
import { htmlPage } from '../../report/html-page.js'
import { list } from '../../report/sentences.js'
import { table } from '../../report/table.js'
import type { AgreementOf } from '../agreement.js'
import type { ShadowReport } from '../shadow-report.js'
import {
  agreementSentence,
  driftSentence,
  ordersSentence,
  regretSentence,
  shiftSentence,
  unestimatedWords,
} from '../shadow-sentences.js'
import { agreementBy, criteriaFigure } from './agreement-figures.js'
import { courseFigure } from './course-figures.js'
import { regretFigure } from './regret-figure.js'

type Part = Markup | Figure | undefined

interface Chapter {
  readonly id: string
  readonly heading: string
  readonly short: string
  readonly parts: readonly Part[]
}

/** A shadow as one page of HTML that needs nothing else. */
export async function shadowPage(report: ShadowReport): Promise<string> {
  const chapters: { id: string; short: string; body: Markup }[] = []
  for (const { id, heading, short, parts } of chaptersOf(report)) {
    const bodies: Markup[] = []
    for (const part of parts) {
      if (part !== undefined) bodies.push(part instanceof Markup ? part : await renderFigure(part))
    }
    if (bodies.length === 0) continue
    const body = html`<section id="${id}">
      <h2>${heading}</h2>
      ${bodies}
    </section> `
    chapters.push({ id, short, body })
  }
  const title = `Policy ${report.policy} in the shadow of production`
  return htmlPage({ title, policies: 2, opening: opening(title, report), side: undefined, chapters })
}

function opening(title: string, report: ShadowReport): Markup {
  const { feed, counts, grid } = report
  return html`<h1>${title}</h1>
    <p class="question">
      What policy ${report.policy} would have done with the work that production placed, and what that would have meant.
    </p>
    <p class="facts">
      ${feed.name}${feed.source === '' ? '' : ` (${feed.source})`}, from ${feed.from} to ${feed.until}, on ${grid}:
      ${counted(counts.jobs, 'job')} of ${counted(counts.tasks, 'task')}.
    </p>
    <section class="verdict" id="verdict" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">The answer</h2>
      <p>${agreementSentence(report)}</p>
      <dl>
        ${particular('Regret', regretSentence(report))} ${particular('Drift', driftSentence(report))}
        ${particular('Orders', ordersSentence(report))}
      </dl>
    </section>`
}

function particular(name: string, sentence: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${sentence}</dd>
  </div> `
}

function chaptersOf(report: ShadowReport): Chapter[] {
  return [
    {
      id: 'agreement',
      heading: 'Where they agree, and what parts them',
      short: 'Agreement',
      parts: [criteriaFigure(report), agreementBy(report, 'site'), agreementBy(report, 'hour'), workTable(report)],
    },
    {
      id: 'regret',
      heading: 'What the other choice would have meant',
      short: 'Regret',
      parts: [regretFigure(report), regretNotes(report)],
    },
    { id: 'drift', heading: 'What has changed', short: 'Drift', parts: [courseFigure(report), shifts(report)] },
    { id: 'unknown', heading: 'What could not be compared', short: 'Not compared', parts: [unknown(report)] },
    { id: 'assumptions', heading: 'What was assumed', short: 'Assumptions', parts: [list(report.assumptions)] },
    { id: 'provenance', heading: 'Where the numbers come from', short: 'Provenance', parts: [provenance(report)] },
  ]
}

function workTable({ agreement: { by } }: ShadowReport): Markup {
  const row = (kind: string, one: AgreementOf) => ({
    cells: [
      one.name,
      kind,
      { shown: formatCount(one.jobs), value: one.jobs },
      ...[one.sameQueue, one.sameSite, one.candidate, one.amongThree, one.first].map((count) => ({
        shown: formatFraction(count / one.jobs),
        value: count / one.jobs,
      })),
    ],
  })
  return table({
    caption: 'Agreement by work',
    explanation:
      'Parts of jobs, by source label and by global share: the policy’s choice is production’s queue, or its site; production’s queue is a candidate, among the first three by weight, the first.',
    columns: [
      { title: 'Name', text: true },
      { title: 'Of', text: true },
      ...['Jobs', 'Same queue', 'Same site', 'Candidate', 'Among three', 'First'].map((title) => ({ title })),
    ],
    rows: [...by.label.map((one) => row('label', one)), ...by.share.map((one) => row('share', one))],
  })
}

function regretNotes({ regret }: ShadowReport): Markup {
  const { ended, same, estimated, unestimated } = regret
  return html`<p>
    Of ${counted(ended, 'job')} that ran and ended the policy would have sent ${formatCount(same)} to the same queue.
    Estimated: ${formatCount(estimated)}. Not estimated: ${unestimatedWords(unestimated)}.
    ${unestimated.neverRan > 0 ? `${counted(unestimated.neverRan, 'further job')} ended without having been seen to run.` : undefined}
  </p> `
}

function shifts({ drift }: ShadowReport): Markup {
  return list(drift.shifts.map(shiftSentence)) ?? html`<p>Nothing has shifted.</p> `
}

function unknown({ unknown: kinds, feed }: ShadowReport): Markup | undefined {
  const sentences = kinds.map(({ times, about, names }) => {
    const shown = names.map(({ name, times: often }) => `${name} (${formatCount(often)})`).join(', ')
    return `${formatCount(times)} × ${about}. Most: ${shown}.`
  })
  const faulty =
    feed.faults.lines > 0
      ? [`${formatCount(feed.faults.lines)} faulty lines were left out: ${feed.faults.told.join('; ')}.`]
      : []
  return list([...sentences, ...faulty])
}

function provenance({ feed, seed, version, journal, policy, grid }: ShadowReport): Markup | undefined {
  return list([
    `Feed ${feed.name}: ${formatCount(feed.lines)} lines, ${formatCount(feed.bytes)} bytes, SHA-256 ${feed.sha256}.`,
    `Policy ${policy}, seed ${seed}, grid ${grid}, ailuro ${version}.`,
    `Journal ${journal.hash} over ${formatCount(journal.facts)} facts: the same feed, grid, policy, seed and version give the same.`,
  ])
}
