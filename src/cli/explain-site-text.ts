import { endWords } from '../lab/explain/end-words.js'
import type { RefusalCount, SiteStory } from '../lab/explain/site-story.js'
import { formatBytes, formatCount, formatFraction, formatNumber, formatSeconds } from '../model/format.js'
import { phaseWords } from './explain-task-text.js'
import { paragraph } from './paragraph.js'
import { type Column, renderTable } from './table.js'

const loadColumns: readonly Column[] = [
  { title: 'at', align: 'right', importance: 4 },
  { title: 'running jobs', align: 'right', importance: 3 },
  { title: 'their cores', align: 'right', importance: 1 },
  { title: 'waiting for a pilot', align: 'right', importance: 2 },
]

const refusalColumns: readonly Column[] = [
  { title: 'refused by', align: 'left', importance: 6 },
  { title: 'times', align: 'right', importance: 5 },
  { title: 'of all', align: 'right', importance: 4 },
  { title: 'found', align: 'right', importance: 3 },
  { title: 'allowed', align: 'right', importance: 2 },
  { title: 'holds', align: 'left', importance: 1 },
]

const failureColumns: readonly Column[] = [
  { title: 'attempts', align: 'right', importance: 2 },
  { title: 'why they failed or were closed', align: 'left', importance: 1, shortest: 20 },
]

/** The story of a site, for a window so wide. */
export function siteText(story: SiteStory, width: number): string {
  const { run, site, phases, load, refusals, failures, rankings } = story
  const table = (title: string, columns: readonly Column[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : ['', paragraph(title, width), renderTable(columns, rows, width)]
  return [
    paragraph(`Site ${site} in ${run.scenario} under ${run.policy}, seed ${run.seed}`, width),
    paragraph(whatItTook(story), width),
    ...(story.attempts === 0 ? [] : [paragraph(phaseWords(phases), width)]),
    ...table(
      'How full it was',
      loadColumns,
      load.map(({ fromSeconds, runningJobs, runningCores, activatedJobs }) => [
        formatSeconds(fromSeconds),
        ...[runningJobs, runningCores, activatedJobs].map(formatCount),
      ]),
    ),
    ...table(
      'What kept work away: of all times that brokerage looked at queues, how often a step refused its own',
      refusalColumns,
      refusals.map((refusal) => refusalRow(refusal, rankings)),
    ),
    ...table(
      'Failures',
      failureColumns,
      failures.map(({ attempts, cause, errorCode }) => [formatCount(attempts), endWords(cause, errorCode)]),
    ),
  ].join('\n')
}

function whatItTook({ attempts, finished, failed, closed, bunches, inputBytes }: SiteStory): string {
  if (attempts === 0) return 'It got no job.'
  return (
    `It got ${formatCount(attempts)} attempts in ${formatCount(bunches)} bunches: ${formatCount(finished)} finished, ` +
    `${formatCount(failed)} failed, ${formatCount(closed)} were closed; they read ${formatBytes(inputBytes)} of input.`
  )
}

function refusalRow(refusal: RefusalCount, rankings: number): string[] {
  const { tag, kinds, observed, limit, unit, bound, isTemporary } = refusal
  const isOfKind = refusal.rankings === 0
  return [
    tag,
    isOfKind ? `${formatCount(kinds)} kinds` : formatCount(refusal.rankings),
    isOfKind ? '' : formatFraction(refusal.rankings / rankings),
    observed === undefined ? '' : `${formatNumber(observed)} ${unit}`,
    limit === undefined ? '' : `${bound} ${formatNumber(limit)}`.trim(),
    isTemporary ? 'for now' : 'for good',
  ]
}
