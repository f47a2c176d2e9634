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
  because: (_, { queue }, { grid }) =>
    `non_local: input is missing at ${grid.sites[queue.siteIndex].name}, and the queue takes local input only`,
}
