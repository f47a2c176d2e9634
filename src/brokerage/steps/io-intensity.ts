import type { Step } from '../policy.js'

/** The work moves no more data per second than the queue allows (brokerage.md §B.2-20). A limit of 0 is none. */
export const ioIntensity: Step = {
  name: 'max_io_intensity',
  about: 'the work moves no more data per second than the queue allows',
  lasting: false,
  ofTask: true,
  judge({ rules }, candidates, { grid }) {
    if (rules.ioIntensityKBps === 0 || rules.isMerge) return
    for (let i = 0; i < candidates.count; i++) {
      const { maxIoIntensityKBps } = grid.queues[candidates.queue[i]]
      if (maxIoIntensityKBps > 0 && rules.ioIntensityKBps > maxIoIntensityKBps) candidates.refuse(i)
    }
  },
  isIdle: ({ grid }) => grid.queues.every(({ maxIoIntensityKBps }) => maxIoIntensityKBps <= 0),
  because: ({ rules: { ioIntensityKBps } }, { queue }, position, { grid }) => {
    const { maxIoIntensityKBps: limit } = grid.queues[queue[position]]
    return {
      text: `moves ${ioIntensityKBps} kB/s, the queue allows ${limit}`,
      change: `the work moved at most ${limit} kB/s, or the queue allowed ${ioIntensityKBps}`,
      observed: ioIntensityKBps,
      limit,
      unit: 'kB/s',
      wants: 'at most',
    }
  },
}
