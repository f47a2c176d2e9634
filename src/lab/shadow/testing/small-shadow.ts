/** Shadows on small grids, for tests. */
import { definePolicy } from '../../../brokerage/define-policy.js'
import type { Policy } from '../../../brokerage/policy.js'
import { defaultConstants } from '../../../model/constants.js'
import { type GridSpec, gridOf } from '../../../sim/grid-spec.js'
import { seedOf } from '../../../sim/seed.js'
import { gridSpecOf, siteOf } from '../../../sim/testing/scenarios.js'
import { lineSchemas, type WrittenLine } from '../feed-schema.js'
import { Shadow, type ShadowSettings } from '../shadow.js'

/** Three sites, of which the last has wide slots alone. */
const threeSites: GridSpec = gridSpecOf(siteOf('A', 100), siteOf('B', 100), siteOf('W', 100, [8]))

/** A policy that always wants queue B where the work fits. */
const wantsB: Policy = definePolicy({
  name: 'wants-b',
  weighers: [
    {
      name: 'likes-b',
      about: 'B before all',
      weigh({}, candidates, { grid }) {
        for (let i = 0; i < candidates.count; i++)
          candidates.weight[i] *= grid.queues[candidates.queue[i]].name === 'B' ? 10 : 1
      },
    },
  ],
  chooser: 'heaviest',
})

/** A shadow that has been told lines. */
export function shadowOf(
  lines: readonly WrittenLine[],
  settings: Partial<Omit<ShadowSettings, 'grid'>> & { readonly spec?: GridSpec } = {},
): Shadow {
  const { spec = threeSites, ...rest } = settings
  const plain = { grid: gridOf(spec), policy: wantsB, constants: defaultConstants, seed: seedOf('1') }
  const shadow = new Shadow({ ...plain, ...rest })
  tell(shadow, lines)
  return shadow
}

/** Tells a shadow lines as a feed would. */
export function tell(shadow: Shadow, lines: readonly WrittenLine[]): void {
  for (const line of lines) shadow.take(lineSchemas.get(line.event)!.parse(line))
}

/** A task of work for one core, told at a time. */
export function taskAt(at: number, task: string, more: Partial<WrittenLine & { event: 'task' }> = {}): WrittenLine {
  return { event: 'task', at, task, cores: 1, memoryMBPerCore: 1000, ...more }
}

/** The life of one job: placed, run and ended. */
export function life(
  task: string,
  id: number,
  queue: string,
  [placed, started, ended]: readonly [number, number, number],
): WrittenLine[] {
  return [
    { event: 'placed', at: placed, task, jobs: [id], queue },
    { event: 'job', at: started, id, state: 'running' },
    { event: 'job', at: ended, id, state: 'finished' },
  ]
}

/** Lines of several lives in the order of their times. */
export function inOrder(lines: readonly WrittenLine[]): WrittenLine[] {
  const at = (line: WrittenLine): number => ('at' in line ? (line.at as number) : -1)
  return lines.toSorted((one, other) => at(one) - at(other))
}
