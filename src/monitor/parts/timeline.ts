import { formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import { html, type Markup } from '../../page/html.js'
import type { Look } from '../look.js'
import type { JobTold } from '../readings/jobs.js'
import { stackedBar } from './bar.js'
import { table } from './table.js'

const TONES = 8

/**
 * What happened, drawn to scale and told in a table.
 *
 * @param story oldest first
 * @param end until when the last of it lasts; null: it ended with that
 */
export function timeline({ clock }: Look, story: JobTold['story'], end: Seconds | null): Markup {
  const steps = story.map(({ at, what }, index) => ({
    at,
    what,
    seconds: Math.max(0, (story[index + 1]?.at ?? end ?? at) - at),
    tone: `tone-${index % TONES}` as const,
  }))
  const whole = steps.reduce((sum, { seconds }) => sum + seconds, 0)
  return html`${stackedBar(
    `Its ${formatSeconds(whole)} to scale; the table below tells the same`,
    steps.map(({ what, seconds, tone }) => ({ name: what, value: seconds, tone, words: formatSeconds(seconds) })),
  )}
  ${table({
    caption: 'What happened, oldest first',
    items: steps,
    empty: 'Nothing of its story is recorded.',
    columns: [
      { title: 'when', isText: true, order: ({ at }) => at, cell: ({ at }) => clock.stamp(at) },
      { title: 'what', isProse: true, cell: ({ what }) => what },
      { title: 'for', order: ({ seconds }) => seconds, cell: ({ seconds }) => formatSeconds(seconds) },
    ],
  })}`
}
