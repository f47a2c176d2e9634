import test from 'ava'
import { weighed } from '../testing/weights.js'
import { network } from './network.js'

const weights = test.macro(weighed)

const on = { networkWeightActive: 1 }
const toCern = { nucleus: 'CERN' }
const MINUTE = 60

test(
  '§E.2 networkQueueImportance, linkQueueCapFiles: half by the files that wait, half by closeness',
  weights,
  [network],
  toCern,
  `
  queue  linkfiles expressfiles closeness | weight
  BNL    0         0            0         | 2
  CERN   0         0            -         | 2.5
  LYON   0         90           11        | 1.5
  RAL    75        0            0         | 1.75
  FNAL   149       0            11        | 301/300
  PIC    0         0            -         | 1.65
`,
  on,
)
test(
  '§E.2: of express work the express files',
  weights,
  [network],
  { ...toCern, priority: 1001 },
  'queue linkfiles expressfiles closeness | weight\nCERN 0 0 - | 2.5\nBNL 75 0 0 | 2\nLYON 0 75 0 | 1.75',
  on,
)
const off = 'queue | weight\nCERN | 1\nBNL | 1'
test('§B.3 networkWeightActive 0: the network does not weigh', weights, [network], toCern, off)
test('§B.3: nor does it for work without a nucleus', weights, [network], {}, off, on)
test(
  '§E.2 networkQueueImportance 1: the files alone',
  weights,
  [network],
  toCern,
  'queue linkfiles closeness | weight\nCERN 0 - | 2.5\nBNL 75 0 | 1.5\nLYON 75 11 | 1.5',
  { ...on, networkQueueImportance: 1 },
)

// Each weight is half of 2, for the empty link, and half of the step's.
test(
  '§E.2: throughput goes by steps, each above its number',
  weights,
  [network],
  toCern,
  `
  queue hour  closeness | weight
  CERN  -     -         | 2.5
  A     200.1 5         | 2
  B     200   5         | 1.95
  C     100   5         | 1.9
  D     75    5         | 1.8
  E     50    5         | 1.75
  F     20    5         | 1.65
  G     10    5         | 1.6
  H     2     5         | 1.55
  I     1     5         | 1.5
  J     0     5         | 1.5
`,
  on,
)

const windows = (rows: readonly string[]) => {
  const given = ['300 300 300', '- 150 150', '- - 80', '300 - -', '300 300 -', '- 150 -', '- - -']
  return `queue hour day week closeness | weight\n${given.map((rates, i) => `Q${i} ${rates} 0 | ${rows[i]}`).join('\n')}\nCERN - - - - | 2.5`
}
test(
  '§E.2: the last hour counts before the day before the week, closeness where nothing is known',
  weights,
  [network],
  toCern,
  windows(['2', '1.95', '1.9', '2', '2', '1.95', '2']).replace('Q6 - - - 0 | 2', 'Q6 - - - 11 | 1.5'),
  on,
)
test(
  '§E.2 quirkThroughputLookup: a shorter window counts only where the longer ones have figures [quirk]',
  weights,
  [network],
  toCern,
  windows(['2', '1.95', '1.9', '1.5', '1.5', '1.5', '1.5']).replaceAll(' 0 |', ' 11 |'),
  { ...on, quirkThroughputLookup: 1 },
)

const fast = (weight: string) => `queue hour closeness | weight\nBNL 300 11 | ${weight}\nCERN - - | 2.5`
test(
  '§E.1 networkMeasurementSeconds: what was measured 60 minutes ago counts',
  weights,
  [network],
  toCern,
  fast('2'),
  on,
  60 * MINUTE,
)
test(
  '§E.1 networkMeasurementSeconds: what was measured 61 minutes ago does not',
  weights,
  [network],
  toCern,
  fast('1.5'),
  on,
  61 * MINUTE,
)
