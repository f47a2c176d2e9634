/** No answer that somebody may have seen is contradicted by what is kept. */
import { isDeepStrictEqual } from 'node:util'
import { Cause } from '../../model/cause.js'
import { keyOf } from '../../model/draws.js'
import { isWithPilot, JobState, jobStateNames } from '../../model/job-state.js'
import type { Acknowledgement, Dispatch, LiveReport, LiveReportName, Submitted } from '../door.js'
import type { FactBook, Move } from './fact-book.js'
import type { HostLife } from './host-life.js'
import type { Answered, Ledger } from './ledger.js'

/** For how long a repeated getJob gets the same job (DESIGN §1.7). */
const REPEAT_SECONDS = 600

interface Case {
  readonly book: FactBook
  readonly ledger: Ledger
  readonly life: HostLife
}

/** What contradicts the answer, in words; undefined: nothing does. */
type Check<Name extends LiveReportName> = (
  found: Case,
  report: Extract<LiveReport, { report: Name }>,
  answered: Answered,
) => string | undefined

const checks: { readonly [Name in LiveReportName]?: Check<Name> } = {
  submit({ book }, { task }, { answer, facts }) {
    const { task: number } = answer as Submitted
    const same = [...book.tasks].filter(([, { key }]) => key === keyOf(task.name))
    if (same.length !== 1) return `${task.name} was submitted ${same.length} times`
    return same[0][0] === number && same[0][1].submittedAtPlace < facts ? undefined : 'it is not kept'
  },
  pilotAsks: checkDispatch,
  started({ book }, { id }, { answer, facts }) {
    if (!(answer as Acknowledgement).known) return withPilot(book, id, facts)
    return hasMoved(book, id, facts, [JobState.running]) ? undefined : 'it never ran'
  },
  heartbeat({ book }, { id }, { answer, facts }) {
    return (answer as Acknowledgement).known ? undefined : withPilot(book, id, facts)
  },
  ended({ book }, { id, outcome }, { answer, facts }) {
    if (!(answer as Acknowledgement).known) return withPilot(book, id, facts)
    const isSo =
      outcome === 'finished'
        ? hasMoved(book, id, facts, [JobState.holding, JobState.finished])
        : hasMoved(book, id, facts, [JobState.failed], Cause.reported)
    return isSo ? undefined : 'its end is not kept'
  },
  kill({ book }, { id }, { facts }) {
    const state = book.stateAt(id, facts)
    if (state !== undefined && state < JobState.finished) return `it is ${jobStateNames[state]}`
    return undefined
  },
  killTask({ book }, { task }, { facts }) {
    const story = book.tasks.get(task)!
    for (const [id, { taskKey, moves, createdAtPlace }] of book.jobs) {
      if (taskKey !== story.key) continue
      if (createdAtPlace >= facts) return `job ${id} was made later`
      if (moves.some(({ place, to }) => place >= facts && to === JobState.sent)) return `job ${id} was sent later`
    }
    return undefined
  },
  reprioritise({ book }, { task, priority }, { facts }) {
    const { priorities, ends } = book.tasks.get(task)!
    const same = priorities.filter((one) => one.priority === priority)
    if (same.length > 1) return 'it was done twice'
    if (same.length === 1 ? same[0].place < facts : ends[0] < facts) return undefined
    return 'it is not kept'
  },
  pause({ book }, { isPaused }, { facts }) {
    // That it goes on afterwards shows in the end of the history: nothing comes to its end while brokerage pauses.
    if (!isPaused || book.pauses.some((one) => one.isPaused && one.place < facts)) return undefined
    return 'it is not kept'
  },
  limits({ book }, { constants }, { facts }) {
    const value = Math.round(Object.values(constants)[0] * 1000)
    if (value === 99_000) return 'it should have been refused'
    const same = book.limits.filter((one) => one.value === value)
    return same.length === 1 && same[0].place < facts ? undefined : `it was done ${same.length} times`
  },
  datasetKnown: ({ book }, _, { facts }) => (book.datasets[0] < facts ? undefined : 'it is not kept'),
}

/** @throws at the first answer that is contradicted */
export function checkAnswers(life: HostLife, ledger: Ledger, book: FactBook): void {
  for (const answered of ledger.answered) {
    const { report } = answered
    const check = checks[report.report] as Check<LiveReportName> | undefined
    // Reports without an answer have none, also when they are repeated.
    const isOdd = answered.answer === null
    const complaint = isOdd ? 'that is no answer' : check?.({ book, ledger, life }, report, answered)
    if (complaint !== undefined) {
      const { asker, answer, facts } = answered
      const words = `${asker}: ${JSON.stringify(report)} was answered ${JSON.stringify(answer)} after ${facts} facts`
      throw new Error(`${words}, but ${complaint}`)
    }
  }
  for (const { id, state, facts } of ledger.seen) {
    const kept = book.stateAt(id, facts)
    if (kept === state) continue
    const word = kept === undefined ? 'not made' : jobStateNames[kept]
    throw new Error(`job ${id} was shown as ${jobStateNames[state]} after ${facts} facts, but was ${word}`)
  }
}

function hasMoved(book: FactBook, id: number, facts: number, states: readonly JobState[], cause?: Cause): boolean {
  const moves = book.jobs.get(id)?.moves ?? []
  return moves.some(
    (move) => move.place < facts && states.includes(move.to) && (cause === undefined || move.cause === cause),
  )
}

function withPilot(book: FactBook, id: number, facts: number): string | undefined {
  const state = book.stateAt(id, facts)
  return state !== undefined && isWithPilot(state) ? `it is ${jobStateNames[state]}` : undefined
}

/** A job is given to one pilot, as it was submitted, and to the same one again if its answer was lost. */
function checkDispatch(
  { book, ledger, life }: Case,
  _: unknown,
  { asker, answer, facts, at }: Answered,
): string | undefined {
  const dispatch = answer as Dispatch | undefined
  const complaint = dispatch === undefined ? undefined : checkGiven(book, ledger, life, dispatch, asker, facts)
  if (complaint !== undefined) return complaint
  if (dispatch?.isRepeated === true) return undefined
  // The same request was answered before by another job: of that one something must have been heard meanwhile.
  const place = dispatch === undefined ? facts : sentAt(book, dispatch.id).place
  for (const other of ledger.answered) {
    const earlier = other.answer as Dispatch | undefined
    if (other.asker !== asker || earlier === undefined || other.facts > place) continue
    // Within one batch nobody knows which was first.
    if (dispatch === undefined && other.facts === facts) continue
    const last = book.jobs.get(earlier.id)!.moves.findLast((move) => move.place < place)
    if (last?.to === JobState.sent && at - last.at < REPEAT_SECONDS) return `job ${earlier.id} was given to it before`
  }
  return undefined
}

function sentAt(book: FactBook, id: number): Move {
  return book.jobs.get(id)!.moves.find(({ to }) => to === JobState.sent)!
}

function checkGiven(
  book: FactBook,
  ledger: Ledger,
  { store }: HostLife,
  { id, task, ordinal, taskName, specs }: Dispatch,
  asker: string,
  facts: number,
): string | undefined {
  if (!hasMoved(book, id, facts, [JobState.sent])) return 'it was never sent'
  const worker = workerOf(asker)
  const others = ledger.answered.filter(
    ({ report, answer }) => report.report === 'pilotAsks' && (answer as Dispatch | undefined)?.id === id,
  )
  const another = others.find((one) => workerOf(one.asker) !== worker)
  if (another !== undefined) return `${another.asker} got it too`
  const [common, own] = [-1, ordinal].map((of) => store.disk.specs.get(`${task} ${of}`))
  const isSo = isDeepStrictEqual(specs, { ...(common !== undefined && { common }), ...(own !== undefined && { own }) })
  const submitted = ledger.answered.find(
    ({ report }) => report.report === 'submit' && report.task.name === taskName,
  )?.report
  const wanted =
    submitted?.report === 'submit' ? submitted.specs.find((spec) => spec.ordinal === ordinal)?.body : undefined
  return isSo && own === wanted ? undefined : 'something else was submitted'
}

function workerOf(asker: string): string {
  return asker.split(' ')[0]
}
