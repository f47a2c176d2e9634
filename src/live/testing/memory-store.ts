import type { Seconds } from '../../model/units.js'
import type {
  Commit,
  EndedJob,
  EndedJobQuery,
  EndedTask,
  EndedTaskQuery,
  FactPage,
  JobSpec,
  KeptAnswer,
  KeptRow,
  StoredFact,
  StoreSize,
} from '../store/commit.js'
import { LostLeadership, type Opening, type Store } from '../store/store.js'

/** What a store has on its disk. */
export interface Disk {
  epoch: number
  sequence: number
  at: Seconds
  readonly facts: StoredFact[]
  readonly rows: Map<string, KeptRow>
  readonly specs: Map<string, string>
  readonly endedJobs: EndedJob[]
  readonly endedTasks: EndedTask[]
  readonly answers: Map<string, KeptAnswer>
}

export function emptyDisk(): Disk {
  return {
    epoch: 0,
    sequence: 0,
    at: 0,
    facts: [],
    rows: new Map(),
    specs: new Map(),
    endedJobs: [],
    endedTasks: [],
    answers: new Map(),
  }
}

/** A store in memory: what it holds outlives it, as a disk would. */
export class MemoryStore implements Store {
  readonly place: string = 'memory'
  private epoch = 0

  constructor(
    readonly disk: Disk = emptyDisk(),
    private readonly bornMilliseconds = 0,
  ) {}

  open(): Promise<Opening> {
    const { disk } = this
    this.epoch = ++disk.epoch
    const { epoch, sequence, at, facts } = disk
    return Promise.resolve({ bornMilliseconds: this.bornMilliseconds, epoch, sequence, at, facts: facts.length })
  }

  commit(commit: Commit): Promise<void> {
    const { disk } = this
    if (disk.epoch !== this.epoch) return Promise.reject(new LostLeadership('another host leads'))
    if (commit.sequence !== disk.sequence + 1) return Promise.reject(new LostLeadership('a commit is missing'))
    this.write(commit)
    return Promise.resolve()
  }

  rows(kinds: readonly string[], each: (rows: readonly KeptRow[]) => void): Promise<void> {
    const rows = [...this.disk.rows.values()]
    for (const kind of kinds) each(rows.filter((row) => row.kind === kind).sort((one, other) => one.key - other.key))
    return Promise.resolve()
  }

  specs(keys: readonly Pick<JobSpec, 'task' | 'ordinal'>[]): Promise<readonly (string | undefined)[]> {
    return Promise.resolve(keys.map(({ task, ordinal }) => this.disk.specs.get(`${task} ${ordinal}`)))
  }

  facts(first: number, limit: number): Promise<FactPage> {
    return Promise.resolve({ first, facts: this.disk.facts.slice(first - 1, first - 1 + limit) })
  }

  endedJob(id: number): Promise<EndedJob | undefined> {
    return Promise.resolve(this.disk.endedJobs.find((job) => job.id === id))
  }

  endedJobs({
    task,
    ordinal,
    user,
    queue,
    state,
    below = Infinity,
    limit,
  }: EndedJobQuery): Promise<readonly EndedJob[]> {
    const found = this.disk.endedJobs.filter(
      (job) =>
        job.id < below &&
        (task === undefined || job.task === task) &&
        (ordinal === undefined || job.ordinal === ordinal) &&
        (user === undefined || job.user === user) &&
        (queue === undefined || job.queue === queue) &&
        (state === undefined || job.state === state),
    )
    return Promise.resolve(found.sort((one, other) => other.id - one.id).slice(0, limit))
  }

  endedTask(number: number): Promise<EndedTask | undefined> {
    return Promise.resolve(this.disk.endedTasks.find((task) => task.number === number))
  }

  endedTasks({ name, user, below = Infinity, limit }: EndedTaskQuery): Promise<readonly EndedTask[]> {
    const found = this.disk.endedTasks.filter(
      (task) =>
        task.number < below && (name === undefined || task.name === name) && (user === undefined || task.user === user),
    )
    return Promise.resolve(found.sort((one, other) => other.number - one.number).slice(0, limit))
  }

  answer(key: string): Promise<KeptAnswer | undefined> {
    return Promise.resolve(this.disk.answers.get(key))
  }

  forget(): Promise<boolean> {
    return Promise.resolve(false)
  }

  size(): Promise<StoreSize> {
    const { rows, facts, endedJobs, specs } = this.disk
    return Promise.resolve({
      rows: rows.size,
      facts: facts.length,
      endedJobs: endedJobs.length,
      specs: specs.size,
      bytes: [...rows.values()].reduce((sum, { body }) => sum + body.length, 0),
    })
  }

  check(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  backUp(): Promise<void> {
    return Promise.reject(new Error('there is no file of a store in memory'))
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** Takes up what has lasted. */
  protected write(commit: Commit): void {
    const { disk } = this
    disk.sequence = commit.sequence
    disk.at = commit.at
    disk.facts.push(...commit.facts)
    for (const { kind, key, body } of commit.rows) {
      if (body === undefined) disk.rows.delete(`${kind} ${key}`)
      else disk.rows.set(`${kind} ${key}`, { kind, key, body })
    }
    for (const { task, ordinal, body } of commit.specs) disk.specs.set(`${task} ${ordinal}`, body)
    disk.endedJobs.push(...commit.endedJobs)
    disk.endedTasks.push(...commit.endedTasks)
    for (const answer of commit.answers) disk.answers.set(answer.key, answer)
  }
}
