import type { Seconds } from '../../../model/units.js'
import { RunUnderWay } from '../../../sim/run-under-way.js'
import type { RunName } from '../../explain/results-reader.js'
import { runAgain } from '../../explain/run-again.js'
import { DatasetReads } from './dataset-reads.js'
import type { RunAtMoment } from './questions.js'

/** Tables tell times to the millisecond: what they have at a moment happened less than half of one after it. */
const ALMOST_HALF_A_MILLISECOND = 0.000_499

interface Begun {
  readonly underWay: RunUnderWay
  readonly reads: DatasetReads
}

/** A run of a results folder that is made again, and held where it stands: it goes on from there, and begins anew to go back. */
export class HeldRun {
  private begun: Begun | undefined

  constructor(
    private readonly folder: string,
    private readonly run: RunName,
  ) {}

  /**
   * Goes to a moment.
   * @param told attempts that were made so far
   * @returns undefined when it was left on the way
   * @throws BadInput when the folder does not hold what the run was made of
   */
  async goTo(
    at: Seconds,
    isWanted: () => boolean,
    told: (attempts: number) => void,
  ): Promise<(RunAtMoment & { readonly isOver: boolean }) | undefined> {
    const until = at + ALMOST_HALF_A_MILLISECOND
    // The one before may be large, and goes first.
    if (this.begun !== undefined && this.begun.underWay.madeUpTo > until) this.begun = undefined
    this.begun ??= await this.begin()
    const { underWay, reads } = this.begun
    const { jobs } = underWay.core.state
    const note = (): void => told(jobs.created)
    note()
    const isThere = await underWay.goTo(until, { onProgress: note, isWanted })
    return isThere ? { at, moment: underWay.moment(), reads, isOver: underWay.end !== undefined } : undefined
  }

  private async begin(): Promise<Begun> {
    const { scenario, policy, seed } = await runAgain(this.folder, this.run)
    const underWay = await RunUnderWay.begin(scenario, { policy, seed })
    const { state } = underWay.core
    const reads = new DatasetReads(state)
    state.journal.listener = reads
    return { underWay, reads }
  }
}
