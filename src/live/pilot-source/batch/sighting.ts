import type { KnownPilot } from '../order-desk.js'
import type { OrderedPilot } from '../order-book.js'
import type { BatchJob } from './batch-system.js'

/** What a pilot's job is submitted under: its name, and how often it was started again. */
export function tagOf({ name, revivals }: OrderedPilot): string {
  return revivals === 0 ? name : `${name}.${revivals}`
}

/** What one look at the batch system found. */
export interface Sighting {
  /** Pilots whose jobs were seen. */
  readonly seen: ReadonlyMap<KnownPilot, BatchJob>
  /** Pilots that should have a job there, and of which there is none. */
  readonly missed: readonly KnownPilot[]
  /** Jobs under this source's tags that have not begun, and that no pilot needs: second ones of a submission, those of pilots given up. */
  readonly strays: readonly BatchJob[]
}

/** Tells whose jobs these are, by their tags, all of which begin with the prefix. */
export function sightingOf(pilots: Iterable<KnownPilot>, jobs: readonly BatchJob[], prefix: string): Sighting {
  const byTag = new Map<string, BatchJob[]>()
  for (const job of jobs) byTag.set(job.tag, [...(byTag.get(job.tag) ?? []), job])
  const seen = new Map<KnownPilot, BatchJob>()
  const missed: KnownPilot[] = []
  for (const known of pilots) {
    const isWaiting = known.pilot.state === 'waiting'
    const job = ownJob(known.pilot, byTag.get(tagOf(known.pilot)) ?? [])
    // One that was thought not to have been submitted may turn up.
    if (isWaiting && (job === undefined || job.state === 'ended')) continue
    if (job === undefined) missed.push(known)
    else seen.set(known, job)
  }
  const needed = new Set(seen.values())
  const strays = jobs.filter((job) => {
    const hasNotBegun = job.state === 'queued' || job.state === 'held'
    return hasNotBegun && !needed.has(job) && TAG_END.test(job.tag.slice(prefix.length))
  })
  return { seen, missed, strays }
}

/** Of order, pilot, and how often that was started again. */
const TAG_END = /^\.\d+\.\d+(\.\d+)?$/

const order = { running: 0, queued: 1, held: 2, ended: 3 } as const

/** Of several jobs that were submitted for it, by an answer that was lost, the one that counts: what runs, then what waits, then the first. */
function ownJob({ job }: OrderedPilot, jobs: readonly BatchJob[]): BatchJob | undefined {
  const rank = (one: BatchJob): number => 2 * order[one.state] + (one.id === job ? 0 : 1)
  return [...jobs].sort((one, other) => rank(one) - rank(other) || Number(one.id) - Number(other.id))[0]
}
