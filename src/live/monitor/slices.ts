import { setImmediate } from 'node:timers/promises'
import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import type { JobRow, Seconds } from '../../model/units.js'
import type { HostDoor } from '../door.js'

/** Rows that are looked at in one question: a few milliseconds, after which others have their turn. */
const SLICE_ROWS = 50_000

/**
 * Looks at all jobs alive, slice by slice: no question keeps the host for long, however many there are. Jobs may come, move and end
 * between two slices; each row is seen once.
 */
export async function inSlices(
  door: Pick<HostDoor, 'ask'>,
  look: (core: Core, rows: Iterable<JobRow>, now: Seconds) => void,
): Promise<void> {
  for (let from = 0, top = Infinity; from < top; from += SLICE_ROWS) {
    if (from > 0) await setImmediate()
    const start = from
    top = await door.ask((core, now) => {
      look(core, aliveRows(core.state.jobs, start, start + SLICE_ROWS), now)
      return core.state.jobs.top
    })
  }
}

/** Milliseconds of one question in which things are asked about one by one. */
const TURN_MILLISECONDS = 10

/**
 * Asks about one thing after the other, so many as the time allows, letting others have their turns.
 * @param mostMilliseconds of all questions together
 * @returns how many were asked about
 */
export async function withinTime<Item>(
  door: Pick<HostDoor, 'ask'>,
  items: readonly Item[],
  mostMilliseconds: number,
  ask: (core: Core, item: Item, now: Seconds) => void,
): Promise<number> {
  let done = 0
  let spent = 0
  while (done < items.length && spent < mostMilliseconds) {
    if (done > 0) await setImmediate()
    spent += await door.ask((core, now) => {
      const begun = performance.now()
      let used = 0
      while (done < items.length && used < TURN_MILLISECONDS) {
        ask(core, items[done++], now)
        used = performance.now() - begun
      }
      return used
    })
  }
  return done
}
