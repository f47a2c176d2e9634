import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Candidates } from '../candidates.js'
import type { Step } from '../policy.js'

const BYTES_PER_MIB = 1024 * 1024
const MIB_PER_GIB = 1024

/**
 * IO intensive work goes where little of its input is missing (brokerage.md §B.2-25); to input on tape when no candidate has
 * enough on disk, and anywhere when none has enough at all.
 */
export const moveInput: Step = {
  name: 'io',
  about: 'little of the input of IO intensive work is missing; off where that holds nowhere',
  lasting: false,
  judge(bunch, candidates, state) {
    if (!isBound(bunch, state)) return
    let best = Nearness.far
    for (let i = 0; i < candidates.count; i++) best = Math.min(best, nearnessAt(bunch, candidates, i, state))
    if (best === Nearness.far) return
    for (let i = 0; i < candidates.count; i++) {
      if (nearnessAt(bunch, candidates, i, state) > best) candidates.refuse(i)
    }
  },
  looksAtAll: isBound,
  because: ({ rules, chunkBytes, chunkFiles }, { queue, diskBytes, diskFiles }, position, { grid, constants }) => {
    const site = grid.sites[grid.queues[queue[position]].siteIndex].name
    const missingGiB = wholeMiB(chunkBytes - diskBytes[position]) / MIB_PER_GIB
    const { moveInputMaxGiB, moveInputMaxFiles } = constants
    const isTooLarge = missingGiB > moveInputMaxGiB
    return {
      text: `too much of the input is not at ${site} for ${rules.ioIntensityKBps} kB/s`,
      change: `at most ${moveInputMaxGiB} GiB and ${moveInputMaxFiles} files of the input were missing at ${site}`,
      observed: isTooLarge ? missingGiB : chunkFiles - diskFiles[position],
      limit: isTooLarge ? moveInputMaxGiB : moveInputMaxFiles,
      unit: isTooLarge ? 'GiB' : 'files',
      wants: 'at most',
    }
  },
}

/** Where enough of the input is. */
const enum Nearness {
  disk,
  tape,
  far,
}

function isBound(bunch: Bunch, state: State): boolean {
  const { rules, chunkBytes } = bunch
  const isIntensive = rules.ioIntensityKBps > state.constants.ioIntensityCutoffKBps
  return isIntensive && chunkBytes > 0 && !rules.isMerge && !rules.isEventService && !bunch.isPinned(state)
}

function nearnessAt(
  { chunkBytes, chunkFiles }: Bunch,
  candidates: Candidates,
  i: number,
  { constants }: State,
): Nearness {
  const { moveInputMaxGiB, moveInputMaxFiles } = constants
  const mostMiB = moveInputMaxGiB * MIB_PER_GIB
  const missingMiB = wholeMiB(chunkBytes - candidates.diskBytes[i])
  const missingFiles = chunkFiles - candidates.diskFiles[i]
  if (missingMiB <= mostMiB && missingFiles <= moveInputMaxFiles) return Nearness.disk
  const leastMiB = Math.min(missingMiB, wholeMiB(chunkBytes - candidates.bytesWithTape[i]))
  const leastFiles = Math.min(missingFiles, chunkFiles - candidates.filesWithTape[i])
  return leastMiB <= mostMiB && leastFiles <= moveInputMaxFiles ? Nearness.tape : Nearness.far
}

function wholeMiB(bytes: number): number {
  return Math.trunc(bytes / BYTES_PER_MIB)
}
