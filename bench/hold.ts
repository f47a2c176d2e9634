import { uniform } from '../src/model/draws.js'
import { TimeHeap } from '../src/model/time-heap.js'
import { exponential } from '../src/sim/samplers.js'

const ENTRIES = 150_000
/** Enough for a unit of two digits. */
const HOLDS = 2_000_000

/**
 * CPU of one hold (the earliest entry out, a later one in) on an event queue of 150,000 entries, in nanoseconds: the
 * unit in which costs can be compared between machines and minutes (perf.md §0). A small piece of work, told by how
 * many jobs or transfers it had, gets a rougher unit in less time.
 */
export function holdNanoseconds(workSize = Infinity): number {
  const holds = Math.min(HOLDS, 100 * workSize)
  const heap = new TimeHeap()
  const seed = { a: 1, b: 2 }
  const delay = (i: number): number => exponential(uniform(seed, 3, i, 0, 0), 10_000)
  for (let i = 0; i < ENTRIES; i++) heap.push(delay(i), i)
  const began = process.cpuUsage()
  for (let i = 0; i < holds; i++) {
    const now = heap.firstTime()
    heap.push(now + delay(ENTRIES + i), heap.pop())
  }
  const { user, system } = process.cpuUsage(began)
  if (heap.size !== ENTRIES) throw new Error(`the queue holds ${heap.size} entries, not ${ENTRIES}`)
  return ((user + system) * 1000) / holds
}
