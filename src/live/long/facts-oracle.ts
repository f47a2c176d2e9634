import { mayMove, isFinal, jobStateNames } from '../../model/job-state.js'
import { Fact, Journal } from '../../model/journal.js'
import type { StoredFact } from '../store/commit.js'
import type { Store } from '../store/store.js'

/** What the journal tells of the whole past. */
export interface Past {
  readonly facts: number
  readonly hash: string
  /** Final state of each job by PandaID, in PanDA's words. */
  readonly endings: ReadonlyMap<number, string>
  /** Jobs of each task by its number. */
  readonly submitted: ReadonlyMap<number, number>
  /** Jobs and tasks that have not ended, in words. */
  readonly unended: readonly string[]
  readonly faults: readonly string[]
}

const PAGE = 10_000

/** Reads the journal from its beginning: it must be without gaps, and each job and task in it must go a legal way to one end at most. */
export async function readPast(store: Store): Promise<Past> {
  const reader = new PastReader()
  for (let next = 1; ;) {
    const { first, facts } = await store.facts(next, PAGE)
    if (facts.length === 0) break
    if (first !== next) reader.faults.push(`after fact ${next - 1} comes fact ${first}`)
    for (const fact of facts) reader.hear(fact)
    next = first + facts.length
  }
  return reader.past()
}

class PastReader {
  readonly faults: string[] = []
  private readonly journal = new Journal()
  private readonly states = new Map<number, number>()
  private readonly submitted = new Map<number, number>()
  private readonly endedTasks = new Set<number>()
  private lastAt = 0

  hear([kind, at, subject, a, b, c, d]: StoredFact): void {
    this.journal.write(kind, at, subject, a, b, c, d, 0)
    const milliseconds = Math.round(at * 1000)
    if (milliseconds < this.lastAt) this.fault(`it is earlier than the one before`)
    this.lastAt = milliseconds
    if (kind === (Fact.jobCreated as number)) this.created(subject)
    else if (kind === (Fact.jobMoved as number)) this.moved(subject, a, b)
    else if (kind === (Fact.taskSubmitted as number)) {
      if (this.submitted.has(subject)) this.fault(`task ${subject} is submitted a second time`)
      this.submitted.set(subject, b)
    } else if (kind === (Fact.taskEnded as number)) this.taskEnded(subject, a + b + c)
  }

  past(): Past {
    const endings = new Map<number, string>()
    const unended: string[] = []
    for (const [id, state] of this.states) {
      if (isFinal(state)) endings.set(id, jobStateNames[state])
      else unended.push(`job ${id} is ${jobStateNames[state]} for ever`)
    }
    for (const task of this.submitted.keys()) if (!this.endedTasks.has(task)) unended.push(`task ${task} never ended`)
    const { journal, submitted, faults } = this
    return { facts: journal.facts, hash: journal.hash(), endings, submitted, unended, faults }
  }

  private created(id: number): void {
    if (this.states.has(id)) this.fault(`job ${id} is created a second time`)
    this.states.set(id, 0)
  }

  private moved(id: number, from: number, to: number): void {
    const state = this.states.get(id)
    if (state === undefined) this.fault(`job ${id} moves and was never created`)
    else if (state !== from) this.fault(`job ${id} was ${jobStateNames[state]}, not ${jobStateNames[from]}`)
    if (!mayMove(from, to)) this.fault(`job ${id} goes from ${jobStateNames[from]} to ${jobStateNames[to]}`)
    this.states.set(id, to)
  }

  private taskEnded(task: number, lineages: number): void {
    if (this.endedTasks.has(task)) this.fault(`task ${task} ends a second time`)
    this.endedTasks.add(task)
    const jobs = this.submitted.get(task)
    if (jobs !== lineages) this.fault(`task ${task} ends with ${lineages} lineages and had ${String(jobs)}`)
  }

  private fault(words: string): void {
    this.faults.push(`fact ${this.journal.facts}: ${words}`)
  }
}
