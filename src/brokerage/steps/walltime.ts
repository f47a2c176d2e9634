import type { Face } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/** Work that queues must give scouts, merges and work of unknown length: a day of a core of 10 HS06 (brokerage.md §B.2-14). */
const LEAST_WORK_HS06_SECONDS = 86_400 * 10

/**
 * The run fits into the wall time limits of the queue (brokerage.md §B.2-14): CPU work in HS06 seconds against what a slot
 * can do between its first event and the limit, or the wall time asked for as it is. Limits of 0 are none.
 */
export const walltime: Step = {
  name: 'walltime',
  about: 'the run fits into the wall time limits of the queue',
  lasting: false,
  ofTask: true,
  judge(bunch, candidates, state) {
    const { faces, columns } = state.grid
    const isKnown = !wantsADay(bunch, state)
    for (let i = 0; i < candidates.count; i++) {
      // Where nothing is limited only work of unknown length may be refused.
      if (isKnown && columns.limitsWalltime[candidates.queue[i]] === 0) continue
      const face = faces[candidates.face[i]]
      if (isTooLong(bunch, face) || isTooLittle(bunch, face, state) || isTooShort(bunch, face)) candidates.refuse(i)
    }
  },
  because(bunch, candidates, position, state) {
    const face = state.grid.faces[candidates.face[position]]
    const { maxWalltimeSeconds, minWalltimeSeconds } = face.queue
    const asked = `takes ${needText(bunch)}`
    if (isTooLong(bunch, face)) {
      return {
        tag: 'shortwalltime',
        text: `${asked}, the queue gives ${maxWalltimeSeconds} s${slotText(bunch, face)}`,
        ...comparison(bunch, face, maxWalltimeSeconds, 'at most'),
      }
    }
    if (isTooLittle(bunch, face, state)) {
      const limit = LEAST_WORK_HS06_SECONDS * face.cores
      return {
        tag: bunch.rules.isScout ? 'scout_walltime' : 'min_walltime',
        text: `scouts, merges and work of unknown length want a day, the queue gives ${maxWalltimeSeconds} s`,
        change: 'the queue gave a day, or the length of the work were known',
        observed: workWithin(bunch, face, maxWalltimeSeconds),
        limit,
        unit: 'HS06 s',
        wants: 'at least',
      }
    }
    return {
      tag: 'longwalltime',
      text: `${asked}, the queue wants at least ${minWalltimeSeconds} s${slotText(bunch, face)}`,
      ...comparison(bunch, face, minWalltimeSeconds, 'at least'),
    }
  },
}

/** What is held against a limit of the queue: the wall time as it is, or the CPU work that fits. */
function comparison(bunch: Bunch, face: Face, seconds: number, wants: 'at most' | 'at least') {
  const isPlainTime = isPlain(bunch)
  const limit = isPlainTime ? seconds : workWithin(bunch, face, seconds)
  const unit = isPlainTime ? 's' : bunch.rules.usesHs06 ? 'HS06 s' : 's of all cores'
  const observed = isPlainTime ? bunch.walltimeSeconds : workOf(bunch)
  return { change: `a job took ${wants} ${Math.round(limit)} ${unit}`, observed, limit, unit, wants }
}

function needText(bunch: Bunch): string {
  if (bunch.hs06Seconds > 0) return `${Math.round(bunch.hs06Seconds)} HS06 s`
  return bunch.walltimeSeconds > 0 ? `${Math.round(bunch.walltimeSeconds)} s` : 'a time nobody knows'
}

function slotText(bunch: Bunch, { cores, queue }: Face): string {
  return bunch.hs06Seconds > 0 ? ` on ${cores} cores of ${queue.corePower} HS06` : ''
}

/** Asked for as wall time alone: nothing is reckoned, the limit is held against it. */
function isPlain({ hs06Seconds, walltimeSeconds }: Bunch): boolean {
  return hs06Seconds === 0 && walltimeSeconds > 0
}

/** Work that fits between the first event and a limit of the slot; in the old unit, seconds of all cores. */
function workWithin({ rules }: Bunch, { cores, queue }: Face, limitSeconds: number): number {
  if (!rules.usesHs06) return limitSeconds * cores
  const seconds = limitSeconds - rules.baseWalltimeSeconds
  return Math.trunc(seconds * cores * queue.corePower * (rules.cpuEfficiencyPercent / 100))
}

function workOf({ hs06Seconds, rules }: Bunch): number {
  return hs06Seconds / rules.eventServiceShares
}

function isTooLong(bunch: Bunch, face: Face): boolean {
  const limit = face.queue.maxWalltimeSeconds
  if (limit === 0) return false
  return isPlain(bunch)
    ? bunch.walltimeSeconds > limit
    : workOf(bunch) > 0 && workOf(bunch) > workWithin(bunch, face, limit)
}

function isTooShort(bunch: Bunch, face: Face): boolean {
  const limit = face.queue.minWalltimeSeconds
  if (limit === 0) return false
  return isPlain(bunch) ? bunch.walltimeSeconds < limit : workOf(bunch) < workWithin(bunch, face, limit)
}

/** Of scouts, merges and work of unknown length. PanDA counts an unlimited queue as one of negative length where work is in HS06. */
function isTooLittle(bunch: Bunch, face: Face, state: State): boolean {
  if (!wantsADay(bunch, state)) return false
  const limit = face.queue.maxWalltimeSeconds
  if (limit === 0 && state.constants.quirkUnlimitedWalltime === 0) return false
  const given = workWithin(bunch, face, limit)
  return given !== 0 && given < LEAST_WORK_HS06_SECONDS * face.cores
}

/** Whether it is a scout, a merge, or of unknown length. */
function wantsADay(bunch: Bunch, state: State): boolean {
  const { isScout, isMerge } = bunch.rules
  const isUnknown = bunch.hs06Seconds === 0 && bunch.walltimeSeconds === 0
  return (isScout && !bunch.isPinned(state)) || isMerge || isUnknown
}
