import test from 'ava'
import {
  atlasResourceTypes,
  coresAtQueue,
  lowMemoryTypes,
  multiCoreTypes,
  RESOURCE_TYPES,
  resourceTypeName,
  resourceTypeOfJob,
  resourceTypeOfTask,
  type ResourceTypeTable,
  singleCoreTypes,
} from './resource-type.js'

const jobName = (cores: number, requiredMB: number, table: ResourceTypeTable = atlasResourceTypes) =>
  resourceTypeName(table, resourceTypeOfJob(table, cores, requiredMB))

test('a job has a type by its cores and by its memory a core, rounded half to even (§F.4)', (t) => {
  const table: [cores: number, requiredMB: number, type: string][] = [
    [1, 0, 'SCORE_LOMEM'],
    [1, 1000, 'SCORE_LOMEM'],
    [1, 1001, 'SCORE'],
    [1, 2000, 'SCORE'],
    [1, 2001, 'SCORE_HIMEM'],
    [1, 3000, 'SCORE_HIMEM'],
    [1, 3001, 'SCORE_VHIMEM'],
    [2, 2000, 'MCORE_LOMEM'],
    [8, 8004, 'MCORE_LOMEM'], // 1000.5 becomes 1000
    [8, 8005, 'MCORE'],
    [2, 4001, 'MCORE'], // 2000.5 becomes 2000
    [2, 4003, 'MCORE_HIMEM'], // 2001.5 becomes 2002
    [8, 24_005, 'MCORE_VHIMEM'],
    [0, 8000, 'MCORE_LOMEM'], // any number of cores counts as 8
    [0, 24_000, 'MCORE_HIMEM'],
  ]
  for (const [cores, requiredMB, type] of table) t.is(jobName(cores, requiredMB), type, `${cores} × ${requiredMB} MB`)
})

test("a task's memory a core is compensated and cut before it is compared (§F.4)", (t) => {
  const table: [cores: number, memoryMB: number, isMemoryPerCore: boolean, baseMemoryMB: number, type: string][] = [
    [1, 1112, true, 0, 'SCORE_LOMEM'], // 1000.8 becomes 1000
    [1, 1113, true, 0, 'SCORE'],
    [1, 2223, true, 0, 'SCORE'],
    [1, 2224, true, 0, 'SCORE_HIMEM'],
    [1, 3334, true, 0, 'SCORE_HIMEM'],
    [1, 3335, true, 0, 'SCORE_VHIMEM'],
    [1, 1112, true, 1000, 'SCORE'],
    [8, 1112, true, 1000, 'MCORE'], // 125 MB more a core
    [8, 1112, false, 0, 'MCORE_LOMEM'],
    [8, 16_000, false, 0, 'MCORE'],
    [8, 8_000, false, 1000, 'MCORE'], // base memory counts in either unit
    [16, 16_000, false, 0, 'MCORE_LOMEM'],
    [0, 16_000, false, 0, 'MCORE'], // any number of cores counts as 8
    [1, 0, true, 0, 'SCORE_LOMEM'],
  ]
  for (const [cores, memoryMB, isMemoryPerCore, baseMemoryMB, type] of table) {
    const task = { cores, memoryMB, isMemoryPerCore, baseMemoryMB }
    t.is(resourceTypeName(atlasResourceTypes, resourceTypeOfTask(atlasResourceTypes, task)), type, JSON.stringify(task))
  }
})

test('what falls into no row has a number of its own, which counters hold (§F.4)', (t) => {
  const gaps: ResourceTypeTable = [
    { name: 'SMALL', maxCores: 1, maxMBPerCore: 1000 },
    { name: 'LARGE', minCores: 2, maxCores: 8, minMBPerCore: 1500 },
  ]
  const table: [cores: number, requiredMB: number, type: string][] = [
    [1, 1000, 'SMALL'],
    [1, 1001, 'Undefined'],
    [2, 2999, 'LARGE'], // 1499.5 becomes 1500
    [2, 2998, 'Undefined'],
    [8, 80_000, 'LARGE'],
    [9, 90_000, 'Undefined'],
  ]
  for (const [cores, requiredMB, type] of table)
    t.is(jobName(cores, requiredMB, gaps), type, `${cores} × ${requiredMB}`)
  t.is(resourceTypeOfJob(gaps, 9, 90_000), 2)
  t.is(RESOURCE_TYPES, 9)
})

test('the first row that fits is taken (§F.4)', (t) => {
  const overlapping: ResourceTypeTable = [{ name: 'FIRST', minMBPerCore: 500 }, { name: 'SECOND' }]
  t.is(jobName(1, 500, overlapping), 'FIRST')
  t.is(jobName(1, 499, overlapping), 'SECOND')
})

test('sets of types: low memory up to a threshold, single and multi core as their rows say (§F.4)', (t) => {
  const names = (rows: ResourceTypeTable) => rows.map(({ name }) => name).join(' ')
  t.is(names(lowMemoryTypes(atlasResourceTypes)), 'SCORE_LOMEM SCORE MCORE_LOMEM MCORE')
  t.is(names(lowMemoryTypes(atlasResourceTypes, 1999)), 'SCORE_LOMEM MCORE_LOMEM')
  t.is(names(lowMemoryTypes(atlasResourceTypes, 999)), '')
  t.is(names(singleCoreTypes(atlasResourceTypes)), 'SCORE_LOMEM SCORE SCORE_HIMEM SCORE_VHIMEM')
  t.is(names(multiCoreTypes(atlasResourceTypes)), 'MCORE_LOMEM MCORE MCORE_HIMEM MCORE_VHIMEM')
  const unbounded: ResourceTypeTable = [
    { name: 'SCORE', maxCores: 1 },
    { name: 'MCORE', minCores: 2 },
  ]
  t.is(names(singleCoreTypes(unbounded)), '')
  t.is(names(multiCoreTypes(unbounded)), 'MCORE')
  t.is(names(lowMemoryTypes(unbounded)), '')
})

test('at a queue a multi-core type has the cores of the queue, any other one (§F.4)', (t) => {
  const cores = atlasResourceTypes.map((_, type) => coresAtQueue(atlasResourceTypes, type, 16))
  t.deepEqual(cores, [1, 1, 1, 1, 16, 16, 16, 16])
  t.is(coresAtQueue(atlasResourceTypes, RESOURCE_TYPES - 1, 16), 1)
})
