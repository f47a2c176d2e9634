/** The thread that makes a run of a results folder again, and answers questions about the moment at which it stands. */
import { parentPort, workerData } from 'node:worker_threads'
import { BadInput } from '../../../model/bad-input.js'
import type { Seconds } from '../../../model/units.js'
import { HeldRun } from './held-run.js'
import { questions, type RunAtMoment } from './questions.js'
import { standingOf } from './standing.js'
import type { AgainStart, FromThread, ToThread } from './thread-words.js'

const { folder, run, attempts } = workerData as AgainStart
const made = new Float64Array(attempts)
const held = new HeldRun(folder, run)

/** Where to go next; undefined: nowhere. */
let goal: Seconds | undefined
let isGoing = false
let standsAt: RunAtMoment | undefined

const say = (words: FromThread): void => parentPort?.postMessage(words)

parentPort?.on('message', (words: ToThread) => {
  if ('goTo' in words) {
    goal = words.goTo
    standsAt = undefined
    if (!isGoing) void go()
  } else if (standsAt !== undefined) {
    const ask = questions[words.question] as (run: RunAtMoment, ...asked: readonly unknown[]) => unknown
    say({ id: words.id, answer: ask(standsAt, ...words.asked) })
  }
})

/** Goes where it is to go; another goal on the way takes the place of the first. */
async function go(): Promise<void> {
  isGoing = true
  while (goal !== undefined) {
    const at = goal
    goal = undefined
    await goTo(at)
  }
  isGoing = false
}

async function goTo(at: Seconds): Promise<void> {
  const isWanted = (): boolean => goal === undefined
  try {
    const there = await held.goTo(at, isWanted, (attemptsMade) => (made[0] = attemptsMade))
    if (there === undefined || !isWanted()) return
    const { core } = there.moment
    standsAt = there
    say({ at, standing: standingOf(core), hash: there.isOver ? core.state.journal.hash() : undefined })
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    say({ badInput: error.message })
  }
}
