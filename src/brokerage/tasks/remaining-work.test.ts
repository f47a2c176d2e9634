import test from 'ava'
import fc from 'fast-check'
import { RemainingWork } from './remaining-work.js'

test('a task competes with those of at least its priority (§A.6)', (t) => {
  const work = new RemainingWork()
  work.add('BNL', 500, 100)
  work.add('BNL', 900, 10)
  work.add('CERN', 900, 1)
  const table: [priority: number, bnl: number | undefined, cern: number | undefined][] = [
    [0, 110, 1],
    [500, 110, 1],
    [501, 10, 1],
    [900, 10, 1],
    [901, undefined, undefined],
  ]
  for (const [priority, bnl, cern] of table) {
    t.is(work.of(priority).get('BNL'), bnl, String(priority))
    t.is(work.of(priority).get('CERN'), cern, String(priority))
  }
  work.remove('BNL', 900, 4)
  t.deepEqual(work.of(900), new Map(Object.entries({ BNL: 6, CERN: 1 })))
  t.is(work.of(500).get('BNL'), 106)
})

test('a table summed up elsewhere is taken as it is, and added to at all lower priorities', (t) => {
  const work = new RemainingWork([
    [100, [['BNL', 49]]],
    [900, [['BNL', 7]]],
    [500, [['CERN', 3]]],
  ])
  work.add('BNL', 500, 1000)
  t.deepEqual(work.of(900), new Map([['BNL', 7]]))
  t.deepEqual(work.of(500), new Map(Object.entries({ CERN: 3, BNL: 1000 })))
  t.deepEqual(work.of(100), new Map([['BNL', 1049]]))
})

test('whatever is added and removed, the table is the sum over the tasks', (t) => {
  const task = fc.record({
    nucleus: fc.constantFrom('BNL', 'CERN', 'FNAL'),
    priority: fc.integer({ min: 0, max: 8 }),
    work: fc.integer({ min: 1, max: 1000 }),
    isDone: fc.boolean(),
  })
  const holds = fc.property(fc.array(task, { maxLength: 30 }), (tasks) => {
    const table = new RemainingWork()
    for (const { nucleus, priority, work } of tasks) table.add(nucleus, priority, work)
    for (const { nucleus, priority, work, isDone } of tasks) if (isDone) table.remove(nucleus, priority, work)
    for (let priority = 0; priority <= 9; priority++) {
      for (const nucleus of ['BNL', 'CERN', 'FNAL']) {
        const left = tasks.filter((one) => !one.isDone && one.nucleus === nucleus && one.priority >= priority)
        const sum = left.reduce((total, { work }) => total + work, 0)
        if ((table.of(priority).get(nucleus) ?? 0) !== sum) return false
      }
    }
    return true
  })
  t.notThrows(() => fc.assert(holds, { numRuns: 200 }))
})
