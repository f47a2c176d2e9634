/** What must hold of the host in every history, whatever went wrong. */
import { isDeepStrictEqual } from 'node:util'
import type { Core } from '../../brokerage/core.js'
import type { SavedCore } from '../../brokerage/saved/saved-rows.js'
import { savedKinds } from '../../brokerage/saved/saved-rows.js'
import { essence } from '../../brokerage/testing/essence.js'
import { Journal } from '../../model/journal.js'
import { isFinal, jobStateNames } from '../../model/job-state.js'
import type { EndedJobDetails, EndedTaskDetails } from '../door.js'
import type { KeptRow } from '../store/commit.js'
import { checkAnswers } from './answers.js'
import { FactBook } from './fact-book.js'
import { buildCore } from './history-core.js'
import type { HostLife } from './host-life.js'
import type { Ledger } from './ledger.js'

/** Says what is wrong. */
function demand(isSo: boolean, otherwise: () => string): asserts isSo {
  if (!isSo) throw new Error(otherwise())
}

/** A process has read back what was kept: nothing is there that was not, and nothing that others have seen is gone. */
export function checkReopened(before: HostLife | undefined, life: HostLife): void {
  const [known, found] = [before?.store.disk.facts ?? [], life.store.disk.facts]
  demand(found.length >= known.length, () => `${found.length} facts are kept, but ${known.length} had been`)
  const place = known.findIndex((fact, i) => !isDeepStrictEqual(fact, found[i]))
  demand(place < 0, () => `fact ${place + 1} is another one than it was`)
}

/** Between turns: everything adds up, and the mover of this process knows of all that is to be moved. */
export function checkLife({ transfers }: HostLife, core: Core): void {
  core.check()
  const { number, top } = core.state.transfers
  for (let row = 0; row < top; row++) {
    demand(number[row] === 0 || transfers.has(number[row]), () => `transfer ${number[row]} was not ordered again`)
  }
}

/** Between turns: what is kept, read into a new core, is what the running one holds. */
export function checkReadBack(life: HostLife, core: Core): void {
  checkLife(life, core)
  const again = buildCore({ transfer: () => undefined, requestPilots: () => undefined })
  const restorer = again.restorer()
  for (const kind of savedKinds) {
    for (const { key, body } of rowsOf(life, kind)) restorer.read(kind, key, JSON.parse(body) as never)
  }
  restorer.done()
  again.check()
  const [kept, running] = [essence(again), essence(core)]
  for (const part of Object.keys(running)) {
    demand(
      isDeepStrictEqual(kept[part], running[part]),
      () => `${part} that is kept is ${JSON.stringify(kept[part])}, but in the host ${JSON.stringify(running[part])}`,
    )
  }
}

/** All has come to its end. */
export async function checkAtEnd(life: HostLife, ledger: Ledger): Promise<void> {
  await life.host!.ask((core) => checkReadBack(life, core))
  const book = new FactBook(life.store.disk.facts)
  checkJournal(life)
  checkJobs(life, book)
  checkTasks(life, book)
  checkPauses(book)
  checkNothingLeft(life)
  checkKept(life, ledger)
  checkAnswers(life, ledger, book)
}

function rowsOf({ store }: HostLife, kind: string): KeptRow[] {
  return [...store.disk.rows.values()].filter((row) => row.kind === kind).sort((one, other) => one.key - other.key)
}

/** The facts that are kept give the hash that is kept. */
function checkJournal(life: HostLife): void {
  const journal = new Journal()
  for (const [kind, at, subject, a, b, c, d] of life.store.disk.facts) journal.write(kind, at, subject, a, b, c, d, 0)
  const { facts, hash } = JSON.parse(rowsOf(life, 'core')[0].body) as SavedCore
  demand(facts === journal.facts, () => `the journal has ${facts} facts, but ${journal.facts} are kept`)
  demand(hash === journal.hash(), () => `the facts that are kept give another hash than the journal's`)
}

/** Each job ended once, and the archive says so. */
function checkJobs({ store: { disk } }: HostLife, book: FactBook): void {
  const archive = new Map(disk.endedJobs.map((job) => [job.id, job]))
  demand(archive.size === disk.endedJobs.length, () => 'a job is in the archive twice')
  demand(archive.size === book.jobs.size, () => `${book.jobs.size} jobs were made, ${archive.size} are in the archive`)
  for (const [id, { moves, created }] of book.jobs) {
    const ends = moves.filter(({ to }) => isFinal(to))
    const last = moves.at(-1)
    demand(created === 1, () => `job ${id} was made ${created} times`)
    demand(ends.length === 1 && ends[0] === last, () => `job ${id} ended ${ends.length} times`)
    const { state } = archive.get(id)!
    demand(state === jobStateNames[ends[0].to], () => `job ${id} is ${state} in the archive`)
    const sent = moves.filter(({ to }) => jobStateNames[to] === 'sent').length
    demand(sent <= 1, () => `job ${id} was sent ${sent} times`)
  }
}

/** While brokerage pauses no job gets a place. */
function checkPauses({ jobs, pauses }: FactBook): void {
  for (const [id, { moves }] of jobs) {
    for (const { place, to } of moves) {
      if (jobStateNames[to] !== 'defined') continue
      const isPaused = pauses.findLast((pause) => pause.place < place)?.isPaused === true
      demand(!isPaused, () => `job ${id} got a place while brokerage paused`)
    }
  }
}

/** Each lineage ended once, and the tasks' counts add up. */
function checkTasks({ store: { disk } }: HostLife, book: FactBook): void {
  const odd = disk.endedTasks.find(({ name }) => !/^(task-|root\.jobs\.)/.test(name))
  demand(odd === undefined, () => `task ${odd!.name} should have been refused`)
  demand(disk.endedTasks.length === book.tasks.size, () => 'not every task is in the archive once')
  for (const { number, body } of disk.endedTasks) {
    const task = book.tasks.get(number)
    demand(task !== undefined && task.ends.length === 1, () => `task ${number} did not end once`)
    const { finished, failed, cancelled, submission } = JSON.parse(body) as EndedTaskDetails
    const attempts = disk.endedJobs.filter((job) => job.task === number)
    const lineages = new Map<number, { attempt: number; state: string; isToEnd: boolean }[]>()
    for (const { id, ordinal, state, body } of attempts) {
      const { attempt } = JSON.parse(body) as EndedJobDetails
      lineages.set(ordinal, [...(lineages.get(ordinal) ?? []), { attempt, state, isToEnd: book.endsAsked.has(id) }])
    }
    const counts = { finished: 0, failed: 0, cancelled: task.unmade }
    for (const [ordinal, tries] of lineages) {
      tries.sort((one, other) => one.attempt - other.attempt)
      demand(
        tries.every(
          ({ attempt, state, isToEnd }, i) =>
            attempt === i + 1 && (i === tries.length - 1 || (/failed|closed/.test(state) && !isToEnd)),
        ),
        () => `attempts of lineage ${ordinal} of task ${number}: ${JSON.stringify(tries)}`,
      )
      const end = tries.at(-1)!.state
      counts[end === 'finished' ? 'finished' : end === 'cancelled' ? 'cancelled' : 'failed']++
    }
    const told = { finished, failed, cancelled }
    demand(
      isDeepStrictEqual(told, counts) && finished + failed + cancelled === submission.jobs,
      () =>
        `task ${number} of ${submission.jobs} jobs tells ${JSON.stringify(told)}, its jobs ${JSON.stringify(counts)}`,
    )
  }
}

/** What the surroundings had kept is there. */
function checkKept(life: HostLife, { kept }: Ledger): void {
  for (const [word, kind] of kept) {
    const isThere = rowsOf(life, kind).some(({ body }) => body!.includes(word))
    demand(isThere, () => `no row of kind ${kind} says ${word}`)
  }
}

/** Nothing is kept of what has ended. */
function checkNothingLeft({ store: { disk } }: HostLife): void {
  const lasting = ['core', 'site', 'queue', 'link', 'dataset', 'ordered', 'token', 'worker', 'harvester']
  const left = [...disk.rows.values()].filter(({ kind }) => !lasting.includes(kind))
  demand(left.length === 0, () => `rows are left: ${left.map(({ kind, key }) => `${kind} ${key}`).join(', ')}`)
}
