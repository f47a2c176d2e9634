import type { Core } from '../brokerage/core.js'
import type { Seconds } from '../model/units.js'
import type { SimulateOptions } from './simulate.js'
import type { Workload } from './workload.js'
import type { World } from './world.js'

/** Events handled before others get a turn: about a tenth of a second. */
const EVENTS_IN_STRETCH = 200_000

/** How a run is played. */
export interface PlayOptions extends Pick<SimulateOptions, 'checkEveryEvents' | 'onProgress'> {
  /** Nothing later than this happens for now; absent: all does. */
  readonly until?: Seconds
  /** Asked between stretches: whether to go on. */
  readonly isWanted?: () => boolean
}

/**
 * Lets the world run in stretches, with time in between for reading, progress, signals and recounts.
 * @returns whether the run is over, has come to the time, or was left on the way there
 */
export async function play(
  world: World,
  workload: Workload,
  core: Core,
  { checkEveryEvents, onProgress, until, isWanted }: PlayOptions,
): Promise<'done' | 'reached' | 'left'> {
  const stretch = checkEveryEvents ?? EVENTS_IN_STRETCH
  for (;;) {
    const pause = world.run(stretch, until)
    if (pause === 'done' || pause === 'reached') return pause
    if (pause === 'read') await workload.more()
    else await new Promise((resolve) => setImmediate(resolve))
    if (checkEveryEvents !== undefined) core.check()
    onProgress?.(world.now, workload.progress())
    if (isWanted?.() === false) return 'left'
  }
}
