import { jobMemoryMB } from '../../brokerage/tasks/job-memory.js'
import { uncompensatedMemoryMB } from '../../model/memory-compensation.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'
import { isMemoryPerCore } from '../memory-unit.js'

interface MemoryIn {
  readonly ram: number | null
  readonly ram_unit: string | null
  readonly base_ram: number | null
  readonly merge_ram: number | null
  readonly chunk_ram: number | null
  readonly merge_chunk: boolean
  readonly cores: number
}

/** Memory that a job asks for, and what it was before compensation. */
export const jobMemory: Family = {
  name: 'job_memory',
  section: '§A.4',
  differs(recorded) {
    const { ram, ram_unit, base_ram, merge_ram, chunk_ram, merge_chunk, cores } = recorded.in as MemoryIn
    const chunk = {
      memoryMB: ram ?? 0,
      isMemoryPerCore: isMemoryPerCore(ram_unit),
      baseMemoryMB: base_ram ?? 0,
      mergeMemoryMB: merge_ram ?? 0,
      chunkMemoryMB: chunk_ram ?? 0,
      isMerge: merge_chunk,
    }
    const asked = jobMemoryMB(chunk, cores)
    const found = { min_ram_MB: asked, unit: 'MB', undo_compensation: uncompensatedMemoryMB(asked) }
    return firstDifference(found, recorded.out)
  },
}
