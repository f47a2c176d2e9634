import { inOwnProcess } from './own-process.js'
import type { DayCost } from './whole-day.js'

/** Ten days beside one: how cost and memory grow. */
export interface TenDaysCost extends DayCost {
  /** One day at the same rate. */
  day: DayCost
  /** Exponent of CPU against jobs, start-up excluded. */
  exponent: number
  /** Peak memory over that of one day. */
  peakRssRatio: number
}

/**
 * Runs one day and ten, each in a process of its own, so that their peaks of memory are their own. Of the days before
 * and after the ten the middle one counts: machines are noisy.
 */
export function tenDays(scale: number, daysAside = 3): TenDaysCost {
  const days = [inOwnProcess({ scale, length: 1 })]
  const ten = inOwnProcess({ scale, length: 10 })
  while (days.length < daysAside) days.push(inOwnProcess({ scale, length: 1 }))
  const day = days.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(daysAside / 2)]
  return {
    ...ten,
    bench: 'ten-days',
    bytesPerJob: (ten.peakRssBytes - day.peakRssBytes) / (ten.jobs - day.jobs),
    day,
    exponent: Math.log(ten.cpuSeconds / day.cpuSeconds) / Math.log(ten.jobs / day.jobs),
    peakRssRatio: ten.peakRssBytes / day.peakRssBytes,
  }
}
