import test from 'ava'
import fc from 'fast-check'
import { JobState } from './job-state.js'
import { JobTable } from './job-table.js'
import { Names } from './names.js'
import { atlasResourceTypes, resourceTypeName } from './resource-type.js'
import { TaskTable } from './task-table.js'
import { needsOf } from './testing/small-grid.js'
import { TimeHeap } from './time-heap.js'
import { Activity, TransferKind, TransferTable } from './transfer-table.js'
import { WorkKinds } from './work-kind.js'

test('a time heap gives (time, code) in order, whatever the order of insertion and however pushes and pops mix', (t) => {
  const entry = fc.record({ time: fc.integer({ min: 0, max: 20 }), code: fc.integer({ min: 0, max: 9 }) })
  const steps = fc.array(
    fc.oneof({ arbitrary: entry, weight: 3 }, { arbitrary: fc.constant('pop' as const), weight: 2 }),
  )
  fc.assert(
    fc.property(steps, (todo) => {
      const heap = new TimeHeap(2)
      const expected: { time: number; code: number }[] = []
      const popBoth = () => {
        expected.sort((a, b) => a.time - b.time || a.code - b.code)
        const { time, code } = expected.shift()!
        t.is(heap.firstTime(), time, 'time of the first')
        t.is(heap.firstCode(), code, 'code of the first')
        t.is(heap.pop(), code, 'code popped')
      }
      for (const step of todo) {
        if (step !== 'pop') {
          heap.push(step.time, step.code)
          expected.push(step)
        } else if (expected.length > 0) popBoth()
        t.is(heap.size, expected.length, 'size')
      }
      while (expected.length > 0) popBoth()
      t.is(heap.firstTime(), Infinity, 'an emptied heap waits for ever')
    }),
    { numRuns: 300 },
  )
})

test('a thousand and more entries leave a heap in order', (t) => {
  const heap = new TimeHeap()
  const times = Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 1_009)
  times.forEach((time, i) => heap.push(time, i))
  const order = times.map((time, code) => ({ time, code })).sort((a, b) => a.time - b.time || a.code - b.code)
  t.deepEqual(
    order.map(() => heap.pop()),
    order.map(({ code }) => code),
  )
})

test('job rows are recycled, PandaIDs never: a removed job is held nowhere', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 60 }), (choices) => {
      const jobs = new JobTable()
      const alive = new Map<number, number>()
      const gone: [row: number, id: number][] = []
      let made = 0
      for (const choice of choices) {
        const victim = [...alive][choice]
        if (victim === undefined) {
          const row = jobs.add(7, 3, 1, JobState.pending, 5)
          t.is(jobs.id(row), ++made, 'PandaIDs are given in order')
          t.false([...alive.values()].includes(row), 'a row in use is not given twice')
          alive.set(made, row)
        } else {
          const [id, row] = victim
          jobs.remove(row)
          alive.delete(id)
          gone.push([row, id])
        }
        t.is(jobs.alive, alive.size, 'alive')
        t.is(jobs.created, made, 'created')
        for (const [id, row] of alive) t.true(jobs.holds(row, id), `job ${id} stands in row ${row}`)
        for (const [row, id] of gone) t.false(jobs.holds(row, id), `job ${id} is gone`)
      }
      t.true(jobs.top <= Math.max(0, ...gone.map(([row]) => row + 1), ...[...alive.values()].map((row) => row + 1)))
    }),
    { numRuns: 200 },
  )
})

test('no job is held outside the table', (t) => {
  const jobs = new JobTable()
  const row = jobs.add(0, 0, 1, JobState.pending, 0)
  t.true(jobs.holds(row, 1))
  for (const [wrongRow, id] of [
    [-1, 1],
    [1, 1],
    [1e9, 1],
    [row, 2],
    [1, 0],
  ]) {
    t.false(jobs.holds(wrongRow, id), `row ${wrongRow}, PandaID ${id}`)
  }
})

type Columns = Record<string, ArrayLike<number>>

/** Sums over rows, which are no columns. */
const sums = ['queuedFiles', 'filesToward']

/** The typed columns of a table, by name. */
function columnsOf(table: object): Columns {
  return Object.fromEntries(
    Object.entries(table).filter(([name, column]) => ArrayBuffer.isView(column) && !sums.includes(name)),
  ) as Columns
}

test('tables grow without losing a value of any column', (t) => {
  const count = 3_000
  const tables: [table: object, columns: number, add: (i: number) => number][] = []
  const [tasks, transfers] = [new TaskTable(), new TransferTable(3)]
  tables.push([tasks, 26, (i) => tasks.add(`task-${i}`, i, i)])
  tables.push([transfers, 10, (i) => transfers.add(i, i, TransferKind.output, Activity.output, 1, 2, i, 1, 0)])
  for (const [table, columns, add] of tables) {
    t.true(Object.keys(columnsOf(table)).length >= columns, `${table.constructor.name} has its columns`)
    const mark = (i: number, at: number) => (i + at) % 250
    for (let i = 0; i < count; i++) {
      const row = add(i)
      Object.values(columnsOf(table)).forEach((column, at) => ((column as number[])[row] = mark(i, at)))
    }
    Object.entries(columnsOf(table)).forEach(([name, column], at) => {
      t.true(column.length >= count, name)
      for (let i = 0; i < count; i++) if (column[i] !== mark(i, at)) t.fail(`${name} of row ${i} is ${column[i]}`)
    })
  }
  t.deepEqual([tasks.alive, transfers.underWay, transfers.ordered], [count, count, count])
  t.is(tasks.names[2_999], 'task-2999')
})

test('the table of jobs grows without losing a value', (t) => {
  const jobs = new JobTable()
  const count = 3_000
  for (let i = 0; i < count; i++) {
    const row = jobs.add(i + 1, i + 2, i + 3, JobState.sent, i + 4)
    jobs.setFace(row, i + 5)
    jobs.setTransfer(row, i + 6)
    jobs.createdAt[row] = i + 7
    jobs.setSince(row, i + 8)
    jobs.setHeardAt(row, i + 9)
    jobs.setStartedAt(row, i + 10)
    jobs.setFirstStartedAt(row, i + 11)
    jobs.setFailures(row, i + 12)
    for (const [at, column] of [jobs.next, jobs.error].entries()) column[row] = i + 13 + at
  }
  for (let i = 0; i < count; i++) {
    const line = [jobs.id(i), jobs.task(i), jobs.ordinal(i), jobs.attempt[i], jobs.state(i), jobs.face(i)]
    t.deepEqual(line, [i + 1, i + 1, i + 2, i + 3, JobState.sent, i + 5], `job ${i}`)
    const times = [jobs.createdAt[i], jobs.since(i), jobs.heardAt(i), jobs.startedAt(i), jobs.firstStartedAt(i)]
    t.deepEqual(times, [i + 7, i + 8, i + 9, i + 10, i + 11], `times of job ${i}`)
    const rest = [jobs.transfer(i), jobs.failures(i), jobs.next[i], jobs.error[i]]
    t.deepEqual(rest, [i + 6, i + 12, i + 13, i + 14], `the rest of job ${i}`)
  }
  t.is(jobs.alive, count)
})

test('task numbers are never reused, task rows are', (t) => {
  const tasks = new TaskTable()
  const first = tasks.add('one', 1, 0)
  tasks.pending[first] = 3
  tasks.finished[first] = 3
  tasks.nextVisitAt[first] = 5
  tasks.remove(first)
  t.is(tasks.number[first], 0)
  t.is(tasks.add('two', 2, 0), first)
  t.is(tasks.number[first], 2)
  t.deepEqual([tasks.pending[first], tasks.finished[first], tasks.nextVisitAt[first]], [0, 0, Infinity])
})

test('equal needs are one kind of work; the last task to leave ends it', (t) => {
  const kinds = new WorkKinds()
  const one = kinds.hold(needsOf(), 0)
  t.is(kinds.hold(needsOf(), 0), one)
  const variants = [
    { cores: 8 },
    { memoryMBPerCore: 1 },
    { baseMemoryMB: 1 },
    { scratchMB: 1 },
    { vo: 'cms' },
    { label: 'user' },
    { share: 'group' },
    { processingType: 'merge' },
    { workingGroup: 'higgs' },
    { isMemoryPerCore: false },
    { maxCores: 8 },
    { connectivity: 'full' },
  ]
  const all = [one, ...variants.map((variant) => kinds.hold(needsOf(variant), 0))]
  t.is(new Set(all.map(({ index }) => index)).size, all.length, 'every need tells kinds apart')
  for (const kind of all) t.is(kinds.at(kind.index), kind, `kind ${kind.index}`)
  kinds.release(one)
  t.is(kinds.hold(needsOf(), 0), one, 'one task is left of two')
  kinds.release(one)
  kinds.release(one)
  const next = kinds.hold(needsOf({ vo: 'lhcb' }), 0)
  t.is(next.index, one.index, 'the index of the forgotten kind is used again')
  t.not(kinds.hold(needsOf(), 0), one, 'a forgotten kind comes back as a new one')
})

test('memory asked for is compensated, and decides on the resource type', (t) => {
  const table: [cores: number, perCore: number, base: number, required: number, type: string][] = [
    [1, 1000, 0, 900, 'SCORE_LOMEM'],
    [1, 1111, 0, 999, 'SCORE_LOMEM'],
    [1, 1112, 0, 1000, 'SCORE_LOMEM'],
    [1, 1113, 0, 1001, 'SCORE'],
    [1, 2222, 0, 1999, 'SCORE'],
    [1, 2000, 500, 2250, 'SCORE_HIMEM'],
    [1, 4000, 0, 3600, 'SCORE_VHIMEM'],
    [8, 1000, 0, 7200, 'MCORE_LOMEM'],
    [8, 2000, 1000, 15300, 'MCORE'],
    [8, 3000, 0, 21600, 'MCORE_HIMEM'],
    [8, 4000, 0, 28800, 'MCORE_VHIMEM'],
  ]
  for (const [cores, memoryMBPerCore, baseMemoryMB, required, type] of table) {
    const kind = new WorkKinds().hold(needsOf({ cores, memoryMBPerCore, baseMemoryMB }), 0)
    t.is(kind.requiredMemoryMB, required, `${cores} cores, ${memoryMBPerCore} MB each and ${baseMemoryMB}`)
    t.is(resourceTypeName(atlasResourceTypes, kind.resourceType), type, `${cores} cores, ${required} MB`)
  }
})

test('names are known by number', (t) => {
  const names = new Names()
  t.deepEqual(
    ['b', 'a', 'b'].map((name) => names.numberOf(name)),
    [0, 1, 0],
  )
  t.is(names.find('c'), undefined)
  t.deepEqual([names.nameOf(1), names.size, names.all()], ['a', 2, ['b', 'a']])
})
