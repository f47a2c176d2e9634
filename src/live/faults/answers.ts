/** No answer that somebody may have seen is contradicted by what is kept. */
import { isDeepStrictEqual } from 'node:util'
import { Cause } from '../../model/cause.js'
import { keyOf } from '../../model/draws.js'
import { isFinal, isWithPilot, JobState, jobStateNames } from '../../model/job-state.js'
import type { Acknowledgement, EndedJobDetails, LiveReport, LiveReportName, Submitted } from '../door.js'
import type { Said } from '../pilot-words.js'
import type { FactBook, Move } from './fact-book.js'
import type { HostLife } from './host-life.js'
import type { Answered, GivenJob, Ledger } from './ledger.js'
import { programOf } from './program-of.js'

/** For how long a repeated getJob gets the same job (DESIGN §1.7). */
const REPEAT_SECONDS = 600
/** What a pilot is told that is to end its job. */
const STOP = 'tobekilled'

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
  accepted: (found, { id }, answered) => checkHeard(found, id, answered),
  started(found, { id }, answered) {
    const { known } = answered.answer as Acknowledgement
    // PanDA's wire says so too where it had ended before.
    const neverRan = known && !hasMoved(found.book, id, answered.facts, [JobState.running, JobState.holding])
    return neverRan ? 'it never ran' : checkHeard(found, id, answered)
  },
  heartbeat: (found, { id }, answered) => checkHeard(found, id, answered),
  ended(found, { id, outcome, said }, answered) {
    const { book, life } = found
    const { answer, facts } = answered
    if (!(answer as Acknowledgement).known) return checkHeard(found, id, answered)
    const isSo =
      outcome === 'finished'
        ? hasMoved(book, id, facts, [JobState.holding, JobState.finished])
        : hasMoved(book, id, facts, [JobState.failed], Cause.reported)
    if (!isSo) return 'its end is not kept'
    const kept = saidOf(life, id)
    return Object.entries(said!).every(([field, words]) => kept[field] === words) ? undefined : 'its words are not kept'
  },
  kill({ book }, { id }, { facts }) {
    const state = aliveState(book, id, facts)
    return state === undefined ? undefined : `it is ${jobStateNames[state]}`
  },
  killGently({ book }, { id }, { facts }) {
    const state = aliveState(book, id, facts)
    if (state === undefined || isLeftToPilot(book, id, facts)) return undefined
    return `it is ${jobStateNames[state]}, and its pilot is not to end it`
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
  reprioritise({ book }, { task, priority }, { facts, isKeyed }) {
    const { priorities, ends } = book.tasks.get(task)!
    const same = priorities.filter((one) => one.priority === priority)
    if (same.length > 1 && isKeyed) return 'it was done twice'
    if (same.length > 0 ? same[0].place < facts : ends[0] < facts) return undefined
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
  for (const { id, state, arrived, facts } of ledger.seen) {
    const were = book.statesBetween(id, arrived, facts)
    if (were.includes(state)) continue
    const words = `job ${id} was shown as ${worded(state)} between facts ${arrived} and ${facts}`
    throw new Error(`${words}, but was ${were.map(worded).join(', ')}`)
  }
  const known = new Set<number>()
  for (const { ids, task, facts } of ledger.jobsIn) {
    const key = book.tasks.get(task)?.key
    const isSo = ids.every((id) => book.stateAt(id, facts) !== undefined && book.jobs.get(id)!.taskKey === key)
    if (!isSo || known.has(task))
      throw new Error(`jobs ${ids.join()} were submitted as task ${task}, but are not kept so`)
    known.add(task)
  }
}

function worded(state: JobState | undefined): string {
  return state === undefined ? 'not made' : jobStateNames[state]
}

/** What a pilot was told of its job is so: it has it or not, and is told when it is to end it. */
function checkHeard({ book, life }: Case, id: number, { answer, arrived, facts }: Answered): string | undefined {
  const { known, command } = answer as Acknowledgement
  const state = book.stateAt(id, facts)
  if (state === undefined || !isWithPilot(state)) return undefined
  if (known && saidOf(life, id)['job_metrics'] === undefined) return 'its words are not kept'
  if (!known) return command === STOP && isLeftToPilot(book, id, facts) ? undefined : `it is ${jobStateNames[state]}`
  return command !== STOP && isLeftToPilot(book, id, arrived) ? 'its pilot is to end it' : undefined
}

/** Whether it was left to its pilot to end the job, when so many facts were kept. */
function isLeftToPilot({ endsAsked }: FactBook, id: number, facts: number): boolean {
  return (endsAsked.get(id) ?? Infinity) < facts
}

/** Where the job stood; undefined: it had ended, or never was. */
function aliveState(book: FactBook, id: number, facts: number): JobState | undefined {
  const state = book.stateAt(id, facts)
  return state === undefined || isFinal(state) ? undefined : state
}

/** What the archive has of a pilot's words. */
function saidOf({ store: { disk } }: HostLife, id: number): Said {
  const job = disk.endedJobs.find((one) => one.id === id)
  return (job && (JSON.parse(job.body) as EndedJobDetails).said) ?? {}
}

function hasMoved(book: FactBook, id: number, facts: number, states: readonly JobState[], cause?: Cause): boolean {
  const moves = book.jobs.get(id)?.moves ?? []
  return moves.some(
    (move) => move.place < facts && states.includes(move.to) && (cause === undefined || move.cause === cause),
  )
}

/** A job is given to one pilot, as it was submitted, and to the same one again if its answer was lost. */
function checkDispatch(
  { book, ledger, life }: Case,
  _: unknown,
  { asker, answer, arrived, facts, at }: Answered,
): string | undefined {
  const dispatch = answer as GivenJob | undefined
  const complaint = dispatch === undefined ? undefined : checkGiven(book, ledger, life, dispatch, asker, facts)
  if (complaint !== undefined) return complaint
  // The same request was answered before by another job: of that one something must have been heard meanwhile.
  const place = dispatch === undefined ? facts : sentAt(book, dispatch.id).place
  const before = Math.min(arrived, place)
  for (const other of ledger.answered) {
    const earlier = other.answer as GivenJob | undefined
    if (other.asker !== asker || earlier === undefined || other.facts > before) continue
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
  { store: { disk } }: HostLife,
  given: GivenJob,
  asker: string,
  facts: number,
): string | undefined {
  const { id, task } = given
  if (!hasMoved(book, id, facts, [JobState.sent])) return 'it was never sent'
  const worker = workerOf(asker)
  const others = ledger.answered.filter(
    ({ report, answer }) => report.report === 'pilotAsks' && (answer as GivenJob | undefined)?.id === id,
  )
  const another = others.find((one) => workerOf(one.asker) !== worker)
  if (another !== undefined) return `${another.asker} got it too`
  const job = disk.endedJobs.find((one) => one.id === id)!
  const name = disk.endedTasks.find(({ number }) => number === job.task)!.name
  if (task !== job.task || given.attempt !== (JSON.parse(job.body) as EndedJobDetails).attempt) return 'it is another'
  const [common, own] = [-1, job.ordinal].map((of) => disk.specs.get(`${task} ${of}`))
  if (given.program !== undefined) {
    const program = programOf({ name, ordinal: job.ordinal, common, own })
    return given.program.endsWith(program) ? undefined : `it runs ${program}`
  }
  const isSo = isDeepStrictEqual(given.specs, {
    ...(common !== undefined && { common }),
    ...(own !== undefined && { own }),
  })
  const submitted = ledger.answered.find(
    ({ report }) => report.report === 'submit' && report.task.name === name,
  )?.report
  const wanted =
    submitted?.report === 'submit' ? submitted.specs.find((spec) => spec.ordinal === job.ordinal)?.body : undefined
  return isSo && own === wanted ? undefined : 'something else was submitted'
}

function workerOf(asker: string): string {
  return asker.split(' ')[0]
}
