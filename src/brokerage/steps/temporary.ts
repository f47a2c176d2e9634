import type { Step } from '../policy.js'

/**
 * Queues that were set aside for now leave the list (brokerage.md §B.2-26): until here they have counted as candidates, so that
 * what is switched off when nobody passes looked at them too.
 */
export const temporary: Step = {
  name: 'temporary',
  about: 'the queue was not set aside for now by a step before',
  lasting: false,
  judge(_, candidates) {
    for (let i = 0; i < candidates.count; i++) if (candidates.isAside(i)) candidates.refuse(i)
  },
  because: () => ({ text: 'a step before found a fault that may pass', change: 'that fault passed' }),
}
