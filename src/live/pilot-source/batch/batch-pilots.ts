import { BackOffs } from '../back-off.js'
import { type KnownPilot, OrderDesk } from '../order-desk.js'
import { PilotEnds } from '../pilot-ends.js'
import { PilotFolders } from '../pilot-folders.js'
import type { PilotNews, PilotOrder, PilotSource } from '../pilot-source.js'
import { type BatchOptions, type BatchTimes, checkedTemplate, givenOptions, usualBatchTimes } from './batch-options.js'
import type { BatchJob, BatchSystem } from './batch-system.js'
import { PilotSubmitter } from './pilot-submitter.js'
import { sightingOf, tagOf } from './sighting.js'
import { surplusPilots } from './surplus-pilots.js'

/** A job that the batch system does not show in so many looks has gone. */
const LOOKS_UNSEEN = 2
/** Numbers on one command line. */
const MOST_NUMBERS = 500

/**
 * Submits pilots to a batch system and looks after them there. All is kept in its folder, and each job carries a tag, by which it is found
 * again when the answer to its submission was lost or the server was killed meanwhile. What the batch system refuses is tried again,
 * less and less often; nothing is lost by it.
 */
export class BatchPilots implements PilotSource {
  readonly name: string
  private readonly desk: OrderDesk
  private readonly ends: PilotEnds
  private readonly submitter: PilotSubmitter
  private readonly times: BatchTimes
  /** By queue, of pilots that ended without asking and of submissions, and of what is asked of all. */
  private readonly backOffs: BackOffs
  private readonly options: BatchOptions
  private readonly over = new AbortController()
  private lookedAt = -Infinity
  private cancelledAt = -Infinity
  /** How many looks have not shown a pilot's job, by tag. */
  private readonly unseen = new Map<string, number>()
  private readonly tooManySince = new Map<string, number>()
  private strays: readonly BatchJob[] = []

  /** @throws BadInput when the options make no sense */
  constructor(
    private readonly system: BatchSystem,
    options: BatchOptions | undefined,
    private readonly tell: (words: string) => void,
  ) {
    this.name = system.name
    this.options = givenOptions(system, options)
    const template = checkedTemplate(system, this.options)
    const { folder, prefix, queues, times } = this.options
    this.times = { ...usualBatchTimes, ...times }
    const folders = new PilotFolders(folder)
    this.backOffs = new BackOffs(this.times.backOff)
    this.desk = new OrderDesk({
      ...{ folder, prefix, tick: this.times.tick, tell },
      couldHold: (queue) => Object.hasOwn(queues, queue),
      steps: [() => this.look(), () => this.cancel(), () => this.submitter.submitWaiting()],
    })
    this.ends = new PilotEnds(this.desk, folders, (name) => folders.clear(name), tell)
    const { desk, backOffs, over } = this
    const parts = { system, desk, folders, template, backOffs, signal: over.signal, tell }
    this.submitter = new PilotSubmitter(this.options, parts)
  }

  async begin(news: PilotNews): Promise<void> {
    await this.desk.load(news)
    this.desk.begin()
  }

  request(order: PilotOrder): void {
    this.desk.request(order)
  }

  asked(name: string): void {
    const known = this.desk.asked(name)
    if (known === undefined) return
    this.backOffs.succeeded(known.booked.order.queue)
    // However its submission seemed to go: it is there.
    if (known.pilot.state !== 'running') this.desk.change(known, { state: 'running', isUnwanted: false })
  }

  async end(): Promise<void> {
    this.over.abort()
    await this.desk.end()
  }

  /** Looks at all pilots in the batch system, with one question. */
  private async look(): Promise<void> {
    const now = Date.now()
    if (now < this.lookedAt + this.times.poll || this.backOffs.isWaiting('look')) return
    const { prefix } = this.options
    const jobs = await this.tried('look', 'its jobs cannot be seen', () =>
      this.system.jobs(`${prefix}.`, this.over.signal),
    )
    if (jobs === undefined) return
    this.lookedAt = now
    const { seen, missed, strays } = sightingOf(this.desk.pilots.values(), jobs, prefix)
    this.strays = strays
    for (const [known, job] of seen) await this.see(known, job)
    await this.settleGone(missed.filter((known) => this.hasGone(known, now)))
    await this.giveUpSurplus(now)
  }

  private async see(known: KnownPilot, { id, state, words }: BatchJob): Promise<void> {
    const { pilot } = known
    this.unseen.delete(tagOf(pilot))
    if (state === 'ended') return this.settle(known, words)
    if (state === 'held' && pilot.isUnwanted !== true) {
      this.tell(`${this.name}: job ${id} of pilot ${pilot.name} will never begin, and is cancelled: ${words}`)
      this.desk.change(known, { isUnwanted: true })
    }
    const now = state === 'running' ? 'running' : 'queued'
    if (pilot.state !== now || pilot.job !== id)
      this.desk.change(known, { state: now, job: id, ...(now === 'running' && { isUnwanted: false }) })
  }

  /** Whether a pilot whose job was not seen has none any more. One whose submission was not answered is submitted again after a while. */
  private hasGone(known: KnownPilot, now: number): boolean {
    const { pilot } = known
    const tag = tagOf(pilot)
    if (now < (pilot.startedAtMilliseconds ?? 0) + this.times.settle && pilot.job === undefined) return false
    const looks = (this.unseen.get(tag) ?? 0) + 1
    this.unseen.set(tag, looks)
    if (looks < LOOKS_UNSEEN) return false
    this.unseen.delete(tag)
    if (pilot.state !== 'starting') return true
    this.tell(`${this.name}: pilot ${pilot.name} is not there, and is submitted again`)
    this.desk.change(known, { state: 'waiting' })
    return false
  }

  /** Pilots whose jobs the batch system does not show any more: how they ended it may still know. */
  private async settleGone(gone: readonly KnownPilot[]): Promise<void> {
    const ids = gone.flatMap(({ pilot: { job } }) => job ?? []).slice(0, MOST_NUMBERS)
    let ends = new Map<string, string>()
    let unknown = `its job is not shown by ${this.name} any more`
    if (ids.length > 0)
      try {
        ends = await this.system.ends(ids, this.over.signal)
      } catch (error) {
        unknown += ` (${(error as Error).message})`
      }
    for (const known of gone) await this.settle(known, ends.get(known.pilot.job ?? '') ?? unknown)
  }

  private async settle(known: KnownPilot, words: string): Promise<void> {
    const { isUnwanted = false } = known.pilot
    const isLost = await this.ends.settle(known, words)
    // Its slot may make pilots die: the next ones wait.
    if (isLost && !isUnwanted) this.backOffs.failed(known.booked.order.queue)
  }

  private async giveUpSurplus(now: number): Promise<void> {
    const { news } = this.desk
    if (news === undefined) return
    for (const known of await surplusPilots(this.desk, news, this.tooManySince, now - this.times.surplus)) {
      const { state, name } = known.pilot
      this.tell(`pilot ${name} is not needed any more`)
      if (state === 'waiting') this.desk.over(known, true)
      else this.desk.change(known, { isUnwanted: true })
    }
  }

  /** Cancels what was seen and is not wanted; what has gone is seen by the next look. */
  private async cancel(): Promise<void> {
    if (this.backOffs.isWaiting('cancel')) return
    const unwanted = [...this.desk.pilots.values()].flatMap(({ pilot: { state, job, isUnwanted } }) =>
      isUnwanted === true && state === 'queued' ? (job ?? []) : [],
    )
    const ids = [...unwanted, ...this.strays.map(({ id }) => id)].slice(0, MOST_NUMBERS)
    // Once for each look.
    if (ids.length === 0 || this.cancelledAt === this.lookedAt) return
    for (const { id, tag } of this.strays) this.tell(`${this.name}: job ${id} (${tag}) is of no use, and is cancelled`)
    const done = await this.tried('cancel', 'jobs cannot be cancelled', async () => {
      await this.system.cancelQueued(ids, this.over.signal)
      return true
    })
    if (done !== true) return
    this.cancelledAt = this.lookedAt
    this.strays = []
  }

  /** What a question or an order to the batch system brought; undefined: it failed, which is told, or it waits after failures. */
  private async tried<T>(what: string, otherwise: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask()
      this.backOffs.succeeded(what)
      return answer
    } catch (error) {
      this.backOffs.failed(what)
      if (!this.over.signal.aborted) this.tell(`${this.name}: ${otherwise}: ${(error as Error).message}`)
      return undefined
    }
  }
}
