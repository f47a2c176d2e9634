import test from 'ava'
import { Closures } from './closures.js'

const closuresAfter = (...changes: readonly (readonly [at: number, queue: string, status: string])[]): Closures => {
  const closures = new Closures()
  for (const [at, queue, status] of changes) closures.add({ at, queue, status })
  return closures
}

test('a queue was closed from each status other than online or standby to the next one', (t) => {
  const closures = closuresAfter(
    ...([
      [10, 'A', 'brokeroff'],
      [12, 'B', 'offline'],
      [15, 'A', 'brokeroff'],
      [20, 'A', 'offline'],
      [30, 'A', 'online'],
      [40, 'A', 'standby'],
      [50, 'A', 'test'],
    ] as const),
  )
  t.deepEqual(closures.of('A', 'test', 0), [
    { from: 10, to: 20, status: 'brokeroff' },
    { from: 20, to: 30, status: 'offline' },
    { from: 50, to: Infinity, status: 'test' },
  ])
  t.deepEqual(closures.of('B', 'offline', 0), [{ from: 12, to: Infinity, status: 'offline' }])
})

test('what got no status is as it is now; what is forgotten is no more', (t) => {
  const closures = closuresAfter([10, 'A', 'offline'], [20, 'A', 'online'])
  t.deepEqual(closures.of('B', 'online', 5), [])
  t.deepEqual(closures.of('B', 'offline', 5), [{ from: 5, to: Infinity, status: 'offline' }])
  closures.forget(15)
  t.deepEqual(closures.of('A', 'online', 15), [])
  t.deepEqual(closures.within(0, 100), [{ at: 20, queue: 'A', status: 'online' }])
})
