import { JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Candidates } from '../candidates.js'
import type { Step } from '../policy.js'
import { TypeFigureReader } from '../type-figures.js'

const ofType = new TypeFigureReader()

/**
 * Queues whose waiting jobs exceed twice the running ones get no more, 20 are always allowed (brokerage.md §B.4-3). Counted for
 * the task's share; on unified queues for its resource type, which a later step judges. Cap and count travel with the
 * candidate, so that the chooser can tell when a bunch has filled it. Express work has no cap.
 */
export const queueCap: Step = {
  name: 'cap',
  about: 'the queue does not hold too many waiting jobs for the ones it runs',
  lasting: false,
  judge(bunch, candidates, state) {
    const { queue, queued, cap, assigned } = candidates
    const { unified } = state.grid
    const isExpress = bunch.isExpress(state)
    const { counters } = state.statistics
    const { queueCapJobs, queueCapRatio } = state.constantsOf(bunch.kind.shareIndex)
    const assignedRow = counters.shareRow(bunch.kind.shareIndex, JobState.assigned)
    ofType.begin(bunch, state)
    for (let i = 0; i < candidates.count; i++) {
      const at = queue[i]
      const isUnified = unified[at] === 1
      let running = runningAt(bunch, candidates, i, state)
      assigned[i] = counters.byShare[assignedRow + at]
      if (isUnified) {
        const figures = ofType.read(at, !candidates.hasInput(i))
        running = typeRunning(figures, running)
        queued[i] = figures.queued
      } else queued[i] = waitingAt(bunch, candidates, i, state)
      if (isExpress) continue
      cap[i] = Math.max(queueCapJobs, queueCapRatio * running)
      if (!isUnified && queued[i] > cap[i]) candidates.refuse(i)
    }
  },
  because(bunch, { queue, queued, cap }, position, state) {
    const { queueCapJobs, queueCapRatio } = state.constantsOf(bunch.kind.shareIndex)
    const waiting = waitingWords(bunch, queue[position], state)
    return {
      text: `${waiting}, the cap is the larger of ${queueCapJobs} and ${queueCapRatio} for each running`,
      change: changeOfCap(queued[position], cap[position], queueCapRatio),
      observed: queued[position],
      limit: cap[position],
      unit: 'waiting jobs',
      wants: 'at most',
    }
  },
}

/** The same for the jobs of the work's resource type, on all queues that have any (brokerage.md §B.4-5). */
export const typeCap: Step = {
  name: 'cap_rt',
  about: 'the queue does not hold too many waiting jobs of this resource type for the ones it runs',
  lasting: false,
  judge(bunch, candidates, state) {
    if (bunch.isExpress(state)) return
    const { queueCapJobs, queueCapRatio } = state.constantsOf(bunch.kind.shareIndex)
    ofType.begin(bunch, state)
    for (let i = 0; i < candidates.count; i++) {
      // Of a unified queue, cap and count are those of the type already, and 0 jobs where the type is not known.
      if (state.grid.unified[candidates.queue[i]] === 1 && !Number.isNaN(candidates.queued[i])) {
        if (candidates.queued[i] > candidates.cap[i]) candidates.refuse(i)
        continue
      }
      const figures = ofType.read(candidates.queue[i], !candidates.hasInput(i))
      if (!figures.isKnown) continue
      const most = Math.max(queueCapJobs, queueCapRatio * typeRunning(figures, runningAt(bunch, candidates, i, state)))
      if (figures.queued > most) candidates.refuse(i)
    }
  },
  because(bunch, candidates, position, state) {
    const { queueCapJobs, queueCapRatio } = state.constantsOf(bunch.kind.shareIndex)
    ofType.begin(bunch, state)
    const { queued, running } = ofType.read(candidates.queue[position], !candidates.hasInput(position))
    const ofShare = runningAt(bunch, candidates, position, state)
    const limit = Math.max(queueCapJobs, queueCapRatio * typeRunning(ofType, ofShare))
    return {
      text: `${queued} jobs of this resource type wait there, ${running} run`,
      change: changeOfCap(queued, limit, queueCapRatio),
      observed: queued,
      limit,
      unit: 'waiting jobs',
      wants: 'at most',
    }
  },
}

/** Fewer waiting jobs, or so many running ones that the cap rises above those that wait. */
function changeOfCap(queued: number, limit: number, ratio: number): string {
  return `${queued - limit} fewer jobs waited there, or ${Math.ceil(queued / ratio)} ran`
}

/** Running jobs of the type; all of the share's stand for them where the type is known, since tasks and jobs may differ in type. */
function typeRunning({ isKnown, running }: TypeFigureReader, ofShare: number): number {
  return isKnown ? Math.max(running, ofShare) : 0
}

/** Running jobs of the share as the weight had them; where nothing has weighed them, as statistics have it. */
export function runningAt({ kind }: Bunch, { running, queue }: Candidates, i: number, { statistics }: State): number {
  if (!Number.isNaN(running[i])) return running[i]
  const { counters } = statistics
  return counters.byShare[counters.shareRow(kind.shareIndex, JobState.running) + queue[i]]
}

function waitingAt({ kind }: Bunch, candidates: Candidates, i: number, { statistics: { counters } }: State): number {
  const { byShare } = counters
  const at = candidates.queue[i]
  const waiting =
    byShare[counters.shareRow(kind.shareIndex, JobState.activated) + at] +
    byShare[counters.shareRow(kind.shareIndex, JobState.starting) + at]
  return candidates.hasInput(i)
    ? waiting
    : waiting + byShare[counters.shareRow(kind.shareIndex, JobState.assigned) + at]
}

function waitingWords({ kind }: Bunch, queue: number, { statistics: { counters } }: State): string {
  const count = (standing: JobState) => counters.byShare[counters.shareRow(kind.shareIndex, standing) + queue]
  const waiting = count(JobState.activated) + count(JobState.starting)
  return `${waiting} jobs wait and ${count(JobState.assigned)} for input, ${count(JobState.running)} run`
}
