import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { formatSeconds } from '../../../model/format.js'
import type { Seconds } from '../../../model/units.js'
import { NotTold } from '../../../monitor/readings/not-told.js'
import { version } from '../../../sim/version.js'
import type { ResultsReader } from '../../explain/results-reader.js'
import type { AttemptColumns } from '../attempt-columns.js'
import { differenceOf, standingInTables } from './standing.js'
import type { AgainStart, AnswerTo, AskedFor, FromThread, QuestionName, ToThread } from './thread-words.js'

/** For so long a page that is about nothing else waits for the run to come to its moment, before it says how far it is. */
const PATIENCE_MILLISECONDS = 500
/** A moment for which nobody has asked for so long is left for another. */
const WANTED_MILLISECONDS = 3_000
/** What an attempt takes at first sight; once some are made, what they took. */
const USUAL_SECONDS = 15e-6
const ENOUGH_ATTEMPTS = 2_000

/** Where the run goes, or stands. */
interface Goal {
  readonly at: Seconds
  /** Attempts that have been made when it is there, and at its beginning. */
  readonly attempts: number
  readonly attemptsBefore: number
  readonly begunAt: number
  /** When somebody asked for it last. */
  askedAt: number
  isThere: boolean
  readonly coming: Promise<void>
  readonly come: () => void
}

/**
 * A recorded run that is made again in a thread of its own, from the first question on, to be asked what its tables do not hold. It
 * stands at one moment at a time; what it is there is held against the tables.
 */
export class WorldAgain {
  private worker: Worker | undefined
  private goal: Goal | undefined
  private readonly made = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)
  private readonly waiting = new Map<number, (answer: unknown) => void>()
  private asked = 0

  /** @param whyNot why it cannot be made again; undefined: it can */
  constructor(
    private readonly reader: Pick<ResultsReader, 'folder' | 'run' | 'summary'>,
    private readonly attempts: AttemptColumns,
    private whyNot: string | undefined,
  ) {}

  /** Lets the run go to a moment, and waits for a short time for it. */
  async wait(at: Seconds): Promise<void> {
    const goal = this.whyNot === undefined ? this.goTo(at) : undefined
    if (goal !== undefined && !goal.isThere && goal.at === at)
      await Promise.race([goal.coming, setTimeout(PATIENCE_MILLISECONDS, undefined, { ref: false })])
  }

  /** Asks about a moment of the run. Where it is not there it goes there, and tells how far it is. */
  ask<Name extends QuestionName>(
    at: Seconds,
    question: Name,
    ...asked: AskedFor<Name>
  ): Promise<AnswerTo<Name> | NotTold> {
    if (this.whyNot !== undefined) return Promise.resolve(new NotTold(this.whyNot))
    const goal = this.goTo(at)
    if (goal.at !== at || !goal.isThere) return Promise.resolve(this.notYet(goal, at))
    const id = ++this.asked
    this.worker?.postMessage({ id, question, asked } satisfies ToThread)
    return new Promise((resolve) => this.waiting.set(id, resolve as (answer: unknown) => void))
  }

  /** Ends the thread at once, whatever it does. */
  close(): void {
    this.giveUp('The run is closed.')
  }

  /** Has the run go to a moment, unless it is on its way to another that somebody waits for. */
  private goTo(at: Seconds): Goal {
    const now = performance.now()
    const { goal } = this
    if (goal?.at === at) {
      goal.askedAt = now
      return goal
    }
    if (goal !== undefined && !goal.isThere && now - goal.askedAt < WANTED_MILLISECONDS) return goal
    this.worker ??= this.started()
    this.worker.postMessage({ goTo: at } satisfies ToThread)
    const { promise: coming, resolve: come } = withResolver()
    const before = goal !== undefined && goal.at < at ? this.attemptsMade() : 0
    new Float64Array(this.made)[0] = before
    const attempts = madeBefore(this.attempts, at)
    goal?.come()
    return (this.goal = {
      ...{ at, attempts, attemptsBefore: before, begunAt: now, askedAt: now, isThere: false },
      ...{ coming, come },
    })
  }

  private started(): Worker {
    const { folder, run } = this.reader
    const start: AgainStart = { folder, run, attempts: this.made }
    const worker = new Worker(new URL('./again-worker.js', import.meta.url), {
      workerData: start,
      // Options that the process was started with, such as `--input-type`, are not for this thread.
      execArgv: [],
      // Runs make many short-lived objects: with more room for these, fewer are taken for long-lived ones.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    })
    worker.unref()
    worker.on('message', (words: FromThread) => this.hear(words))
    worker.on('error', (error) => this.giveUp(`The run cannot be made again: ${error.message}.`))
    return worker
  }

  private hear(words: FromThread): void {
    if ('badInput' in words) this.giveUp(`The run cannot be made again: ${words.badInput}.`)
    else if ('id' in words) {
      this.waiting.get(words.id)?.(words.answer)
      this.waiting.delete(words.id)
    } else this.arrive(words)
  }

  private arrive({ at, standing, hash }: Extract<FromThread, { at: Seconds }>): void {
    const { goal, reader } = this
    if (goal?.at !== at) return
    const journal = reader.summary?.journal.hash
    const isOther = hash !== undefined && journal !== undefined && hash !== journal
    const difference =
      differenceOf(standing, standingInTables(this.attempts, at)) ??
      (isOther ? `its journal is ${hash}, not ${journal}` : undefined)
    if (difference !== undefined) {
      const versions = `It was made by version ${reader.summary?.version ?? 'unknown'}; this is ${version}.`
      this.giveUp(
        `Made again, the run is another than the one in this folder: at ${formatSeconds(at)} ${difference}. ${versions}`,
      )
      return
    }
    goal.isThere = true
    goal.come()
  }

  /** Nothing more is told, for this reason. */
  private giveUp(whyNot: string): void {
    this.whyNot ??= whyNot
    void this.worker?.terminate()
    this.goal?.come()
    for (const resolve of this.waiting.values()) resolve(new NotTold(this.whyNot))
    this.waiting.clear()
  }

  /** That the run has not come to a moment yet. */
  private notYet(goal: Goal, at: Seconds): NotTold {
    const made = this.attemptsMade() - goal.attemptsBefore
    const wanted = Math.max(1, goal.attempts - goal.attemptsBefore)
    const seconds = (performance.now() - goal.begunAt) / 1_000
    const each = made < ENOUGH_ATTEMPTS ? USUAL_SECONDS : seconds / made
    const first = goal.at === at ? '' : `, after ${formatSeconds(goal.at)}, for which somebody waits`
    return new NotTold(`The simulation is run again up to ${formatSeconds(at)} of its time${first}.`, {
      fraction: Math.min(1, Math.max(0, made / wanted)),
      secondsLeft: Math.max(0, wanted - made) * each,
    })
  }

  private attemptsMade(): number {
    return new Float64Array(this.made)[0]
  }
}

/** About how many attempts had been made by a moment: they stand in the order in which they were, but for those of recorded jobs. */
function madeBefore({ created, length }: AttemptColumns, at: Seconds): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (created[middle] <= at) low = middle + 1
    else high = middle
  }
  return low
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
