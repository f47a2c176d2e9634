import test from 'ava'
import { atlasResourceTypes } from '../../model/resource-type.js'
import { throttleLimits } from './throttle-limits.js'

const limitsOf = (name: string, type: string, keys: Record<string, number> = {}) => {
  const number = atlasResourceTypes.findIndex((row) => row.name === type)
  const share = { name, isThrottled: true }
  return throttleLimits(share, atlasResourceTypes, number === -1 ? atlasResourceTypes.length : number, keys)
}

test('the most special key counts, 0 is none, and each tag is looked up alone (§G.3)', (t) => {
  const keys = {
    NQUEUELIMIT_Simulation: 1,
    'NQUEUELIMIT_Simulation_SCORE*': 2,
    'NQUEUELIMIT_Simulation_MCORE*': 3,
    NQUEUELIMIT_Simulation_MCORE: 4,
    NQUEUELIMIT_Simulation_MCORE_HIMEM: 0,
    NRUNNINGCAP_Simulation: 5,
    'NQUEUECAP_Simulation_SCORE*': 6,
    NQUEUECAP_Reprocessing: 7,
  }
  const { queueLimit, runningCap, queueCap } = limitsOf('Simulation', 'MCORE', keys)
  t.deepEqual(queueLimit, { jobs: 4, level: 'type' })
  t.deepEqual(runningCap, { jobs: 5, level: 'share' })
  t.is(queueCap, undefined)
  t.deepEqual(limitsOf('Simulation', 'MCORE_HIMEM', keys).queueLimit, { jobs: 3, level: 'family' })
  t.deepEqual(limitsOf('Simulation', 'SCORE_HIMEM', keys).queueLimit, { jobs: 2, level: 'family' })
  t.deepEqual(limitsOf('Simulation', 'SCORE_HIMEM', keys).queueCap, { jobs: 6, level: 'family' })
  t.is(limitsOf('Simul', 'SCORE', keys).queueLimit, undefined)
})

test('levels: one type, all with one core or all with several, the share; what has no type is with one core', (t) => {
  const names = (types: readonly number[]) =>
    types.map((type) => atlasResourceTypes[type]?.name ?? 'Undefined').join(' ')
  const { types } = limitsOf('Simulation', 'MCORE_HIMEM')
  t.is(names(types.type), 'MCORE_HIMEM')
  t.is(names(types.family), 'MCORE_LOMEM MCORE MCORE_HIMEM MCORE_VHIMEM')
  t.is(types.share.length, atlasResourceTypes.length + 1)
  const single = 'SCORE_LOMEM SCORE SCORE_HIMEM SCORE_VHIMEM Undefined'
  t.is(names(limitsOf('Simulation', 'SCORE').types.family), single)
  t.is(names(limitsOf('Simulation', 'Undefined').types.family), single)
})

test('event service is compared as a whole; Heavy Ion and default reprocessing stage ahead (§G.3)', (t) => {
  const table: [share: string, ratioLevel: string, stagesAhead: boolean][] = [
    ['Simulation', 'type', false],
    ['eventservice', 'share', false],
    ['Heavy Ion', 'type', true],
    ['Reprocessing default', 'type', true],
  ]
  for (const [share, ratioLevel, stagesAhead] of table) t.like(limitsOf(share, 'MCORE'), { ratioLevel, stagesAhead })
})
