import test from 'ava'
import { BadInput } from './bad-input.js'
import { type ShareDeclaration, ShareTree } from './share-tree.js'

const production: ShareDeclaration = {
  name: 'Production',
  value: 60,
  children: [
    { name: 'Simulation', value: 3 },
    { name: 'Reprocessing', value: 1 },
  ],
}

test('values are parts of the parent (brokerage.md §G.1)', (t) => {
  const [one, other] = new ShareTree([production, { name: 'Analysis', value: 20 }], 'here').roots
  t.deepEqual([one.name, one.percent, other.name, other.percent], ['Production', 75, 'Analysis', 25])
  t.deepEqual(
    one.children.map(({ name, percent }) => [name, percent]),
    [
      ['Simulation', 56.25],
      ['Reprocessing', 18.75],
    ],
  )
  t.deepEqual(other.children, [])
})

test('a share of value 0 may have children', (t) => {
  const [, idle] = new ShareTree([production, { name: 'Idle', value: 0, children: [{ name: 'X', value: 1 }] }], 'x')
    .roots
  t.deepEqual([idle.percent, idle.children[0].percent], [0, 0])
})

const faults: [what: string, shares: ShareDeclaration[], message: string][] = [
  [
    'a negative value',
    [production, { name: 'A', value: -1 }],
    'x.yaml: share A: its value is -1; allowed: a number from 0',
  ],
  [
    'a name twice, in whatever branch',
    [production, { name: 'Simulation', value: 1 }],
    'x.yaml: share Simulation: the name stands twice; allowed: a name of its own for each share',
  ],
  [
    'siblings that sum to 0',
    [{ name: 'A', value: 1, children: [{ name: 'B', value: 0 }] }],
    'x.yaml: share B: it and its siblings under A sum to 0; allowed: a value above 0 among siblings',
  ],
]

for (const [what, shares, message] of faults) {
  test(`refused: ${what}`, (t) => {
    t.throws(() => new ShareTree(shares, 'x.yaml'), { instanceOf: BadInput, message })
  })
}
