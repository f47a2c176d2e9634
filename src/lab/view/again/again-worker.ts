/** The thread that makes a run of a results folder again, and answers questions about the moment at which it stands. */
import { parentPort, workerData } from 'node:worker_threads'
import { BadInput } from '../../../model/bad-input.js'
import type { Seconds } from '../../../model/units.js'
import { RunUnderWay } from '../../../sim/run-under-way.js'
import { runAgain } from '../../explain/run-again.js'
import { DatasetReads } from './dataset-reads.js'
import { questions, type RunAtMoment } from './questions.js'
import { standingOf } from './standing.js'
import type { AgainStart, FromThread, ToThread } from './thread-words.js'

/** Tables tell times to the millisecond: what they have at a moment happened less than half of one after it. */
const ALMOST_HALF_A_MILLISECOND = 0.000_499

const { folder, run: name, attempts } = workerData as AgainStart
const made = new Float64Array(attempts)

let run: { readonly underWay: RunUnderWay; readonly reads: DatasetReads } | undefined
/** Where to go next; undefined: nowhere. */
let goal: Seconds | undefined
let isGoing = false
let standsAt: RunAtMoment | undefined

const say = (words: FromThread): void => parentPort?.postMessage(words)

parentPort?.on('message', (words: ToThread) => {
  if ('goTo' in words) {
    goal = words.goTo
    if (!isGoing) void go()
  } else if (standsAt !== undefined) {
    const ask = questions[words.question] as (run: RunAtMoment, ...asked: readonly unknown[]) => unknown
    say({ id: words.id, answer: ask(standsAt, ...words.asked) })
  }
})

/** Goes where it is to go; another goal on the way takes the place of the first. */
async function go(): Promise<void> {
  isGoing = true
  standsAt = undefined
  while (goal !== undefined) {
    const at = goal
    goal = undefined
    try {
      await goTo(at)
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      say({ badInput: error.message })
    }
  }
  isGoing = false
}

async function goTo(at: Seconds): Promise<void> {
  const until = at + ALMOST_HALF_A_MILLISECOND
  if (run === undefined || run.underWay.madeUpTo > until) run = await begun()
  const { underWay, reads } = run
  const { core } = underWay
  const note = (): void => void (made[0] = core.state.jobs.created)
  const isThere = await underWay.goTo(until, { onProgress: note, isWanted: () => goal === undefined })
  note()
  if (!isThere || goal !== undefined) return
  standsAt = { moment: underWay.moment(), reads }
  const hash = underWay.end === undefined ? undefined : core.state.journal.hash()
  say({ at, standing: standingOf(core), hash })
}

async function begun(): Promise<NonNullable<typeof run>> {
  // The one before may be large, and goes first.
  run = undefined
  made[0] = 0
  const { scenario, policy, seed } = await runAgain(folder, name)
  const underWay = await RunUnderWay.begin(scenario, { policy, seed })
  const { state } = underWay.core
  const reads = new DatasetReads(state)
  state.journal.listener = reads
  return { underWay, reads }
}
