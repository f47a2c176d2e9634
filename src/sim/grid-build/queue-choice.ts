import type { PublishedQueue } from './queue-table.js'

/** Queues that are left out for one reason. */
export interface LeftOut {
  readonly reason: string
  readonly queues: readonly string[]
}

/** Reasons to leave a queue out, in the order in which they are tried. */
const reasons: readonly (readonly [reason: string, applies: (queue: PublishedQueue) => boolean])[] = [
  ['offline', ({ status }) => status === 'offline'],
  ['in test, or for tests only', ({ status, isTest }) => status === 'test' || isTest],
  ['of a T3, which serves its own users', ({ tier }) => tier > 2],
  ['for special work', ({ type, resourceType }) => type === 'special' || resourceType.endsWith('_special')],
  ['with GPUs, which no work here asks for', ({ resourceType }) => resourceType === 'gpu'],
  ['of ARM cores, for which not all software is built', ({ name }) => /[-_]ARM$/.test(name)],
  ['for development', ({ name }) => /[-_](DEV|PTESTM?|IDDS|HC)$/.test(name)],
]

/** The queues that a grid is built of, and the others with the first reason that holds for each. */
export function chooseQueues(queues: readonly PublishedQueue[]): { kept: PublishedQueue[]; leftOut: LeftOut[] } {
  const reasonOf = (queue: PublishedQueue) => reasons.findIndex(([, applies]) => applies(queue))
  const leftOut = reasons.map(([reason], i) => ({
    reason,
    queues: queues.filter((queue) => reasonOf(queue) === i).map(({ name }) => name),
  }))
  return {
    kept: queues.filter((queue) => reasonOf(queue) === -1),
    leftOut: leftOut.filter((one) => one.queues.length > 0),
  }
}
