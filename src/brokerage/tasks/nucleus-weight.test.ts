import test from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { chooseNucleus } from './nucleus.js'
import { inputAtNuclei } from './nucleus-input.js'
import { candidateOf, nucleusVerdicts, plainTask } from './testing/nucleus-table.js'

test(
  'weight: little work at hand counts as none, 50 HS06·s are 1/50 (§A.6 [quirk])',
  nucleusVerdicts,
  {},
  `
  nucleus competing | verdict
  BNL     0         | 100
  CERN    49        | 100
  FNAL    50        | 2
  RAL     100       | 1
`,
)
test(
  'weight: the free part times the free space in whole TiB, 1000 at most, after the outputs to come (§A.6)',
  nucleusVerdicts,
  {},
  `
  nucleus free    total   work    | verdict
  BNL     204800  409600  0       | 100
  CERN    204799  409600  0       | 99.4995142
  FNAL    204800  409600  3456000 | 99.4995142
  RAL     1024000 2048000 0       | 500
  LYON    1025024 2050048 0       | 500
  KIT     1022976 2045952 0       | 499.5
`,
)
test(
  'weight: above 200 kB/s the part of the input that is there counts, and tape only costs 1000 (§A.6)',
  nucleusVerdicts,
  { inputGiB: 20, inputFiles: 1, ioIntensityKBps: 201 },
  `
  nucleus files bytes ondisk | verdict
  BNL     1     20    20     | 100
  CERN    1     5     5      | 25
  FNAL    1     20    19     | 0.1
  RAL     1     30    30     | 150
`,
)
test(
  'weight: unknown traffic counts as much',
  nucleusVerdicts,
  { inputGiB: 20, inputFiles: 1, ioIntensityKBps: undefined },
  `
  nucleus files bytes | verdict
  BNL     1     5     | 25
`,
)
test(
  'weight: light work does not mind where its input is, but tape (§A.6)',
  nucleusVerdicts,
  { inputGiB: 20, inputFiles: 1, ioIntensityKBps: 200 },
  `
  nucleus files bytes ondisk | verdict
  BNL     1     5     5      | 100
  CERN    1     5     0      | 0.1
`,
)

test('of several endpoints for outputs the fullest counts; any open one will do (§A.6-3)', (t) => {
  const endpoint = {
    type: 'DATADISK',
    usableGiB: 204_800,
    totalGiB: 409_600,
    readableOverWan: true,
    writableOverWan: true,
  }
  const endpoints = [
    { ...endpoint, usableGiB: 204_800, totalGiB: 204_800 },
    { ...endpoint, type: 'DATATAPE', usableGiB: 409_600 },
    { ...endpoint, totalGiB: 819_200 },
    { ...endpoint, totalGiB: 4_096_000, writableOverWan: false },
  ]
  const weights = (outputTypes: string[]) => {
    const candidate = { ...candidateOf({ nucleus: 'BNL' }), endpoints }
    const task = { ...plainTask, outputTypes }
    return chooseNucleus(task, inputAtNuclei([]), [candidate], 0, defaultConstants).weights.get('BNL')
  }
  t.is(weights(['DATADISK']), 50)
  t.is(weights(['DATATAPE']), 400)
  t.is(weights(['DATATAPE', 'DATADISK', 'DATADISK']), 50)
})
