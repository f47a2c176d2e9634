import type { AgreementOf } from '../../lab/shadow/agreement.js'
import type { ShadowReport } from '../../lab/shadow/shadow-report.js'
import {
  agreementSentence,
  criterionWords,
  driftSentence,
  ordersSentence,
  regretSentence,
  shiftSentence,
} from '../../lab/shadow/shadow-sentences.js'
import { formatCount, formatFraction } from '../../model/format.js'
import { wrap } from '../comparison-text.js'
import { printable, renderTable } from '../table.js'

const MOST_ROWS = 8
const MOST_SHIFTS = 6

/** A shadow in words and tables. */
export function shadowText(report: ShadowReport, width: number): string {
  const { feed, policy, seed, version, journal, grid, unknown, drift } = report
  const sentence = (text: string): string => wrap(printable(text), width).join('\n')
  const names = unknown.map(
    ({ times, about, names: most }) => `- ${formatCount(times)} × ${about} (most: ${most[0].name})`,
  )
  const faults =
    feed.faults.lines > 0
      ? [`- ${formatCount(feed.faults.lines)} faulty lines were left out; the first: ${feed.faults.told[0]}`]
      : []
  const left = [...names, ...faults]
  const more = drift.shifts.length - MOST_SHIFTS
  return [
    sentence(`Policy ${policy} in the shadow of ${feed.name}, from ${feed.from} to ${feed.until}, on ${grid}.`),
    sentence(agreementSentence(report)),
    ...parting(report, width),
    ...byName(report, 'label', width),
    ...byName(report, 'site', width),
    sentence(regretSentence(report)),
    [
      driftSentence(report),
      ...drift.shifts.slice(0, MOST_SHIFTS).map((shift) => `- ${shiftSentence(shift)}`),
      ...(more > 0 ? [`- and ${formatCount(more)} more`] : []),
    ]
      .map(sentence)
      .join('\n'),
    ...(left.length > 0 ? [['Not compared:', ...left].map(sentence).join('\n')] : []),
    sentence(ordersSentence(report)),
    sentence(
      `Feed SHA-256 ${feed.sha256.slice(0, 16)}…, seed ${seed}, ailuro ${version}, journal ${journal.hash}. Assumptions: --json, or the page.`,
    ),
  ].join('\n\n')
}

function parting({ agreement: { criteria, total } }: ShadowReport, width: number): string[] {
  if (criteria.length === 0) return []
  const rows = criteria
    .slice(0, MOST_ROWS)
    .map((one) => [
      criterionWords(one),
      formatCount(one.jobs),
      formatFraction(one.jobs / total.jobs),
      formatCount(one.decisions),
    ])
  return [
    renderTable(
      [
        { title: 'what parts them', align: 'left', importance: 3, shortest: 30 },
        { title: 'jobs', align: 'right', importance: 2 },
        { title: 'part', align: 'right', importance: 3 },
        { title: 'bunches', align: 'right', importance: 1 },
      ],
      rows,
      width,
    ),
  ]
}

function byName({ agreement: { by } }: ShadowReport, dimension: 'label' | 'site', width: number): string[] {
  const rows = by[dimension].slice(0, MOST_ROWS)
  if (rows.length < 2) return []
  const part = ({ jobs }: AgreementOf, count: number): string => formatFraction(count / jobs)
  return [
    renderTable(
      [
        { title: dimension, align: 'left', importance: 4, shortest: 12 },
        { title: 'jobs', align: 'right', importance: 3 },
        { title: 'same queue', align: 'right', importance: 3 },
        { title: 'same site', align: 'right', importance: 1 },
        { title: 'candidate', align: 'right', importance: 2 },
        { title: 'among three', align: 'right', importance: 1 },
      ],
      rows.map((one) => [
        one.name,
        formatCount(one.jobs),
        part(one, one.sameQueue),
        part(one, one.sameSite),
        part(one, one.candidate),
        part(one, one.amongThree),
      ]),
      width,
    ),
  ]
}
