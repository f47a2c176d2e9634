import test from 'ava'
import { defaultConstants } from '../model/constants.js'
import { type Replica, ReplicaKind } from '../model/dataset-table.js'
import { PartSet } from '../model/part-set.js'
import { gridOf } from '../model/testing/small-grid.js'
import { inputSourcesOf } from './input-sources.js'

const { sites } = gridOf('queue\nOPEN\nLAN\nWAN\nSHUT')
for (const name of ['LAN', 'SHUT']) sites.find((site) => site.name === name)!.storage.readWan = false
for (const name of ['WAN', 'SHUT']) sites.find((site) => site.name === name)!.storage.readLan = false

/** So many files of a copy at a site. */
const copy = (site: string, files: number, kind = ReplicaKind.primary, parts?: PartSet): Replica => {
  return { site: sites.findIndex(({ name }) => name === site), kind, files, bytes: files * 1e6, parts }
}
/** What jobs brought of two parts. */
const brought = (files: number, ...parts: number[]) => {
  const set = new PartSet(2)
  for (const part of parts) set.add(part, 2)
  return copy('OPEN', files, ReplicaKind.cached, set)
}

/** Copies of a dataset of so many files, and where it is complete, whether readable at all and from other sites. */
const table: [title: string, copies: Replica[], files: number, words: string][] = [
  ['nothing', [], 100, 'nowhere'],
  ['a whole copy', [copy('OPEN', 100)], 100, 'OPEN, readable, from afar'],
  ['one that is read at the site alone', [copy('LAN', 100)], 100, 'LAN, readable'],
  ['one that is read from other sites alone', [copy('WAN', 100)], 100, 'WAN, readable, from afar'],
  ['one that is not read at all', [copy('SHUT', 100)], 100, 'SHUT'],
  [
    'the best of several',
    [copy('SHUT', 100), copy('LAN', 100), copy('WAN', 95)],
    100,
    'SHUT+LAN+WAN, readable, from afar',
  ],
  ['maxMissingInputFiles: 10 of 50', [copy('OPEN', 40)], 50, 'OPEN, readable, from afar'],
  ['maxMissingInputFiles: 11 of 50', [copy('OPEN', 39)], 50, 'nowhere'],
  ['minInputCompletenessPercent: 90 % of 1000', [copy('OPEN', 900)], 1000, 'OPEN, readable, from afar'],
  ['minInputCompletenessPercent: 89.9 % of 1000', [copy('OPEN', 899)], 1000, 'nowhere'],
  ['no file of a few', [copy('OPEN', 0)], 5, 'nowhere'],
  ['files that nobody counted', [copy('OPEN', 0)], 0, 'OPEN, readable, from afar'],
  ['some of no files', [copy('OPEN', 3)], 0, 'nowhere'],
  ['tape', [copy('OPEN', 100, ReplicaKind.tape)], 100, 'OPEN, readable, from afar'],
  [
    'a cached copy of which nobody counts parts',
    [copy('OPEN', 95, ReplicaKind.cached)],
    100,
    'OPEN, readable, from afar',
  ],
  ['half of what jobs bring', [brought(0, 1)], 0, 'nowhere'],
  ['half of it, whatever its files', [brought(95, 1)], 100, 'nowhere'],
  ['all of it', [brought(100, 0, 1)], 100, 'OPEN, readable, from afar'],
]

for (const [title, copies, files, words] of table) {
  test(`§B.2-1: ${title}`, (t) => {
    const { completeSites, isAvailable, isRemote } = inputSourcesOf(copies, files, false, sites, defaultConstants)
    const where = completeSites.length === 0 ? 'nowhere' : completeSites.map((site) => sites[site].name).join('+')
    t.is(`${where}${isAvailable ? ', readable' : ''}${isRemote ? ', from afar' : ''}`, words)
  })
}

test('§B.2-1: input that is being staged is available, wherever it is complete', (t) => {
  const { completeSites, isAvailable, isRemote } = inputSourcesOf(
    [copy('SHUT', 100)],
    100,
    true,
    sites,
    defaultConstants,
  )
  t.deepEqual([completeSites, isAvailable, isRemote], [[3], true, true])
  t.true(inputSourcesOf([], 100, true, sites, defaultConstants).isRemote)
})
