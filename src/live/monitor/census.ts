import { JobState } from '../../model/job-state.js'
import type { JobRow, PandaId, Seconds } from '../../model/units.js'
import type { HostDoor } from '../door.js'
import { inSlices } from './slices.js'

/** Jobs of a task that wait for a place or, at a queue, for input or a pilot. */
export interface WaitingOfTask {
  readonly task: number
  readonly name: string
  readonly user: string
  waiting: number
  /** The one that was created first. */
  oldest: { readonly row: JobRow; readonly id: PandaId; readonly createdAt: Seconds }
}

/** A count that takes long is used again for so many times as long as it took, so that counting takes a small part of the host's time. */
const REST = 50
const QUICK_MILLISECONDS = 5

/** Counts the waiting jobs by task, for pages that list tasks and users. */
export class Census {
  private counted: { readonly waiting: ReadonlyMap<number, WaitingOfTask>; readonly facts: number } | undefined
  private freshUntil = -Infinity
  private counting: Promise<ReadonlyMap<number, WaitingOfTask>> | undefined

  constructor(private readonly door: Pick<HostDoor, 'ask'>) {}

  /** Tasks with waiting jobs, by their numbers; whoever asks while it is counted gets the same answer. */
  async waiting(): Promise<ReadonlyMap<number, WaitingOfTask>> {
    const facts = await this.door.ask((core) => core.state.journal.facts)
    const { counted } = this
    if (counted !== undefined && (counted.facts === facts || performance.now() < this.freshUntil))
      return counted.waiting
    this.counting ??= this.count(facts).finally(() => (this.counting = undefined))
    return this.counting
  }

  private async count(facts: number): Promise<ReadonlyMap<number, WaitingOfTask>> {
    const waiting = new Map<number, WaitingOfTask>()
    let milliseconds = 0
    await inSlices(this.door, ({ state: { jobs, tasks, users } }, rows) => {
      const begun = performance.now()
      for (const row of rows) {
        if (jobs.state(row) >= JobState.sent) continue
        const task = jobs.task(row)
        const number = tasks.number[task]
        const createdAt = jobs.createdAt[row]
        const found = waiting.get(number)
        if (found === undefined) {
          const [name, user] = [tasks.names[task], users.nameOf(tasks.user[task])]
          waiting.set(number, { task: number, name, user, waiting: 1, oldest: { row, id: jobs.id(row), createdAt } })
          continue
        }
        found.waiting++
        if (createdAt < found.oldest.createdAt) found.oldest = { row, id: jobs.id(row), createdAt }
      }
      milliseconds += performance.now() - begun
    })
    this.counted = { waiting, facts }
    this.freshUntil = milliseconds > QUICK_MILLISECONDS ? performance.now() + REST * milliseconds : -Infinity
    return waiting
  }
}
