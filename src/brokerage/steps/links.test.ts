import test from 'ava'
import { judged } from '../testing/verdicts.js'
import { links } from './links.js'
import { networkFloor } from './network-floor.js'
import { nucleusOnly } from './nucleus-only.js'
import { storage } from './storage.js'

const verdicts = test.macro(judged)

const full = (files: number, site = 'LYON') =>
  `aside: ${files} files wait on the link from ${site} to CERN, the cap is 150`
test(
  '§B.2-3 linkQueueCapFiles: 149 files pass, 150 are set aside; the nucleus itself and unknown sites are not asked',
  verdicts,
  links,
  { nucleus: 'CERN' },
  `
  queue  network linkfiles expressfiles | verdict
  BNL    yes     149       500          | ok
  CERN   yes     200       0            | ok
  LYON   yes     150       0            | ${full(150)}
  RAL    no      200       0            | ok
`,
)
test(
  '§B.2-3: express work looks at the files of express work',
  verdicts,
  links,
  { nucleus: 'CERN', priority: 1001 },
  `
  queue  linkfiles expressfiles | verdict
  CERN   0         0            | ok
  BNL    500       149          | ok
  LYON   0         150          | ${full(150)}
`,
)
const toward = (files: number, words: string, alsoFull: string) => `
  queue  linkfiles | verdict
  CERN   0         | ok
  BNL    149       | ${words}
  LYON   ${files}      | ${alsoFull}
`
test(
  '§B.2-3 nucleusQueueCapFiles: 9999 files to the nucleus pass',
  verdicts,
  links,
  { nucleus: 'CERN' },
  toward(9850, 'ok', full(9850)),
)
const closed = 'aside: links_full: 10000 files are on their way to CERN, the cap is 10000'
test(
  '§B.2-3 nucleusQueueCapFiles: 10000 set all others aside',
  verdicts,
  links,
  { nucleus: 'CERN' },
  toward(9851, closed, closed),
)
test(
  '§B.2-3: closeness -1 is a blocked link and refused for good, whatever waits on it',
  verdicts,
  links,
  { nucleus: 'CERN' },
  `
  queue  closeness linkfiles | verdict
  BNL    11        0         | ok
  CERN   -         0         | ok
  LYON   -1        0         | the link from LYON to CERN is blocked
  RAL    -1        200       | the link from RAL to CERN is blocked
  FNAL   -         0         | ok
`,
)
test(
  '§B.2-3: a nucleus that takes nothing over the network sets all others aside',
  verdicts,
  links,
  { nucleus: 'CERN' },
  `
  queue  storage   closeness | verdict
  CERN   -writeWan -         | ok
  BNL    ok        -         | aside: dest_blacklisted: CERN takes nothing over the network
  LYON   ok        -1        | aside: dest_blacklisted: CERN takes nothing over the network
`,
)
test('§B.2-3: work without a nucleus needs no link', verdicts, links, {}, 'queue storage | verdict\nBNL -writeWan | ok')

test(
  '§B.2-13 minFreeStorageGiB: 200 GiB of free storage pass, less is set aside, also in the nucleus',
  verdicts,
  storage,
  { nucleus: 'CERN' },
  `
  queue  free  | verdict
  CERN   199.9 | aside: disk: 199 GiB are free, 200 are wanted
  BNL    200   | ok
  LYON   199.9 | aside: disk: 199 GiB are free, 200 are wanted
`,
)
const abilities = (nucleus: string, write: string) => `
  queue   site    nucleus storage   input | verdict
  HOME_R  HOME    HOME    -readWan  no    | ok
  HOME_W  HOME2   HOME    -writeWan ${nucleus.padEnd(5)} | ${write}
  A       A       A       -readLan  no    | aside: read_lan_blacklist: jobs cannot read the storage
  B       B       B       -writeLan no    | aside: write_lan_blacklist: jobs cannot write the storage
  C       C       C       -writeWan no    | aside: write_wan_blacklist: the storage takes nothing from other sites
  D       D       D       -readWan  no    | aside: read_wan_blacklist: the storage gives nothing to other sites
  E       E       E       ok        no    | ok
  F       F       F       ok        yes   | ok
`
test(
  '§B.2-13: storage is read and written by jobs; away from the nucleus it takes input and gives output',
  verdicts,
  storage,
  { nucleus: 'HOME' },
  abilities('no', 'ok'),
)
test(
  '§B.2-13: in the nucleus it takes input only when complete copies exist, and none there',
  verdicts,
  storage,
  { nucleus: 'HOME', inputBytes: 1e9 },
  abilities('no', 'aside: write_wan_blacklist: the storage takes nothing from other sites'),
)
test(
  '§B.2-13: when one is there, it need not',
  verdicts,
  storage,
  { nucleus: 'HOME', inputBytes: 1e9 },
  abilities('yes', 'ok'),
)
test(
  '§B.2-1, §B.2-13: input that no other site can give goes to the nucleus alone',
  verdicts,
  storage,
  { nucleus: 'HOME', inputBytes: 1e9 },
  `
  queue  storage  input | verdict
  HOME   ok       no    | ok
  A      -readWan yes   | aside: read_wan_blacklist: the storage gives nothing to other sites
  B      ok       no    | aside: source_blacklist: no other site can give the input
`,
)
test(
  '§B.2-13: any storage that the queue reads as its own may read and take, its own must write',
  verdicts,
  storage,
  { nucleus: 'HOME' },
  `
  queue  site  readsfrom storage            | verdict
  HOME   HOME  -         ok                 | ok
  A      A     HOME      -readLan-writeWan  | ok
  B      B     HOME      -writeLan          | aside: write_lan_blacklist: jobs cannot write the storage
`,
)

test(
  '§B.2-19: work with a negative nucleus weight stays in its nucleus, or beside it',
  verdicts,
  nucleusOnly,
  { nucleus: 'CERN', rules: { nucleusWeight: -1 } },
  `
  queue  nucleus readsfrom status  | verdict
  CERN   CERN    NEAR+OFF  online  | ok
  NDGF   CERN    -         standby | ok
  NEAR   NEAR    -         online  | ok
  OFF    OFF     -         standby | the work must stay in its nucleus
  BNL    BNL     CERN      online  | the work must stay in its nucleus
`,
)
const anywhere = 'queue | verdict\nCERN | ok\nBNL | ok'
test('§B.2-19: other work goes anywhere', verdicts, nucleusOnly, { nucleus: 'CERN' }, anywhere)
test(
  '§B.2-19: so do merges',
  verdicts,
  nucleusOnly,
  { nucleus: 'CERN', rules: { nucleusWeight: -1, isMerge: true } },
  anywhere,
)

// Half of 2 - 50/150 and half of 2, 1.8 or 1.6: 1.83, 1.73, 1.63.
const floors = (far: string) => `
  queue  expressfiles hour day week | verdict
  CERN   0            -    -   -    | ok
  BNL    50           76   76  76   | ok
  LYON   50           75   75  75   | ${far}
  RAL    0            -    -   -    | ${far === 'ok' ? 'ok' : far.replace('1.63', '1.65')}
`
const good = { networkWeightActive: 1 }
const express = { nucleus: 'CERN', priority: 1001 }
test(
  '§B.4-4 networkThreshold: express work wants a network weight of 1.7',
  verdicts,
  networkFloor,
  express,
  floors('the network weight is 1.63, express work wants 1.7'),
  good,
)
test('§B.4-4 networkWeightActive 0: it does not', verdicts, networkFloor, express, floors('ok'))
test('§B.4-4: plain work does not', verdicts, networkFloor, { nucleus: 'CERN' }, floors('ok'), good)
test('§B.4-4: nor does work without a nucleus', verdicts, networkFloor, { priority: 1001 }, floors('ok'), good)
test(
  '§B.4-4 networkThreshold: just that much is enough',
  verdicts,
  networkFloor,
  express,
  'queue closeness | verdict\nBNL 11 | ok\nCERN - | ok',
  { ...good, networkThreshold: 1.5 },
)
test(
  '§B.4-4 networkWeightMultiplier multiplies it',
  verdicts,
  networkFloor,
  express,
  'queue expressfiles | verdict\nCERN 0 | ok\nBNL 0 | the network weight is 1.65, express work wants 1.836',
  { ...good, networkWeightMultiplier: 1.08 },
)
