import { refuseNonsense } from '../../brokerage/intake.js'
import type { TaskSubmission } from '../../brokerage/ports.js'
import type { TaskTable } from '../../model/task-table.js'
import { NONE, type Seconds, type TaskRow } from '../../model/units.js'
import type { FeedEvent } from './feed-schema.js'
import { given } from './given.js'
import type { Surroundings } from './surroundings.js'

/** Definitions that are kept beyond the life of their jobs, of about 1 kB each: tasks of some five days of PanDA's. */
const MOST_TASKS = 50_000
/** Tasks that are looked at for one to forget. */
const MOST_LOOKS = 8

/** A task as the feed told it. */
export interface TaskDefinition {
  readonly submission: TaskSubmission
  /** Its row while it has jobs; the number tells whether the row is still its own. */
  row: TaskRow
  number: number
  /** Of the next job that tells none. */
  nextOrdinal: number
}

/** The tasks of a feed by name. Jobs may come long after their task, so definitions outlive rows. */
export class TaskBook {
  private readonly definitions = new Map<string, TaskDefinition>()
  private oldest = this.definitions.entries()

  constructor(
    private readonly tasks: TaskTable,
    private readonly surroundings: Surroundings,
    private readonly most = MOST_TASKS,
  ) {}

  of(name: string): TaskDefinition | undefined {
    return this.definitions.get(name)
  }

  /** Whether jobs of the task are alive. */
  isAlive({ row, number }: TaskDefinition): boolean {
    return row !== NONE && this.tasks.number[row] === number
  }

  /** A task was submitted. @throws BadInput when it has an impossible number */
  take(line: FeedEvent & { event: 'task' }, now: Seconds): TaskSubmission {
    const { event: _, at: __, task, lineage = task, dataset, nucleus, outputFiles, rules, ...needs } = line
    const isRead = dataset !== undefined && this.surroundings.knowsDataset(dataset)
    const isThere = nucleus !== undefined && this.surroundings.knownSites([nucleus]).length > 0
    const submission: TaskSubmission = {
      ...given(needs),
      name: lineage,
      jobs: 1,
      submittedAt: now,
      firstOrdinal: 0,
      dataset: isRead ? dataset : undefined,
      nucleus: isThere ? nucleus : undefined,
      queue: undefined,
      maxAttempts: undefined,
      maxFailures: undefined,
      ...given({ outputFiles, rules }),
    }
    refuseNonsense(submission, now)
    this.definitions.delete(task)
    this.definitions.set(task, { submission, row: NONE, number: 0, nextOrdinal: 0 })
    if (this.definitions.size > this.most) this.forgetOldest()
    return submission
  }

  /** The oldest task is forgotten; those with living jobs go to the end of the line, a few each time. */
  private forgetOldest(): void {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const [name, definition] = this.nextOldest()
      this.definitions.delete(name)
      if (!this.isAlive(definition)) return
      this.definitions.set(name, definition)
    }
  }

  /** One iterator for good: a new one would pass over all that has been taken out of the map's beginning each time. */
  private nextOldest(): [name: string, definition: TaskDefinition] {
    let next = this.oldest.next()
    if (next.done === true) next = (this.oldest = this.definitions.entries()).next()
    return next.value as [string, TaskDefinition]
  }
}
