/** A bunch of work before the queues of a table: what steps, weighers and choosers are asked about. */
import { type JobState, jobStateNames } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import { gridOf, type Line, linesOf, needsOf, stateOf } from '../../model/testing/small-grid.js'
import { NONE } from '../../model/units.js'
import { RESOURCE_TYPES, type WorkNeeds } from '../../model/work-kind.js'
import { Bunch } from '../bunch.js'
import { Candidates } from '../candidates.js'

/** What the work is, beside what its kind needs. */
export interface Work extends Partial<WorkNeeds> {
  priority?: number
  walltimeSeconds?: number
  hs06Seconds?: number
  /** Input, which the sites with `yes` in the column `input` hold. */
  inputBytes?: number
  inputFiles?: number
  /** Name of the queue it is bound to. */
  queue?: string
}

export interface Scene {
  readonly state: State
  readonly bunch: Bunch
  readonly candidates: Candidates
  readonly lines: readonly Line[]
}

const activated = jobStateNames.indexOf('activated')
const counted = ['defined', 'assigned', 'activated', 'starting', 'running'] as const

/**
 * Sets the scene. Beside the columns of a grid's table: `defined` to `running`, jobs of the work's share and resource type;
 * `othershare` and `othertype`, activated jobs of another; `input`, whether the site holds the input.
 */
export function sceneOf(table: string, work: Work = {}): Scene {
  const lines = linesOf(table)
  const state = stateOf(gridOf(table))
  const bunch = bunchOf(state, work)
  const { kind } = bunch
  const known = state.datasets.know(
    'the-input',
    work.inputBytes ?? 0,
    lines.flatMap(({ input }, i) => (input === 'yes' ? [state.grid.queues[i].siteIndex] : [])),
  )
  if (bunch.inputBytes > 0) bunch.dataset = known
  lines.forEach((line, queue) => {
    const put = (column: string, share: number, type: number, to: JobState) => {
      for (let n = Number(line[column] ?? 0); n > 0; n--) state.counters.move(queue, share, type, NONE, to)
    }
    for (const column of counted) put(column, kind.shareIndex, kind.resourceType, jobStateNames.indexOf(column))
    put('othershare', kind.shareIndex + 1, kind.resourceType, activated)
    put('othertype', kind.shareIndex, (kind.resourceType + 1) % RESOURCE_TYPES, activated)
  })
  const candidates = new Candidates(state)
  candidates.begin(everywhere(state), bunch)
  return { state, bunch, candidates, lines }
}

/** All pseudo-queues of a grid. */
export function everywhere({ grid }: State): Int32Array {
  return Int32Array.from(grid.faces, ({ index }) => index)
}

/** A bunch of this work; its dataset is the caller's to set. */
export function bunchOf(state: State, work: Work): Bunch {
  const { priority = 500, walltimeSeconds = 0, hs06Seconds = 0, inputBytes = 0, inputFiles = 1, queue, ...needs } = work
  const all = needsOf(needs)
  const bunch = new Bunch()
  bunch.kind = state.kinds.hold(all, state.shares.numberOf(all.share))
  bunch.priority = priority
  bunch.walltimeSeconds = walltimeSeconds
  bunch.hs06Seconds = hs06Seconds
  bunch.inputBytes = inputBytes
  bunch.inputFiles = inputFiles
  bunch.preassigned = queue === undefined ? NONE : state.grid.queue(queue)!.index
  bunch.jobs = 100
  bunch.taskKey = 4711
  bunch.attempt = 1
  return bunch
}
