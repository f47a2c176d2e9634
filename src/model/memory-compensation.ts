/** The part of the memory asked for that is held against a queue's limit (brokerage.md §B.1, §F.4). */
const MEMORY_COMPENSATION = 0.9

/** Memory that a pilot must offer for so much memory asked for, in whole MB (§A.4). */
export function compensatedMemoryMB(memoryMB: number): number {
  return Math.trunc(memoryMB * MEMORY_COMPENSATION)
}

/** Memory asked for, from what a pilot must offer; up to 1 MB too little, since compensating cuts (§I.3). */
export function uncompensatedMemoryMB(compensatedMB: number): number {
  return Math.trunc(compensatedMB / MEMORY_COMPENSATION)
}
