import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ScenarioSize } from '../src/sim/scenario-size.js'
import type { DayCost } from './whole-day.js'

/** Runs a day in a process of its own, so that its peak of memory is its own. */
export function inOwnProcess({ scale, length }: ScenarioSize, more: readonly string[] = []): DayCost {
  const main = fileURLToPath(new URL('./main.js', import.meta.url))
  const size = ['--scale', String(scale), '--length', String(length)]
  const args = [main, 'whole-day', ...size, '--no-profile', '--no-others', '--json', ...more]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as DayCost
}
