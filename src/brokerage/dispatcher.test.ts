import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { gridOf, linesOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { IdHeap } from './id-heap.js'
import { Stage, taskOf } from './testing/stage.js'

/** A queue with an activated job for each line of a table; their PandaIDs are their lines, from 1. */
function queueWith(table: string): Stage {
  const stage = new Stage({
    grid: gridOf('queue cores\nBNL 1+8'),
    constants: { generatorCycleSeconds: 0, queueCapJobs: 1000 },
  })
  linesOf(table).forEach((line, i) => {
    const task = taskOf({
      name: `task-${i}`,
      cores: Number(line['cores'] ?? 1),
      priority: Number(line['priority'] ?? 500),
      memoryMBPerCore: Number(line['memory'] ?? 1000),
      scratchMB: Number(line['scratch'] ?? 1000),
      walltimeSeconds: Number(line['walltime'] ?? 0),
      share: line['share'] ?? 'simulation',
    })
    stage.report((now) => stage.core.submit(now, task))
    stage.pass(stage.now)
  })
  return stage
}

/** What pilots that ask one after the other get: each line its limits, then the PandaID. */
const gives = test.macro((t: ExecutionContext, jobs: string, pilots: string) => {
  const stage = queueWith(jobs)
  for (const [i, { cores = '1', memory, scratch, remaining, gets }] of linesOf(pilots).entries()) {
    const ask = {
      face: cores === '8' ? 1 : 0,
      memoryMB: Number(memory ?? 0),
      scratchMB: Number(scratch ?? 0),
      remainingSeconds: Number(remaining ?? 0),
    }
    const id = stage.pilotAsks(ask)
    t.is(id === NONE ? 'nothing' : `job ${id}`, gets, `pilot ${i + 1}`)
    stage.core.check()
  }
})

test(
  'the highest priority first, then the lowest PandaID, over all kinds of work',
  gives,
  `
  priority memory share
  500      1000   simulation
  700      1000   simulation
  500      2000   simulation
  700      2000   simulation
  700      1000   group
  600      1000   simulation
  500      1000   simulation
`,
  `
  memory | gets
  0      | job 2
  0      | job 4
  0      | job 5
  0      | job 6
  0      | job 1
  0      | job 3
  0      | job 7
  0      | nothing
`,
)

test(
  'only what fits into the memory and the scratch space of the pilot; memory is compensated',
  gives,
  `
  priority memory scratch
  900      4000   1000
  800      1000   9000
  100      1000   1000
  100      2000   1000
`,
  `
  memory scratch | gets
  899    0       | nothing
  900    999     | nothing
  900    1000    | job 3
  1800   1000    | job 4
  3599   8999    | nothing
  3600   8999    | job 1
  3600   9000    | job 2
`,
)

test(
  'only what ends in the time the pilot has left, also when longer work comes first',
  gives,
  `
  priority walltime share
  900      7200     simulation
  500      3600     simulation
  500      1800     simulation
  500      1800     group
  500      0        group
  400      10       simulation
`,
  `
  remaining | gets
  1799      | job 5
  1799      | job 6
  1799      | nothing
  1800      | job 3
  3600      | job 2
  3600      | job 4
  3600      | nothing
  0         | job 1
`,
)

test(
  'short work of higher priority beats shorter PandaIDs',
  gives,
  `
  priority walltime
  500      10
  600      99
  600      20
`,
  `
  remaining | gets
  50        | job 3
  50        | job 1
  50        | nothing
`,
)

test(
  'each pseudo-queue has its own line',
  gives,
  `
  cores priority
  8     900
  1     100
`,
  `
  cores | gets
  1     | job 2
  1     | nothing
  8     | job 1
`,
)

test('jobs that left the line otherwise are passed over', (t) => {
  const stage = queueWith(`priority\n${'500\n'.repeat(6)}900\n900`)
  for (const id of [1, 3, 4, 7, 8]) {
    stage.report((now) => stage.core.kill(now, stage.rowOf.get(id)!, id))
    stage.core.check()
  }
  t.deepEqual(
    [0, 0, 0, 0].map(() => stage.pilotAsks({})),
    [2, 5, 6, NONE],
  )
  stage.core.check()
})

test('a row that is used again does not bring its old job back', (t) => {
  const stage = queueWith('priority memory\n500 1000\n500 1000')
  stage.report((now) => stage.core.kill(now, stage.rowOf.get(1)!, 1))
  stage.report((now) => stage.core.submit(now, taskOf({ name: 'next', memoryMBPerCore: 1000, priority: 400 })))
  stage.pass(0)
  t.is(stage.rowOf.get(3), stage.rowOf.get(1))
  stage.core.check()
  t.deepEqual(
    [0, 0, 0].map(() => stage.pilotAsks({})),
    [2, 3, NONE],
  )
})

test('many kinds of work come and go', (t) => {
  const stage = queueWith('priority\n1')
  for (let i = 0; i < 200; i++) {
    const task = taskOf({ name: `more-${i}`, priority: 100 + i, scratchMB: i })
    stage.report((now) => stage.core.submit(now, task))
    stage.pass(0)
    if (i % 3 > 0) t.is(stage.pilotAsks({}), i + 2, `the newest is the most urgent: ${i}`)
    stage.core.check()
  }
  const rest = Array.from({ length: 68 }, () => stage.pilotAsks({}))
  t.deepEqual(
    rest,
    [...rest].sort((a, b) => b - a),
  )
  t.deepEqual([rest[67], stage.pilotAsks({})], [1, NONE])
})

test('a heap of jobs gives the lowest PandaID, of all or of those that pass', (t) => {
  const step = fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 999 }), weight: 2 },
    { arbitrary: fc.constantFrom('pop' as const, 'odd' as const), weight: 1 },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (todo) => {
      const heap = new IdHeap()
      let expected: number[] = []
      for (const one of todo) {
        const isOdd = (row: number, id: number) => row === id + 1000 && id % 2 === 1
        if (typeof one === 'number') {
          if (expected.includes(one)) continue
          heap.push(one, one + 1000)
          expected.push(one)
        } else if (one === 'odd') {
          const place = heap.placeOfFirst(isOdd)
          const odd = expected.filter((other) => other % 2 === 1)
          const id = place === NONE ? NONE : heap.idAt(place)
          t.is(id, odd.length > 0 ? Math.min(...odd) : NONE, 'first odd')
          if (id !== NONE) t.is(heap.removeAt(place), id + 1000)
          expected = expected.filter((other) => other !== id)
        } else if (expected.length > 0) {
          const least = Math.min(...expected)
          t.deepEqual([heap.firstId(), heap.firstRow(), heap.pop()], [least, least + 1000, least + 1000])
          expected = expected.filter((other) => other !== least)
        }
        t.is(heap.size, expected.length)
        t.is(heap.count(isOdd), expected.filter((other) => other % 2 === 1).length)
      }
    }),
    { numRuns: 300 },
  )
})

test('a heap looks no further below a job that passes', (t) => {
  const heap = new IdHeap()
  for (let id = 1; id <= 100; id++) heap.push(id, id)
  let looks = 0
  t.is(
    heap.placeOfFirst(() => ++looks > 0),
    0,
  )
  t.is(looks, 1)
})
