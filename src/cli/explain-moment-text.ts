import type { JobExplanation } from '../brokerage/explain/explainer.js'
import type { PilotExplanation } from '../brokerage/explain/pilot.js'
import type { PlacementExplanation, QueueVerdict } from '../brokerage/explain/placement.js'
import type { MomentStory, QueueMoment } from '../lab/explain/moment.js'
import { counted, formatCount, formatNumber, formatSeconds } from '../model/format.js'
import { type Cut, namesOf, type RefusedBy, refusalTable } from './explain-placement-text.js'
import { paragraph } from './paragraph.js'
import { type Column, renderTable } from './table.js'

/** How things stood at a moment, for a window so wide. */
export function momentText({ atSeconds, job, queues }: MomentStory, width: number): string {
  const told = job === undefined ? queues.map((queue) => queueText(queue, width)) : [jobNowText(job, atSeconds, width)]
  return told.join('\n\n')
}

function jobNowText(job: JobExplanation, at: number, width: number): string {
  const { task, ordinal, attempt, pandaId } = job
  const heading = `Job ${task}/${ordinal}, attempt ${attempt} (PandaID ${pandaId}): at ${formatSeconds(at)} of the run it was ${standingFor(job, at)}.`
  return [paragraph(heading, width), '', whyText(job, at, width)].join('\n')
}

/** How a job stands, and for how long: `activated at BNL for 3 min`. */
export function standingFor({ state, sinceSeconds, queue }: JobExplanation, at: number): string {
  return `${state}${queue === undefined ? '' : ` at ${queue}`} for ${formatSeconds(at - sinceSeconds)}`
}

/** Why a job waits, what would bring it on, and what the policy would do with it, for a window so wide. */
export function whyText(job: JobExplanation, at: number, width: number): string {
  const { findings, change, placement } = job
  return [
    ...findings.map(({ text }) => paragraph(`- ${text}`, width)),
    ...(change === undefined ? [] : ['', paragraph(`The smallest change that would bring it on: ${change}.`, width)]),
    ...endings(job, at).map((text) => paragraph(text, width)),
    '',
    placementNowText(placement, job, width),
  ].join('\n')
}

/** What ends it if it stays so. */
function endings({ deadline, fastLook }: JobExplanation, at: number): string[] {
  const told: string[] = []
  if (deadline !== undefined) {
    const rule =
      deadline.rule === 'time limit' ? 'its own time limit ends it' : 're-brokerage of analysis takes it away'
    told.push(`If it stays so, ${rule} in ${formatSeconds(deadline.atSeconds - at)} (${deadline.cause}).`)
  }
  if (fastLook !== undefined) {
    const would = fastLook.leaves ? 'it would be taken away if that looked now' : 'it would stay if that looked now'
    told.push(
      `It may be taken away earlier by fast re-brokerage, which looks next in ${formatSeconds(fastLook.atSeconds - at)}: ${would}.`,
    )
  }
  return told
}

/** What the policy would do with the job at that moment. */
function placementNowText(placement: PlacementExplanation, { queue, state }: JobExplanation, width: number): string {
  const { policy, queues, sites, steps, verdicts, chosen, nearest } = placement
  const nameOf = namesOf(verdicts.map((one) => ({ queue: one.queue, slotCores: one.cores })))
  const last = steps[steps.length - 1]
  const left =
    last === undefined ? '' : `, steps leave ${formatCount(last.queuesLeft)} at ${counted(last.sitesLeft, 'site')}`
  const choice =
    chosen === undefined
      ? 'none would be chosen'
      : `${nameOf({ queue: chosen.queue, slotCores: chosen.cores })} would be chosen`
  const placed = queue === undefined ? '' : 'Were it to be placed now: '
  const rows = groupsOf(placement)
  const candidates = verdicts.filter(({ verdict }) => verdict === 'candidate')
  const lighter = verdicts.filter(({ verdict }) => verdict === 'lighter').length
  const cut: Cut | undefined = lighter === 0 ? undefined : { kept: candidates.length, lighter }
  const waits = queue === undefined || state === 'defined' || state === 'assigned' || state === 'activated'
  return [
    paragraph(
      `${placed}${policy} has ${counted(queues, 'pseudo-queue')} at ${counted(sites, 'site')}${left}; ${choice}.`,
      width,
    ),
    ...(rows.length === 0 && cut === undefined ? [] : [refusalTable(rows, cut, nameOf, width)]),
    ...(candidates.length === 0 ? [] : [candidateTable(candidates, nameOf, width)]),
    ...(lighter === 0
      ? []
      : [paragraph(`${formatCount(lighter)} more pass every step and are lighter than these.`, width)]),
    ...(nearest === undefined || !waits
      ? []
      : [
          paragraph(
            `Of those refused ${nameOf({ queue: nearest.queue, slotCores: nearest.cores })} is nearest: it would pass if ${nearest.changes.join(', and ')}.`,
            width,
          ),
        ]),
  ].join('\n')
}

/** Those that were refused, by the tag of the step that did. */
function groupsOf({ steps, verdicts }: PlacementExplanation): RefusedBy[] {
  const groups = new Map<string, RefusedBy & { queues: RefusedBy['queues'][number][] }>()
  for (const { queue, cores, refusals } of verdicts) {
    if (refusals.length === 0) continue
    const { step, tag, unit = '', wants = '', observed, limit, isTemporary } = refusals[0]
    const key = `${tag} ${unit}`
    const left = steps.find((one) => one.step === step)?.queuesLeft ?? 0
    const group = groups.get(key) ?? { tag, unit, bound: wants, left, queues: [] }
    groups.set(key, group)
    group.queues.push({ queue, slotCores: cores, observed, limit, isTemporary })
  }
  return [...groups.values()].sort((one, other) => other.left - one.left)
}

function candidateTable(
  candidates: readonly QueueVerdict[],
  nameOf: ReturnType<typeof namesOf>,
  width: number,
): string {
  const weighers = candidates[0].factors.map(({ weigher }) => weigher)
  const columns: Column[] = [
    { title: 'candidate', align: 'left', importance: 100 },
    { title: 'weight', align: 'right', importance: 99 },
    ...weighers.map((title, i): Column => ({ title, align: 'right', importance: 50 - i })),
  ]
  const sorted = [...candidates].sort((one, other) => (other.weight ?? 0) - (one.weight ?? 0))
  const rows = sorted.map(({ queue, cores, weight, factors }) => [
    nameOf({ queue, slotCores: cores }),
    formatNumber(weight ?? 1),
    ...factors.map(({ factor }) => formatNumber(factor)),
  ])
  return `\n${renderTable(columns, rows, width)}`
}

const workColumns: readonly Column[] = [
  { title: 'activated', align: 'right', importance: 6 },
  { title: 'cores', align: 'right', importance: 5 },
  { title: 'memory', align: 'right', importance: 2 },
  { title: 'label', align: 'left', importance: 4 },
  { title: 'share', align: 'left', importance: 3, shortest: 8 },
  { title: 'priority', align: 'right', importance: 1 },
  { title: 'for its pilots', align: 'left', importance: 7 },
]

function queueText(told: QueueMoment, width: number): string {
  const { queue, site, status, change } = told
  const what =
    change === undefined
      ? 'A pilot that asked then would get a job.'
      : `A pilot that asked then would get none; it would get one if ${change}.`
  return [paragraph(`Queue ${queue} at ${site}, ${status}. ${what}`, width), offerText(told, width)].join('\n')
}

/** What a pilot of a queue finds, for a window so wide. */
export function offerText({ findings, work }: PilotExplanation, width: number): string {
  const rows = work.map(({ jobs, cores, memoryMB, label, share, priority, isServed }) => [
    formatCount(jobs),
    String(cores),
    `${formatCount(memoryMB)} MB`,
    label,
    share,
    String(priority),
    isServed ? 'yes' : 'no',
  ])
  return [
    ...findings.map(({ text }) => paragraph(`- ${text}`, width)),
    ...(rows.length === 0 ? [] : [renderTable(workColumns, rows, width)]),
  ].join('\n')
}
