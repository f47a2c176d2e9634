import { endWords } from '../lab/explain/end-words.js'
import type { RefusalCount, SiteLooks, Spread } from '../lab/explain/site-refusals.js'
import type { SiteStory } from '../lab/explain/site-story.js'
import { formatBytes, formatCount, formatFraction, formatNumber, formatRange, formatSeconds } from '../model/format.js'
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
  const { run, site, phases, load, brokerage, failures, replay } = story
  const table = (title: string, columns: readonly Column[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : ['', paragraph(title, width), renderTable(columns, rows, width)]
  return [
    paragraph(`Site ${site} in ${run.scenario} under ${run.policy}, seed ${run.seed}`, width),
    paragraph(whatItTook(story), width),
    ...(story.attempts === 0 ? [] : [paragraph(phaseWords(phases, replay), width)]),
    ...table(
      'How full it was',
      loadColumns,
      load.map(({ fromSeconds, runningJobs, runningCores, activatedJobs }) => [
        formatSeconds(fromSeconds),
        ...[runningJobs, runningCores, activatedJobs].map(formatCount),
      ]),
    ),
    ...(brokerage === undefined ? [] : ['', paragraph(brokerageWords(brokerage, story.bunches), width)]),
    ...table(
      'What kept work away: times that every pseudo-queue of it was refused, by what refused the one that came furthest',
      refusalColumns,
      (brokerage?.refusals ?? []).map((refusal) => refusalRow(refusal, brokerage?.looks ?? 0)),
    ),
    ...table(
      'Failures',
      failureColumns,
      failures.map(({ attempts, cause, errorCode }) => [formatCount(attempts), endWords(cause, errorCode, replay)]),
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

/** What brokerage made of it, and what its weight had to do with that. */
function brokerageWords({ looks, refused, candidate, outweighed, weights }: SiteLooks, bunches: number): string {
  const times = (number: number) => (number === 1 ? 'once' : `${formatCount(number)} times`)
  const { own, heaviest, lightest } = weights
  const against = heaviest === undefined ? '' : ` against ${formatNumber(heaviest)} of the heaviest`
  const asCandidate = own === undefined ? '' : `, with a weight of typically ${formatNumber(own)}${against}`
  const tooLight =
    lightest === undefined ? '' : `, typically with no more than the ${formatNumber(lightest)} of the lightest`
  const parts = [
    [refused, `was refused ${times(refused)}`],
    [candidate, `was among the heaviest candidates ${times(candidate)}${asCandidate}`],
    [outweighed, `passed but was outweighed by as many candidates as are kept ${times(outweighed)}${tooLight}`],
  ] as const
  const told = parts.flatMap(([number, words]) => (number === 0 ? [] : [words]))
  const got = bunches === 0 ? 'no jobs' : bunches === 1 ? 'a bunch of jobs' : `${formatCount(bunches)} bunches of jobs`
  return `Brokerage looked ${times(looks)} for a place among all pseudo-queues, and gave it ${got}. It ${told.join('; it ')}.`
}

function refusalRow(refusal: RefusalCount, looks: number): string[] {
  const { tag, times, timesForNow, observed, limit, unit, bound } = refusal
  const range = ({ least, most }: Spread) => formatRange(least, most, formatNumber)
  return [
    tag,
    formatCount(times),
    formatFraction(times / looks),
    observed === undefined ? '' : `${range(observed)} ${unit}`,
    limit === undefined ? '' : `${bound} ${range(limit)}`.trim(),
    timesForNow === times ? 'for now' : timesForNow === 0 ? 'for good' : 'partly for now',
  ]
}
