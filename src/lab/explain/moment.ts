import type { Finding } from '../../brokerage/explain/finding.js'
import type { JobExplanation } from '../../brokerage/explain/explainer.js'
import type { PilotExplanation } from '../../brokerage/explain/pilot.js'
import { BadInput } from '../../model/bad-input.js'
import { counted, formatCount, formatSeconds } from '../../model/format.js'
import { NONE, type Seconds } from '../../model/units.js'
import type { Moment } from '../../sim/run-under-way.js'
import { runUntil, type RunUntilOptions } from '../../sim/run-until.js'
import type { Scenario } from '../../sim/simulate.js'

/** A queue as it stood at a moment: what a pilot would have found, and what its site was at. */
export interface QueueMoment extends PilotExplanation {
  readonly site: string
}

/** How things stood at a moment of a run. */
export interface MomentStory {
  readonly atSeconds: Seconds
  readonly job: JobExplanation | undefined
  readonly queues: readonly QueueMoment[]
}

/** What is asked about: a job by PandaID or lineage, the longest waiting job of a task, the queues of a site, or one queue. */
export type MomentSubject =
  | { readonly pandaId: number }
  | { readonly task: string; readonly ordinal: number | undefined }
  | { readonly site: string }
  | { readonly queue: string }

/**
 * Makes a run again up to a moment and asks its core why something waits then.
 * @throws BadInput when the moment is not in the run, or what is asked about was not there then
 */
export async function explainMoment(
  scenario: Scenario,
  options: RunUntilOptions,
  subject: MomentSubject,
  at: Seconds,
): Promise<MomentStory> {
  const moment = await runUntil(scenario, at, options)
  if ('queue' in subject || 'site' in subject)
    return { atSeconds: at, job: undefined, queues: queuesOf(moment, subject) }
  const explainer = moment.core.explainer()
  const row = 'pandaId' in subject ? explainer.rowOf(subject.pandaId) : rowOf(moment, subject)
  if (row === NONE) throw notAlive(wordsOf(subject), at, 'a time between its creation and its end')
  const job = explainer.job(row, at)
  const { jobs, grid } = moment.core.state
  const cores = job.state === 'activated' ? grid.coresOfFace[jobs.face(row)] : undefined
  return {
    atSeconds: at,
    job: { ...job, findings: [...job.findings, ...(cores === undefined ? [] : siteFindings(moment, job.site, cores))] },
    queues: [],
  }
}

/** What is answered when something is asked about at a time at which the core does not have it. */
export function notAlive(what: string, at: Seconds, allowed: string, why = ''): BadInput {
  return new BadInput(what, `it was not alive at ${formatSeconds(at)} of the run${why}`, allowed)
}

function rowOf(
  { core }: Moment,
  { task, ordinal }: { readonly task: string; readonly ordinal: number | undefined },
): number {
  const explainer = core.explainer()
  return ordinal === undefined ? explainer.longestWaiting(task) : explainer.rowOf({ task, ordinal })
}

function wordsOf(
  subject: { readonly pandaId: number } | { readonly task: string; readonly ordinal: number | undefined },
): string {
  if ('pandaId' in subject) return `job ${subject.pandaId}`
  return subject.ordinal === undefined
    ? `a waiting job of task ${subject.task}`
    : `job ${subject.task}/${subject.ordinal}`
}

function queuesOf(moment: Moment, subject: { readonly site: string } | { readonly queue: string }): QueueMoment[] {
  const { core, now } = moment
  const { grid } = core.state
  const chosen = grid.queues.filter(({ name, siteIndex }) =>
    'queue' in subject ? name === subject.queue : grid.sites[siteIndex].name === subject.site,
  )
  if (chosen.length === 0) {
    const [what, name, names] =
      'queue' in subject ? ['queue', subject.queue, grid.queues] : ['site', subject.site, grid.sites]
    const known = names.slice(0, 8).map((one) => one.name)
    throw new BadInput(
      `${what} ${name}`,
      'it is not in the grid',
      `${known.join(', ')}${names.length > 8 ? ', ...' : ''}`,
    )
  }
  return chosen.map((queue) => {
    const site = grid.sites[queue.siteIndex].name
    const { findings, ...told } = core.explainer().pilot(queue, now)
    return { ...told, site, findings: [...findings, ...siteFindings(moment, site)] }
  })
}

/** What the batch system of a site is at: the simulated world knows it, the core does not. */
function siteFindings({ core, now, siteNow }: Moment, name: string | undefined, slot?: number): Finding[] {
  const site = name === undefined ? undefined : core.state.grid.site(name)
  if (site === undefined) return []
  const { cores, freeCores, pilotsInLine, outUntil } = siteNow(site.index)
  const needs = slot === undefined ? '' : `, and its slot takes ${slot}`
  const end = outUntil === Infinity ? 'for good' : `for ${formatSeconds((outUntil ?? now) - now)} more`
  return [
    ...(outUntil === undefined ? [] : [{ text: `${site.name} is out of service ${end}` }]),
    {
      text: `of ${counted(cores, 'core')} of ${site.name} ${formatCount(freeCores)} ${freeCores === 1 ? 'is' : 'are'} free${needs}; pilots in line for them: ${formatCount(pilotsInLine)}`,
      observed: freeCores,
      limit: cores,
      unit: 'cores',
    },
  ]
}
