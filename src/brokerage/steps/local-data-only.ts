import type { Step } from '../policy.js'

const BYTES_PER_MIB = 1024 * 1024

/** A queue that takes only work whose input is there gets no other (brokerage.md §B.4-2); less than a MiB may be missing. */
export const localDataOnly: Step = {
  name: 'non_local_data',
  about: 'all input is there where the queue wants it so',
  lasting: false,
  judge({ chunkBytes, chunkFiles }, candidates, { grid }) {
    if (chunkBytes === 0) return
    const { count, queue, diskBytes, diskFiles } = candidates
    for (let i = 0; i < count; i++) {
      if (!grid.queues[queue[i]].localDataOnly) continue
      if (chunkBytes - diskBytes[i] >= BYTES_PER_MIB || chunkFiles > diskFiles[i]) candidates.refuse(i)
    }
  },
  isIdle: ({ grid }) => grid.queues.every(({ localDataOnly }) => !localDataOnly),
  because: ({ chunkBytes, chunkFiles }, { queue, diskBytes, diskFiles }, position, { grid }) => {
    const site = grid.sites[grid.queues[queue[position]].siteIndex].name
    const missingMiB = Math.max(0, (chunkBytes - diskBytes[position]) / BYTES_PER_MIB)
    const lacksBytes = missingMiB >= 1
    return {
      tag: 'non_local',
      text: `input is missing at ${site}, and the queue takes local input only`,
      change: `${site} held all of the input`,
      observed: lacksBytes ? missingMiB : chunkFiles - diskFiles[position],
      limit: lacksBytes ? 1 : 0,
      unit: lacksBytes ? 'MiB' : 'files',
      wants: lacksBytes ? 'below' : 'at most',
    }
  },
}
