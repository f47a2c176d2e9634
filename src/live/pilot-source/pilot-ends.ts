import type { KnownPilot, OrderDesk } from './order-desk.js'
import type { PilotFolders } from './pilot-folders.js'

const MOST_REVIVALS = 3

/** What becomes of pilots that have gone: started again when they left jobs, lost when they never asked, over otherwise. */
export class PilotEnds {
  /** @param clear removes what a pilot left behind */
  constructor(
    private readonly desk: OrderDesk,
    private readonly folders: PilotFolders,
    private readonly clear: (name: string) => Promise<void>,
    private readonly tell: (words: string) => void,
  ) {}

  /**
   * A pilot has gone.
   * @param words how, if that is known
   * @returns whether it is lost
   */
  async settle(known: KnownPilot, words = ''): Promise<boolean> {
    const { name, revivals, hasAsked } = known.pilot
    delete known.pilot.process
    delete known.pilot.job
    if (revivals < MOST_REVIVALS && (await this.folders.hasLeftJobs(name))) {
      this.desk.change(known, { revivals: revivals + 1, state: 'waiting', isUnwanted: false })
      this.tell(`pilot ${name} died and left a job: it is started again`)
      return false
    }
    if (!hasAsked) {
      const last = [words, await this.folders.lastWords(name)].filter((one) => one !== '').join('; ')
      this.tell(`pilot ${name} ended without asking: ${last}`)
    }
    this.desk.over(known, !hasAsked)
    await this.clear(name)
    return !hasAsked
  }
}
