import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import { folderOf, sumsFile } from './testing/vector-folders.js'
import { readVectorFolder } from './vector-folder.js'

const one = { id: 'x', in: [], out: 0 }

test('families are read from plain and packed files, in alphabetical order, parts put together', (t) => {
  const folder = folderOf(t, {
    'sums.json': sumsFile({ in: [1, 2], out: 3 }),
    'sums.2.json.gz': { ...sumsFile({ in: [4], out: 4, quirk: 'odd' }), part: '2 of 2' },
    'differences.json.gz': { family: 'differences', about: {}, cases: [one] },
    'README.md': '# Vectors',
  })
  const second = { id: 'sum-0', in: [4], out: 4, quirk: 'odd' }
  t.deepEqual(readVectorFolder(folder), [
    { name: 'differences', cases: [one] },
    { name: 'sums', cases: [second, { id: 'sum-0', in: [1, 2], out: 3 }] },
  ])
})

test('a folder or file that is not what it should be is named, with what was found', (t) => {
  const table: [files: Readonly<Record<string, unknown>>, where: string, found: RegExp][] = [
    [{}, '', /^no vector file$/],
    [{ 'README.md': '# Vectors' }, '', /^no vector file$/],
    [{ 'a.json': '{"family": "a", "cases": [' }, '/a.json', /^it is not JSON \(.*\)$/],
    [{ 'a.json.gz': 'a,b' }, '/a.json.gz', /^it is not JSON \(.*\)$/],
    [{ 'a.json': '[1]' }, '/a.json: family', /^nothing$/],
    [{ 'a.json': 'null' }, '/a.json: family', /^nothing$/],
    [{ 'a.json': { cases: [one] } }, '/a.json: family', /^nothing$/],
    [{ 'a.json': { family: 3, cases: [one] } }, '/a.json: family', /^3$/],
    [{ 'a.json': { family: 'a' } }, '/a.json: cases', /^nothing$/],
    [{ 'a.json': { family: 'a', cases: {} } }, '/a.json: cases', /^\{\}$/],
    [{ 'a.json': { family: 'a', cases: [] } }, '/a.json: cases', /^an empty list$/],
    [{ 'a.json': { family: 'a', cases: [one, null] } }, '/a.json: cases[1].id', /^nothing$/],
    [{ 'a.json': { family: 'a', cases: [{ id: 'x', out: 0 }] } }, '/a.json: cases[0].in', /^nothing$/],
    [{ 'a.json': { family: 'a', cases: [{ id: 'x', in: 0 }] } }, '/a.json: cases[0].out', /^nothing$/],
    [{ 'a.json': sumsFile(one), 'a.json.gz': sumsFile(one) }, '/a.json.gz', /^a\.json stands beside it$/],
  ]
  for (const [files, where, found] of table) {
    const folder = folderOf(t, files)
    const error = t.throws(() => readVectorFolder(folder), { instanceOf: BadInput })
    t.is(error.where, `${folder}${where}`)
    t.regex(error.found, found)
  }
})

test('a folder that is not there, and a file in its place, are told apart from an empty one', (t) => {
  const folder = folderOf(t, { 'sums.json': sumsFile(one) })
  for (const path of [join(folder, 'nowhere'), join(folder, 'sums.json')]) {
    t.throws(() => readVectorFolder(path), {
      instanceOf: BadInput,
      message: `${path}: there is no such folder; allowed: a folder of vector files`,
    })
  }
})

test('a packed file that was cut short is told', (t) => {
  const folder = folderOf(t, { 'b.json': sumsFile(one) })
  writeFileSync(join(folder, 'a.json.gz'), gzipSync(JSON.stringify(sumsFile(one))).subarray(0, 40))
  t.throws(() => readVectorFolder(folder), { instanceOf: BadInput, message: /a\.json\.gz: it cannot be read \(/ })
})
