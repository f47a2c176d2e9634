import { type Queue, type QueueStatus, queueStatuses } from '../model/grid.js'
import type { Seconds } from '../model/units.js'
import { type Incident, statusIncidents } from './incidents.js'
import { type Outage, stopsComputing } from './outages.js'

/** What changes at a queue at a known time. */
export interface QueueChange {
  readonly atSeconds: Seconds
  readonly queue: string
  /** The status that it is given by hand; undefined: none. */
  readonly status: QueueStatus | undefined
  /** How many more outages, and notices of outages, there are from now on. */
  readonly outages: -1 | 0 | 1
  readonly notices: -1 | 0 | 1
}

/** All changes of queues in the order in which they happen, whatever the order they were declared in. */
export function queueChanges(
  sites: readonly { readonly name: string; readonly queues: readonly { readonly name: string }[] }[],
  incidents: readonly Incident[],
  outages: readonly Outage[],
): QueueChange[] {
  const queuesOf = new Map(sites.map(({ name, queues }) => [name, queues.map((queue) => queue.name)]))
  const byHand = statusIncidents(incidents).map((incident) => ({ ...incident, outages: 0, notices: 0 }) as const)
  const byOutages = outages
    .filter(stopsComputing)
    .flatMap((outage) => (queuesOf.get(outage.site) ?? []).flatMap((queue) => changesOf(outage, queue)))
  return [...byHand, ...byOutages].filter(({ atSeconds }) => atSeconds < Infinity).sort(inOrder)
}

function changesOf(outage: Outage, queue: string): QueueChange[] {
  const { atSeconds: begin, forSeconds, noticeSeconds, announced, isUnnoticed = false } = outage
  const change = { queue, status: undefined, outages: 0, notices: 0 } as const
  const end = begin + forSeconds
  // The end of a silence that nobody noticed changes no status, but pilots start again.
  if (isUnnoticed) return [{ ...change, atSeconds: end }]
  const itself: QueueChange[] = [
    { ...change, atSeconds: begin, outages: 1 },
    { ...change, atSeconds: end, outages: -1 },
  ]
  if (!announced) return itself
  return [
    { ...change, atSeconds: Math.max(0, begin - noticeSeconds), notices: 1 },
    ...itself,
    { ...change, atSeconds: end, notices: -1 },
  ]
}

/**
 * By time and queue. Of several changes of a queue at one time, beginnings of outages come first, so that no queue is
 * back for a moment between two; of two statuses given by hand the one that stops more comes last and holds.
 */
function inOrder(one: QueueChange, other: QueueChange): number {
  if (one.atSeconds !== other.atSeconds) return one.atSeconds - other.atSeconds
  if (one.queue !== other.queue) return one.queue < other.queue ? -1 : 1
  if (one.outages + one.notices !== other.outages + other.notices)
    return other.outages + other.notices - one.outages - one.notices
  if (one.outages !== other.outages) return other.outages - one.outages
  return rank(one.status) - rank(other.status)
}

function rank(status: QueueStatus | undefined): number {
  return status === undefined ? -1 : queueStatuses.indexOf(status)
}

/** The status that each queue has for brokerage: the one given by hand, or what outages make of it if that stops more. */
export class QueueStatusKeeper {
  private readonly byHand: QueueStatus[]
  private readonly outages: Int32Array
  private readonly notices: Int32Array

  constructor(queues: readonly Queue[]) {
    this.byHand = queues.map(({ status }) => status)
    this.outages = new Int32Array(queues.length)
    this.notices = new Int32Array(queues.length)
  }

  /** Carries out a change of the queue, and returns the status that it has from now on. */
  change({ index }: Queue, { status, outages, notices }: QueueChange): QueueStatus {
    if (status !== undefined) this.byHand[index] = status
    this.outages[index] += outages
    this.notices[index] += notices
    if (this.outages[index] > 0) return 'offline'
    const given = this.byHand[index]
    return this.notices[index] > 0 && rank(given) < rank('brokeroff') ? 'brokeroff' : given
  }
}
