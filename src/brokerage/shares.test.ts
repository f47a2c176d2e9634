import test, { type ExecutionContext } from 'ava'
import { type ShareDeclaration, ShareTree } from '../model/share-tree.js'
import { gridOf, linesOf, stateOf } from '../model/testing/small-grid.js'
import { byUnderUse, dispatchRank, Shares, useOf } from './shares.js'
import { standingJob, standingTask } from './testing/standing-job.js'

/** A tree out of lines `share parent value`, where `-` is the parent of those at the top. */
function treeOf(table: string): ShareTree {
  const lines = linesOf(table)
  const under = (above: string): ShareDeclaration[] =>
    lines
      .filter(({ parent }) => parent === above)
      .map(({ share, value }) => ({ name: share, value: Number(value), children: under(share) }))
  return new ShareTree(under('-'), 'a table')
}

/** The order of the leaves for what runs, HS06; also of shares that are in no tree. */
const order = test.macro((t: ExecutionContext, table: string, strangers: number, expected: string) => {
  const running = new Map(linesOf(table).map(({ share, runs }) => [share, Number(runs)]))
  const total = [...running.values()].reduce((sum, hs06) => sum + hs06, strangers)
  const uses = useOf(treeOf(table), (share) => running.get(share) ?? 0, total)
  t.is(byUnderUse(uses).join(' '), expected)
})

test(
  '§G.1: the most under-used first, by what runs of what is due',
  order,
  `
  share parent value runs
  A     -      50    500
  B     -      30    200
  C     -      20    300
`,
  0,
  'B A C',
)

test(
  '§G.1: siblings compete first: what one leaves over stays in its branch',
  order,
  `
  share parent value runs
  A     -      50    0
  A1    A      50    490
  A2    A      50    0
  B     -      50    510
`,
  0,
  'A2 A1 B',
)

test(
  '§G.1: equals keep their order, and what is due nothing comes last',
  order,
  `
  share parent value runs
  none  -      0     0
  A     -      50    100
  B     -      50    100
`,
  0,
  'A B none',
)

test(
  '§G.1: when nothing runs the order is that of the declaration',
  order,
  `
  share parent value runs
  A     -      1     0
  B     -      99    0
`,
  0,
  'A B',
)

test(
  '§G.1: work of unknown and of inner shares raises what all are due, and is nobody’s use',
  order,
  `
  share parent value runs
  A     -      50    900
  A1    A      100   90
  B     -      50    100
`,
  10,
  'A1 B',
)

test('§F.3: the rank at dispatch is the place in the order; Test is first, the unknown last', (t) => {
  const leaves = ['B', 'Test', 'A']
  t.deepEqual(
    ['B', 'Test', 'A', 'C', ''].map((share) => dispatchRank(leaves, share)),
    [0, 0, 2, 3, 3],
  )
})

test('the order is reckoned from jobs with pilots, by cores and their power, and anew after 10 seconds', (t) => {
  const state = stateOf(gridOf('queue power\nweak 5\nstrong 20'))
  const shares = new Shares(state, treeOf('share parent value\nA - 50\nB - 50'))
  const [a, b] = ['A', 'B'].map((share) => standingTask(state, { share }))
  standingJob(state, a, 'strong', 'running', 0)
  for (const standing of ['sent', 'running', 'running', 'activated', 'holding']) {
    standingJob(state, b, 'weak', standing, 0)
  }
  t.deepEqual([...shares.ranksAt(100)!], [1, 0], '20 HS06 of A, 15 of B')
  for (let i = 0; i < 2; i++) standingJob(state, b, 'weak', 'sent', 0)
  t.deepEqual([...shares.ranksAt(109.9)!], [1, 0])
  t.deepEqual([...shares.ranksAt(110)!], [0, 1], '20 HS06 of A, 25 of B')
})

test('a share that comes up meanwhile has a rank at once', (t) => {
  const state = stateOf(gridOf('queue\nBNL'))
  const shares = new Shares(state, treeOf('share parent value\nA - 50\nB - 50'))
  state.shareNumber('A')
  t.deepEqual([...shares.ranksAt(0)!], [0])
  for (const name of ['C', 'B']) state.shareNumber(name)
  t.deepEqual([...shares.ranksAt(1)!], [0, 2, 1])
  t.is(new Shares(state, undefined).ranksAt(0), undefined)
})
