import test, { type ExecutionContext } from 'ava'
import { type Replica, ReplicaKind } from '../model/dataset-table.js'
import type { State } from '../model/state.js'
import { gridOf, stateOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { inputSource } from './input-source.js'

const MINUTE = 60
const now = 100 * MINUTE

/** Sites in a row, neighbours the fastest; the queue in question is at the last. */
const sites = ['A', 'B', 'C', 'D', 'E']

/** `C` on disk, `tC` on tape, `pC` a part on disk. */
function copyOf(word: string): Replica {
  const kind = word.startsWith('t') ? ReplicaKind.tape : ReplicaKind.primary
  const held = word.startsWith('p') ? 0.5 : 1
  return { site: sites.indexOf(word.slice(-1)), kind, files: 10 * held, bytes: 1e9 * held, parts: undefined }
}

/** Where the input of a job at E comes from, at the first to the fourth try. */
const sources = test.macro(
  (t: ExecutionContext, copies: string, expected: string, change: (state: State) => void = () => undefined) => {
    const state = stateOf(gridOf(`queue\n${sites.join('\n')}`))
    const dataset = state.datasets.know('d', 1e9, 10, copies.split(' ').filter(Boolean).map(copyOf))
    change(state)
    const found = [0, 1, 2, 3].map((tries) => inputSource(state, dataset, sites.indexOf('E'), tries, now))
    t.is(found.map((site) => (site === NONE ? '-' : sites[site])).join(' '), expected)
  },
)

const noReadWan =
  (...names: string[]) =>
  (state: State) => {
    for (const name of names) state.grid.site(name)!.storage.readWan = false
  }
const measured = (from: string, hourMBps: number, at: number) => (state: State) => {
  const rates = { hourMBps, dayMBps: NaN, weekMBps: NaN }
  state.grid.costs.measure(sites.indexOf(from), sites.indexOf('E'), rates, at)
}

test('§H.2: the nearest first, after a failure the next, round and round', sources, 'A C B', 'C B A C')
test('a single source is asked again and again', sources, 'B', 'B B B B')
test('of equals the first that is known', sources, 'B A', 'B A B A', (state) => {
  for (const site of ['A', 'B']) measured(site, 50, now)(state)
})
test('a copy at the site itself is no source', sources, 'E A', 'A A A A')
test('a part is no source', sources, 'pD A', 'A A A A')
test('tape is the last resort', sources, 'tD A', 'A A A A')
test('but one', sources, 'tA tD', 'D A D A')
test('tape at the site itself will do', sources, 'tE', 'E E E E')
test('nowhere', sources, '', '- - - -')
test('storage that gives nothing to other sites is none', sources, 'D B A', 'B A B A', noReadWan('D'))
test('tape, where no disk gives anything', sources, 'D tA tB', 'B A B A', noReadWan('D'))
test('tape that gives nothing is none either', sources, 'tD', '- - - -', noReadWan('D'))
test('§E.1: what the last hour gave is expected', sources, 'A D', 'A D A D', measured('A', 500, now - 59 * MINUTE))
test('§E.1: an older measurement says nothing', sources, 'A D', 'D A D A', measured('A', 500, now - 61 * MINUTE))
