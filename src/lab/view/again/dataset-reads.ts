import { Fact, type FactListener } from '../../../model/journal.js'
import { isFinal, JobState } from '../../../model/job-state.js'
import type { State } from '../../../model/state.js'
import { type DatasetRow, NONE, type Seconds } from '../../../model/units.js'

/** Reads of one dataset. */
interface Reads {
  /** Attempts that wait for it or read it now, and that have read it. */
  waiting: number
  running: number
  done: number
  /** When the last of those that have read it was over. */
  lastEnd: Seconds
}

/** Counts how often datasets are read, from the facts of a run: an attempt reads the dataset of its task while it runs. */
export class DatasetReads implements FactListener {
  private readonly reads: Reads[] = []

  constructor(private readonly state: State) {}

  /** Attempts that have read it, read it now or wait for it, and when it was last read; null: never. */
  of(dataset: DatasetRow, now: Seconds): { readonly uses: number; readonly lastUsedAt: Seconds | null } {
    const { waiting, running, done, lastEnd } = this.reads[dataset] ?? noReads
    return {
      uses: waiting + running + done,
      lastUsedAt: running > 0 ? now : done > 0 ? lastEnd : null,
    }
  }

  hear(kind: Fact, at: Seconds, _subject: number, from: number, to: number, _c: number, _d: number, row: number): void {
    if (kind !== Fact.jobCreated && kind !== Fact.jobMoved) return
    const { jobs, tasks } = this.state
    const dataset = tasks.dataset[jobs.task(row)]
    if (dataset === NONE) return
    const reads = (this.reads[dataset] ??= { ...noReads })
    if (kind === Fact.jobCreated) reads.waiting++
    else moved(reads, from, to, at)
  }
}

const noReads: Readonly<Reads> = { waiting: 0, running: 0, done: 0, lastEnd: 0 }

function moved(reads: Reads, from: JobState, to: JobState, at: Seconds): void {
  if (to === JobState.running) {
    reads.waiting--
    reads.running++
  } else if (from === JobState.running) {
    reads.running--
    reads.done++
    reads.lastEnd = at
  } else if (from < JobState.running && isFinal(to)) reads.waiting--
}
