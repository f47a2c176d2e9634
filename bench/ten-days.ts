import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
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

/** Days before and after the ten, the middle one of which counts: machines are noisy. */
const DAYS_ASIDE = 3

/** Runs one day and ten, each in a process of its own, so that their peaks of memory are their own. */
export function tenDays(scale: number): TenDaysCost {
  const days = [inOwnProcess(scale, 1)]
  const ten = inOwnProcess(scale, 10)
  while (days.length < DAYS_ASIDE) days.push(inOwnProcess(scale, 1))
  const day = days.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(DAYS_ASIDE / 2)]
  return {
    ...ten,
    bench: 'ten-days',
    bytesPerJob: (ten.peakRssBytes - day.peakRssBytes) / (ten.jobs - day.jobs),
    day,
    exponent: Math.log(ten.cpuSeconds / day.cpuSeconds) / Math.log(ten.jobs / day.jobs),
    peakRssRatio: ten.peakRssBytes / day.peakRssBytes,
  }
}

function inOwnProcess(scale: number, length: number): DayCost {
  const main = fileURLToPath(new URL('./main.js', import.meta.url))
  const args = [main, 'whole-day', '--scale', String(scale), '--length', String(length), '--no-profile', '--json']
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as DayCost
}
