import test from 'ava'
import { type DatasetPart, type DatasetReplica, inputAtNuclei } from './nucleus-input.js'

/** A copy on disk that others may read. */
const copy = (nucleus: string | undefined, files: number, differs: Partial<DatasetReplica> = {}): DatasetReplica => ({
  nucleus,
  onTape: false,
  readableOverWan: true,
  files,
  bytes: files * 1000,
  ...differs,
})

/** A dataset of files of 1000 bytes. */
const dataset = (files: number, ...replicas: DatasetReplica[]): DatasetPart => ({
  files,
  bytes: files * 1000,
  replicas,
})

test('an input must have a complete replica that can be read over the WAN, somewhere (§A.6-0)', (t) => {
  const closed = { readableOverWan: false }
  const table: [what: string, parts: DatasetPart[], readable: boolean][] = [
    ['complete at a nucleus', [dataset(10, copy('BNL', 10))], true],
    ['complete elsewhere', [dataset(10, copy(undefined, 10))], true],
    ['complete on tape', [dataset(10, copy('BNL', 10, { onTape: true }))], true],
    ['a file is missing', [dataset(10, copy('BNL', 9))], false],
    ['complete, but closed', [dataset(10, copy('BNL', 10, closed))], false],
    ['closed, and open where files are missing', [dataset(10, copy('BNL', 10, closed), copy('CERN', 9))], false],
    ['no replica', [dataset(10)], false],
    ['no files', [dataset(0, copy('BNL', 0))], false],
    ['one part of a container is enough', [dataset(10), dataset(5, copy('BNL', 5))], true],
    ['the same in the other order', [dataset(5, copy('BNL', 5)), dataset(10)], true],
  ]
  for (const [what, parts, readable] of table) t.is(inputAtNuclei([{ parts }]) !== undefined, readable, what)
  const [good, bad] = [{ parts: [dataset(10, copy('BNL', 10))] }, { parts: [dataset(10, copy('BNL', 9))] }]
  t.is(inputAtNuclei([good, bad]), undefined, 'every input counts')
})

test('held is the largest copy on disk or tape, summed over inputs; no input is nothing to hold (§A.6-5)', (t) => {
  const first = dataset(10, copy('BNL', 4), copy('BNL', 9, { onTape: true }), copy('CERN', 10), copy(undefined, 10))
  const second = dataset(100, copy('BNL', 100), copy('BNL', 20, { onTape: true }))
  t.deepEqual(inputAtNuclei([{ parts: [first] }, { parts: [second] }]), {
    totalFiles: 110,
    totalBytes: 110_000,
    held: new Map([
      ['BNL', { files: 109, bytes: 109_000, diskBytes: 104_000 }],
      ['CERN', { files: 10, bytes: 10_000, diskBytes: 10_000 }],
    ]),
  })
  t.deepEqual(inputAtNuclei([]), { totalFiles: 0, totalBytes: 0, held: new Map() })
})

test('the total of a container is that of its last part, while all parts are held (§A.6 [quirk])', (t) => {
  const input = inputAtNuclei([{ parts: [dataset(10, copy('BNL', 10)), dataset(2, copy('BNL', 1))] }])
  t.is(input?.totalFiles, 2)
  t.is(input?.totalBytes, 2000)
  t.deepEqual(input?.held.get('BNL'), { files: 11, bytes: 11_000, diskBytes: 11_000 })
})
