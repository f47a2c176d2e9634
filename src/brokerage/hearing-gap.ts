import { BadInput } from '../model/bad-input.js'
import { Fact } from '../model/journal.js'
import { NONE, type Seconds } from '../model/units.js'
import type { KeptParts } from './saved/saver.js'

/**
 * Nothing could be heard for so long: all deadlines that depend on being heard move by it (DESIGN §1.6).
 * @throws BadInput when it is no length of time
 */
export function moveDeadlines({ state, analysisRebrokerage }: KeptParts, seconds: Seconds, now: Seconds): void {
  if (!(seconds >= 0 && seconds < Infinity)) throw new BadInput('hearing gap', `it is ${seconds} s`, 'a number from 0')
  const { jobs, grid, journal } = state
  state.gapSeconds += seconds
  for (let row = 0; row < jobs.top; row++) {
    jobs.setSince(row, jobs.since(row) + seconds)
    jobs.setHeardAt(row, jobs.heardAt(row) + seconds)
  }
  for (const queue of grid.queues) {
    queue.lastStartAt += seconds
    queue.lastPilotAt += seconds
  }
  analysisRebrokerage.gap(seconds)
  journal.write(Fact.hearingGap, now, Math.round(seconds * 1000), 0, 0, 0, 0, NONE)
}
