import { formatCount, formatNumber } from '../../model/format.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { Verdict, Why } from '../readings/jobs.js'
import { partBar } from './bar.js'
import { queueLink, siteLink } from './links.js'
import { notice } from './notice.js'
import { sentences } from './section.js'
import { markedWord } from './state-word.js'
import { table } from './table.js'

/** Why a job is where it is, or waits: what was found, what would bring it on, and what became of every queue. */
export function whyPart(look: Look, why: Why | null): Markup {
  if (why === null)
    return html`<p class="empty">
      Nothing is recorded of the choice of its queue: none was made yet, or it is long past.
    </p>`
  const { findings, change, policy, verdicts } = why
  return html`${sentences(findings)}
  ${change === null ? undefined : notice('busy', `It would go on if ${change.replace(/\.$/, '')}.`)}
  ${
    verdicts.length === 0
      ? html`<p class="empty">What the policy ${policy} made of each queue is not known here.</p>`
      : html`${refusals(verdicts, policy)} ${verdictTable(look, verdicts)}`
  }`
}

/** How many queues each step refused. */
function refusals(verdicts: readonly Verdict[], policy: string): Markup {
  const counts = new Map<string, number>()
  for (const { step } of verdicts) if (step !== null) counts.set(step, (counts.get(step) ?? 0) + 1)
  return table({
    caption: `What the policy ${policy} refused, of ${formatCount(verdicts.length)} queues`,
    items: [...counts].sort(([, one], [, other]) => other - one),
    empty: `The policy ${policy} refused none.`,
    columns: [
      { title: 'step', isText: true, cell: ([step]) => step },
      { title: 'queues refused', cell: ([, count]) => formatCount(count) },
      { title: 'of all', isText: true, cell: ([, count]) => partBar(count / verdicts.length, 'bad') },
    ],
  })
}

function verdictTable(look: Look, verdicts: readonly Verdict[]): Markup {
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value))
  return table({
    caption: 'Every queue: the chosen one first, then by weight, then those refused',
    items: [...verdicts].sort(byRank),
    empty: '',
    columns: [
      {
        title: 'queue',
        isText: true,
        cell: ({ queue }) => queueLink(look, queue),
      },
      {
        title: 'outcome',
        isText: true,
        cell: ({ step, isChosen }) =>
          isChosen
            ? markedWord('chosen', 'good')
            : step === null
              ? markedWord('passed', 'idle')
              : markedWord(step, 'bad'),
      },
      { title: 'found and allowed', isProse: true, cell: ({ text }) => text },
      { title: 'value', order: ({ value }) => value, cell: ({ value }) => number(value) },
      { title: 'threshold', order: ({ threshold }) => threshold, cell: ({ threshold }) => number(threshold) },
      { title: 'weight', order: ({ weight }) => weight, cell: ({ weight }) => number(weight) },
      { title: 'site', isText: true, isExtra: true, cell: ({ site }) => siteLink(look, site) },
    ],
  })
}

function byRank(one: Verdict, other: Verdict): number {
  return (
    Number(other.isChosen) - Number(one.isChosen) ||
    Number(one.step !== null) - Number(other.step !== null) ||
    (other.weight ?? 0) - (one.weight ?? 0) ||
    (one.step ?? '').localeCompare(other.step ?? '', 'en') ||
    one.queue.localeCompare(other.queue, 'en')
  )
}
