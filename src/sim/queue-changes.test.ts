/** The status of a queue under incidents, outages and notices of outages that overlap. */
import test, { type ExecutionContext } from 'ava'
import type { Queue } from '../model/grid.js'
import type { Incident } from './incidents.js'
import type { Outage } from './outages.js'
import { queueChanges, QueueStatusKeeper } from './queue-changes.js'

const sites = [{ name: 'A', queues: [{ name: 'A1' }] }]

function outage(atSeconds: number, forSeconds: number, more: Partial<Outage> = {}): Outage {
  return { site: 'A', atSeconds, forSeconds, kind: 'all', announced: false, noticeSeconds: 0, ...more }
}

function statusAt(status: Queue['status'], incidents: readonly Incident[], outages: readonly Outage[]): string[] {
  const queue = { index: 0, name: 'A1', status } as Queue
  const keeper = new QueueStatusKeeper([queue])
  return queueChanges(sites, incidents, outages).map((change) => `${change.atSeconds} ${keeper.change(queue, change)}`)
}

const at10 = { atSeconds: 10, queue: 'A1' } as const
const at50 = { atSeconds: 50, queue: 'A1' } as const

function table(t: ExecutionContext, rows: readonly (readonly [string, string[], string])[]): void {
  for (const [title, found, wanted] of rows) t.is(found.join(', '), wanted, title)
}

test('what a queue is at each change', (t) => {
  const announced = outage(100, 50, { announced: true, noticeSeconds: 30 })
  table(t, [
    ['by hand', statusAt('online', [{ ...at10, status: 'test' }], []), '10 test'],
    ['an outage', statusAt('online', [], [outage(100, 50)]), '100 offline, 150 online'],
    ['of a queue on stand-by', statusAt('standby', [], [outage(100, 50)]), '100 offline, 150 standby'],
    ['of computing', statusAt('online', [], [outage(5, 5, { kind: 'compute' })]), '5 offline, 10 online'],
    ['of storage alone', statusAt('online', [], [outage(5, 5, { kind: 'storage' })]), ''],
    ['for good', statusAt('online', [], [outage(5, Infinity)]), '5 offline'],
    ['announced', statusAt('online', [], [announced]), '70 brokeroff, 100 offline, 150 offline, 150 online'],
    [
      'announced too late',
      statusAt('online', [], [outage(9, 1, { announced: true, noticeSeconds: 20 })]).slice(0, 1),
      '0 brokeroff',
    ],
    ['a notice beside a test', statusAt('test', [], [announced]), '70 test, 100 offline, 150 offline, 150 test'],
    [
      'two that overlap',
      statusAt('online', [], [outage(10, 50), outage(40, 60)]),
      '10 offline, 40 offline, 60 offline, 100 online',
    ],
    [
      'two that meet',
      statusAt('online', [], [outage(40, 20), outage(10, 30)]),
      '10 offline, 40 offline, 40 offline, 60 online',
    ],
    [
      'put back by hand while it is out',
      statusAt(
        'online',
        [
          { ...at10, status: 'brokeroff' },
          { ...at50, status: 'online' },
        ],
        [outage(20, 50)],
      ),
      '10 brokeroff, 20 offline, 50 offline, 70 online',
    ],
    ['unnoticed', statusAt('online', [], [outage(5, 7, { isUnnoticed: true })]), '12 online'],
    ['unnoticed for good', statusAt('online', [], [outage(5, Infinity, { isUnnoticed: true })]), ''],
  ])
})

test('of two statuses at one time the one that stops more holds, in whatever order they stand', (t) => {
  const two: Incident[] = [
    { ...at10, status: 'offline' },
    { ...at10, status: 'online' },
  ]
  t.deepEqual(statusAt('online', two, []), ['10 online', '10 offline'])
  t.deepEqual(statusAt('online', [...two].reverse(), []), ['10 online', '10 offline'])
})
