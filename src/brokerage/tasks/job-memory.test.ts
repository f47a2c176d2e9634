import test from 'ava'
import { compensatedMemoryMB, uncompensatedMemoryMB } from '../../model/memory-compensation.js'
import { type ChunkMemory, jobMemoryMB } from './job-memory.js'

/** A chunk of a task whose jobs need 2000 MB a core and 500 MB besides. */
const chunkOf = (differs: Partial<ChunkMemory> = {}): ChunkMemory => ({
  memoryMB: 2000,
  isMemoryPerCore: true,
  baseMemoryMB: 500,
  mergeMemoryMB: 0,
  chunkMemoryMB: 0,
  isMerge: false,
  ...differs,
})

test('a job asks for nine tenths of its memory: for each core and once, or for the whole job (§A.4)', (t) => {
  const table: [chunk: Partial<ChunkMemory>, cores: number, memoryMB: number][] = [
    [{}, 1, 2250],
    [{}, 8, 14_850],
    [{ isMemoryPerCore: false }, 8, 1800],
    [{ memoryMB: 0 }, 1, 450],
    [{ memoryMB: 0, isMemoryPerCore: false }, 1, 0],
    [{ chunkMemoryMB: 1999 }, 8, 14_850],
    [{ chunkMemoryMB: 3000 }, 8, 22_050],
    [{ chunkMemoryMB: 3000, isMemoryPerCore: false }, 8, 2700],
    [{ mergeMemoryMB: 9000 }, 1, 2250],
    [{ memoryMB: 7305, isMemoryPerCore: false }, 1, 6574],
  ]
  for (const [chunk, cores, memoryMB] of table)
    t.is(jobMemoryMB(chunkOf(chunk), cores), memoryMB, JSON.stringify(chunk))
})

test('a merge job asks for what the task says, at least 2000 MB, or for what its chunk needs (§A.4)', (t) => {
  const table: [mergeMemoryMB: number, chunkMemoryMB: number, memoryMB: number][] = [
    [0, 0, 0],
    [0, 1000, 900],
    [1500, 0, 1800],
    [1500, 1000, 1800],
    [1500, 2001, 1800], // 1800.9 is cut
    [1500, 6000, 5400],
    [4000, 3000, 3600],
  ]
  for (const [mergeMemoryMB, chunkMemoryMB, memoryMB] of table) {
    for (const cores of [1, 8]) {
      const chunk = chunkOf({ isMerge: true, mergeMemoryMB, chunkMemoryMB })
      t.is(jobMemoryMB(chunk, cores), memoryMB, `${mergeMemoryMB} and ${chunkMemoryMB} MB`)
    }
  }
  t.is(jobMemoryMB(chunkOf({ isMerge: true, mergeMemoryMB: 100 }), 1, 1000), 900)
})

test('undoing the compensation gives what was asked for, or 1 MB less (§I.3)', (t) => {
  t.is(uncompensatedMemoryMB(2250), 2500)
  t.is(uncompensatedMemoryMB(6574), 7304)
  for (let asked = 0; asked < 30_000; asked++) {
    const lost = asked - uncompensatedMemoryMB(compensatedMemoryMB(asked))
    if (lost !== 0 && lost !== 1) t.fail(`${asked} MB`)
  }
})
