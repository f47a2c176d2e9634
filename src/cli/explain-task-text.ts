import { outcomeWords } from '../lab/explain/outcome-words.js'
import type { MeanPhases, TaskStory } from '../lab/explain/task-story.js'
import type { ReplayMode } from '../sim/trace-workload.js'
import { formatCount, formatSeconds } from '../model/format.js'
import { paragraph } from './paragraph.js'
import { type Column, renderTable } from './table.js'

const progressColumns: readonly Column[] = [
  { title: 'jobs', align: 'right', importance: 3 },
  { title: 'started after', align: 'right', importance: 1 },
  { title: 'finished after', align: 'right', importance: 2 },
]

const siteColumns: readonly Column[] = [
  { title: 'site', align: 'left', importance: 6 },
  { title: 'attempts', align: 'right', importance: 5 },
  { title: 'finished', align: 'right', importance: 4 },
  { title: 'failed', align: 'right', importance: 3 },
  { title: 'closed', align: 'right', importance: 2 },
  { title: 'mean wait there', align: 'right', importance: 1 },
]

/** Fewer jobs have no last tenth. */
const FEWEST_WITH_TAIL = 10

/** The story of a task, for a window so wide. */
export function taskText(story: TaskStory, width: number): string {
  const { run, task, progress, sites, phases, noPlace } = story
  const rows = progress.map(({ percent, startedSeconds, finishedSeconds }) => [
    `${percent} %`,
    formatSeconds(startedSeconds ?? NaN),
    formatSeconds(finishedSeconds ?? NaN),
  ])
  const places = sites.map(({ site, attempts, finished, failed, closed, waitSeconds }) => [
    site,
    ...[attempts, finished, failed, closed].map(formatCount),
    formatSeconds(waitSeconds ?? NaN),
  ])
  return [
    paragraph(`Task ${task} in ${run.scenario} under ${run.policy}, seed ${run.seed}`, width),
    paragraph(whatItIs(story), width),
    '',
    renderTable(progressColumns, rows, width),
    paragraph(tailWords(story), width),
    '',
    paragraph(phaseWords(phases, story.replay), width),
    ...(noPlace.length === 0 ? [] : [paragraph(`Meanwhile ${noPlaceWords(story)}.`, width)]),
    ...(places.length === 0 ? [] : ['', renderTable(siteColumns, places, width)]),
  ].join('\n')
}

function whatItIs({ user, share, priority, jobs, attempts, finished, unfinished, submitSeconds }: TaskStory): string {
  const rest = unfinished === 0 ? '' : `, ${formatCount(unfinished)} were not over when the run ended`
  return (
    `User ${user}, share ${share}, priority ${priority}. It was submitted at ${formatSeconds(submitSeconds)} of the run with ` +
    `${formatCount(jobs)} jobs, of which ${formatCount(finished)} finished, in ${formatCount(attempts)} attempts${rest}.`
  )
}

/** PanDA looks after tasks at 90 %: how much longer the last tenth took (targets.md §7). */
function tailWords({ progress, jobs }: TaskStory): string {
  if (jobs < FEWEST_WITH_TAIL) return 'It has too few jobs to have a tail.'
  const at = (percent: number) => progress.find((one) => one.percent === percent)?.finishedSeconds
  const [most, all] = [at(90), at(100)]
  if (most === undefined || all === undefined) return 'Not all of its jobs finished.'
  return `Its tail: the last tenth took ${formatSeconds(all - most)}, ${(all / most).toFixed(2)} times the time to 90 %.`
}

/** Where attempts spent their time, on the average. */
export function phaseWords(
  { broker, data, slot, start, run, output }: MeanPhases,
  replay: ReplayMode | undefined,
): string {
  const parts = [
    [replay === 'recorded' ? 'as recorded' : 'for a place', broker],
    ['for input', data],
    ['for a pilot', slot],
    ['for the start', start],
  ] as const
  const waits = parts.flatMap(([what, seconds]) => (seconds === undefined ? [] : [`${formatSeconds(seconds)} ${what}`]))
  const ran = run === undefined ? '' : `, then ran for ${formatSeconds(run)}`
  const sent = output === undefined ? '' : ` and sent output for ${formatSeconds(output)}`
  return `On the average an attempt waited ${waits.join(', ')}${ran}${sent}.`
}

function noPlaceWords({ noPlace }: TaskStory): string {
  return noPlace
    .map(({ outcome, times }) => `${outcomeWords(outcome)}${times > 1 ? `, ${formatCount(times)} times` : ''}`)
    .join('; ')
}
