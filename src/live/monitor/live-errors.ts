/** What fails at a live server, and where. */
import type { Seconds } from '../../model/units.js'
import type { ErrorCount, ErrorsTold } from '../../monitor/readings/errors.js'
import type { Asking } from '../../monitor/source.js'
import { jobErrorOf } from '../api/error-words.js'
import { isFor, type LiveParts } from './live-parts.js'
import type { FailureTally, Tally, UserTally } from './tally.js'

const MOST_CODES = 50
const MOST_TASKS = 50
const MOST_BURSTS = 50
/** Failures of one kind at one site that are many, within five minutes and within an hour, if they are most of what ended there. */
const MANY = 10
const MANY_IN_AN_HOUR = 30
const HOUR = 3_600

/** Failures by code, the most frequent first. */
export function errorCounts(failures: Iterable<FailureTally>, most = MOST_CODES): ErrorCount[] {
  const counts = new Map<string, { code: number; cause: string; text: string; jobs: number }>()
  for (const { code, cause, jobs } of failures) {
    const key = `${code} ${cause}`
    const count = counts.get(key) ?? { code, cause, text: textOf(code, cause), jobs: 0 }
    count.jobs += jobs
    counts.set(key, count)
  }
  return [...counts.values()].sort((one, other) => other.jobs - one.jobs).slice(0, most)
}

function textOf(code: number, cause: string): string {
  return jobErrorOf(code, cause)?.text ?? 'it failed'
}

/** Attempts that failed within a window; those that were killed or sent elsewhere are not among what ended. */
export async function errorsTold(parts: LiveParts, { viewer }: Asking, windowSeconds: Seconds): Promise<ErrorsTold> {
  const { door, history } = parts
  const now = door.now()
  const siteOf = await door.ask(
    ({ state: { grid } }) =>
      (queue: string) =>
        grid.queue(queue)?.site ?? queue,
  )
  const tallies = history.talliesWithin(now - windowSeconds)
  const sum = history.within(now - windowSeconds)
  const places = [...sum.queues].map(([queue, tally]) => [siteOf(queue), tally] as const)
  const [failed, finished] = [total(sum.users.values(), 'failed'), total(sum.users.values(), 'finished')]
  const tasks = [...sum.tasks].filter(([, task]) => task.failed > 0 && isFor(viewer, task.user))
  return {
    from: sum.from,
    to: now,
    failed,
    ended: failed + finished,
    byCode: errorCounts(sum.failures.values()),
    bySite: bySite(places),
    byTask: tasks
      .map(([task, one]) => ({ task, name: one.name, failed: one.failed, ended: one.failed + one.finished }))
      .sort((one, other) => other.failed - one.failed)
      .slice(0, MOST_TASKS),
    course: history.minutes.courses(windowSeconds, now).ends.find(({ name }) => name === 'failed')!,
    bursts: burstsIn(tallies, siteOf),
  }
}

function total(all: Iterable<UserTally>, outcome: keyof UserTally): number {
  let sum = 0
  for (const one of all) sum += one[outcome]
  return sum
}

function bySite(places: readonly (readonly [site: string, tally: UserTally])[]): ErrorsTold['bySite'] {
  const sites = new Map<string, { site: string; failed: number; ended: number }>()
  for (const [site, { finished, failed }] of places) {
    const one = sites.get(site) ?? { site, failed: 0, ended: 0 }
    one.failed += failed
    one.ended += finished + failed
    sites.set(site, one)
  }
  return [...sites.values()].filter(({ failed }) => failed > 0).sort((one, other) => other.failed - one.failed)
}

type Burst = ErrorsTold['bursts'][number]

/** Bursts of failures, the newest first; those that go on from one tally to the next are one. */
function burstsIn(tallies: readonly Tally[], siteOf: (queue: string) => string): Burst[] {
  const open = new Map<string, Burst>()
  const bursts: Burst[] = []
  for (const tally of tallies) {
    const ends = new Map(
      bySite([...tally.queues].map(([queue, one]) => [siteOf(queue), one])).map((one) => [one.site, one.ended]),
    )
    const kinds = new Map<string, { site: string; text: string; jobs: number }>()
    for (const { code, cause, queue, jobs } of tally.failures.values()) {
      const site = siteOf(queue)
      const text = textOf(code, cause)
      const kind = kinds.get(`${site}\n${text}`) ?? { site, text, jobs: 0 }
      kind.jobs += jobs
      kinds.set(`${site}\n${text}`, kind)
    }
    const many = tally.to - tally.from >= HOUR ? MANY_IN_AN_HOUR : MANY
    for (const [key, { site, text, jobs }] of kinds) {
      if (jobs < many || 2 * jobs <= (ends.get(site) ?? 0)) continue
      const before = open.get(key)
      const goesOn = before?.to === tally.from
      const burst = {
        from: goesOn ? before.from : tally.from,
        to: tally.to,
        site,
        text,
        jobs: jobs + (goesOn ? before.jobs : 0),
      }
      if (goesOn) bursts[bursts.indexOf(before)] = burst
      else bursts.push(burst)
      open.set(key, burst)
    }
  }
  return bursts.sort((one, other) => other.to - one.to || other.jobs - one.jobs).slice(0, MOST_BURSTS)
}
