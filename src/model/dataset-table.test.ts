import test from 'ava'
import fc from 'fast-check'
import { DatasetTable, type Replica, ReplicaKind } from './dataset-table.js'
import { PartSet } from './part-set.js'

const whole = (site: number, kind = ReplicaKind.primary): Replica => {
  return { site, kind, files: 10, bytes: 1e9, parts: undefined }
}

/** A table with one dataset of 1 GB in 10 files, and these copies of it. */
function tableOf(...copies: Replica[]): { table: DatasetTable; row: number } {
  const table = new DatasetTable()
  return { table, row: table.know('data', 1e9, 10, copies) }
}

test('datasets are known by name; what is known of one may be replaced', (t) => {
  const { table, row } = tableOf(whole(2), whole(0))
  t.deepEqual([table.find('data'), table.nameOf(row), table.find('nothing')], [row, 'data', undefined])
  t.deepEqual([...table.replicas[row]], [2, 0], 'sites in order of arrival')
  t.is(table.know('data', 2e9, 20, [{ ...whole(1), files: 20, bytes: 2e9 }]), row)
  t.deepEqual([table.bytes[row], table.files[row], [...table.replicas[row]]], [2e9, 20, [1]])
  t.deepEqual([table.isAt(row, 1), table.isAt(row, 2)], [true, false])
  t.is(table.know('other', 1, 1, []), row + 1)
})

test('a complete copy on disk is a replica; a part of it and tape are not', (t) => {
  const copies: [what: string, copy: Replica, isAt: boolean][] = [
    ['primary', whole(0), true],
    ['cached', whole(0, ReplicaKind.cached), true],
    ['tape', whole(0, ReplicaKind.tape), false],
    ['a file less', { ...whole(0), files: 9 }, false],
    ['a byte less', { ...whole(0), bytes: 1e9 - 1 }, false],
  ]
  for (const [what, copy, isAt] of copies) {
    const { table, row } = tableOf(copy)
    t.is(table.isAt(row, 0), isAt, what)
    if (what === 'tape') t.is(table.copyAt(row, 0), undefined)
    else t.like(table.copyAt(row, 0), copy, what)
    t.is(table.copyAt(row, 1), undefined)
  }
})

test('copies come and go', (t) => {
  const { table, row } = tableOf(whole(0), { ...whole(1), files: 3, bytes: 3e8 }, whole(2, ReplicaKind.tape))
  const steps: [news: boolean, replicas: number[]][] = [
    [table.addReplica(row, 0, ReplicaKind.primary), [0]],
    [table.addReplica(row, 1, ReplicaKind.primary), [0, 1]],
    [table.addReplica(row, 2, ReplicaKind.cached), [0, 1, 2]],
    [table.removeReplica(row, 0, ReplicaKind.cached), [0, 1, 2]],
    [table.removeReplica(row, 0, ReplicaKind.primary), [1, 2]],
    [table.removeReplica(row, 2, ReplicaKind.tape), [1, 2]],
    [table.removeReplica(row, 2, ReplicaKind.tape), [1, 2]],
    [table.removeReplica(row, 2, ReplicaKind.cached), [1]],
  ]
  t.deepEqual(
    steps.map(([news]) => news),
    [false, true, true, false, true, true, false, true],
  )
  t.deepEqual([...table.replicas[row]], [1])
  t.is(table.copies[row].length, 1, 'the partial copy was replaced by the complete one')
})

test('a dataset divides into inputs of jobs, the last one smaller', (t) => {
  const { table, row } = tableOf()
  t.deepEqual(
    [1e9, 2e9, 5e8, 3e8, 1e9 - 1].map((input) => table.partsOf(row, input)),
    [1, 1, 2, 4, 2],
  )
})

test('what jobs bring grows part by part into a cached replica', (t) => {
  const { table, row } = tableOf(whole(0), whole(1, ReplicaKind.tape))
  t.false(table.hasPart(row, 1, 2, 4))
  t.true(table.hasPart(row, 0, 2, 4), 'a whole copy has every part')
  t.true(table.addPart(row, 1, 2, 4))
  t.false(table.addPart(row, 1, 2, 4), 'it was there')
  t.deepEqual(
    [0, 1, 2, 3].map((part) => table.hasPart(row, 1, part, 4)),
    [false, false, true, false],
  )
  t.like(table.copyAt(row, 1), { kind: ReplicaKind.cached, files: 2, bytes: 2.5e8 })
  for (const part of [0, 3]) t.true(table.addPart(row, 1, part, 4))
  t.like(table.copyAt(row, 1), { files: 7, bytes: 7.5e8 })
  const held = table.held[row]
  t.deepEqual(
    Array.from({ length: held.count }, (_, i) => [held.site(i), held.bytes(i), held.files(i), held.isOnTape(i)]),
    [
      [0, 1e9, 10, false],
      [1, 1e9, 10, true],
      [1, 7.5e8, 7, false],
    ],
  )
  t.false(table.isAt(row, 1), 'a quarter is missing')
  t.true(table.addPart(row, 1, 1, 4))
  t.true(table.isAt(row, 1))
  t.like(table.copyAt(row, 1), { files: 10, bytes: 1e9 })
  t.true(table.removeReplica(row, 1, ReplicaKind.cached))
  t.false(table.hasPart(row, 1, 2, 4))
})

test('parts are not counted on a copy of which nobody said what it holds', (t) => {
  const { table, row } = tableOf({ ...whole(0), files: 3, bytes: 3e8 }, whole(1))
  t.false(table.addPart(row, 0, 0, 4))
  t.false(table.addPart(row, 1, 0, 4))
  t.like(table.copyAt(row, 0), { files: 3, bytes: 3e8 })
})

/** Divisible by every number of parts below: all parts begin and end on whole units. */
const UNITS = 27_720
const division = fc.integer({ min: 1, max: 12 }).chain((of) => {
  return fc.record({ of: fc.constant(of), part: fc.integer({ min: 0, max: of - 1 }) })
})

test('parts of different sizes: a part is there only when all of it was brought', (t) => {
  const changes = fc.array(division, { maxLength: 15 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      changes,
      fc.array(division, { maxLength: 10 }),
      (total, brought, asked) => {
        const set = new PartSet(total)
        const units = new Uint8Array(UNITS)
        for (const { part, of } of brought) {
          const before = set.count
          const isNews = set.add(part, of)
          t.is(isNews, set.count > before, `news of ${part}/${of}`)
          units.fill(1, (part * UNITS) / of, ((part + 1) * UNITS) / of)
          t.true(of % total !== 0 || of === total || !isNews, 'a piece of one of its parts is not counted')
          if (total % of === 0) t.true(set.has(part, of), `${part}/${of} was brought and is there`)
        }
        const own = Array.from({ length: total }, (_, part) => set.has(part, total))
        t.is(set.count, own.filter(Boolean).length)
        for (const { part, of } of asked) {
          const [from, to] = [(part * UNITS) / of, ((part + 1) * UNITS) / of]
          const touched = own.filter((_, at) => ((at + 1) * UNITS) / total > from && (at * UNITS) / total < to)
          t.is(set.has(part, of), touched.every(Boolean), `${part}/${of} of ${own.join()}`)
          if (set.has(part, of)) t.false(units.subarray(from, to).includes(0), 'nothing is there that was not brought')
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('coarser parts complete a set, finer ones alone do not', (t) => {
  const coarse = new PartSet(6)
  for (const part of [0, 1]) coarse.add(part, 2)
  t.is(coarse.count, 6)
  const fine = new PartSet(2)
  for (const part of [0, 1, 2, 3]) fine.add(part, 4)
  t.is(fine.count, 0)
})
