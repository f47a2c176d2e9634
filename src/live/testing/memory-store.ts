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
import type { Opening, Store } from '../store/store.js'

/** A store that forgets everything when the process ends: for tests of what stands on a store. */
export class MemoryStore implements Store {
  readonly place = 'memory'
  private readonly kept = new Map<string, KeptRow>()
  private readonly journal: StoredFact[] = []
  private readonly bodies = new Map<string, string>()
  private readonly jobs = new Map<number, EndedJob>()
  private readonly tasks = new Map<number, EndedTask>()
  private readonly answers = new Map<string, KeptAnswer>()
  private sequence = 0
  private at = 0

  constructor(private readonly bornMilliseconds: number) {}

  open(): Promise<Opening> {
    const { bornMilliseconds, sequence, at, journal } = this
    return Promise.resolve({ bornMilliseconds, epoch: 1, sequence, at, facts: journal.length })
  }

  commit({ sequence, at, facts, rows, specs, endedJobs, endedTasks, answers }: Commit): Promise<void> {
    this.sequence = sequence
    this.at = at
    this.journal.push(...facts)
    for (const { kind, key, body } of rows) {
      if (body === undefined) this.kept.delete(`${kind} ${key}`)
      else this.kept.set(`${kind} ${key}`, { kind, key, body })
    }
    for (const { task, ordinal, body } of specs) this.bodies.set(`${task} ${ordinal}`, body)
    for (const job of endedJobs) this.jobs.set(job.id, job)
    for (const task of endedTasks) this.tasks.set(task.number, task)
    for (const answer of answers) this.answers.set(answer.key, answer)
    return Promise.resolve()
  }

  rows(each: (rows: readonly KeptRow[]) => void): Promise<void> {
    const order = (one: KeptRow, other: KeptRow) => (one.kind < other.kind ? -1 : 1) || one.key - other.key
    each([...this.kept.values()].sort(order))
    return Promise.resolve()
  }

  specs(keys: readonly Pick<JobSpec, 'task' | 'ordinal'>[]): Promise<readonly (string | undefined)[]> {
    return Promise.resolve(keys.map(({ task, ordinal }) => this.bodies.get(`${task} ${ordinal}`)))
  }

  facts(first: number, limit: number): Promise<FactPage> {
    return Promise.resolve({ first, facts: this.journal.slice(first - 1, first - 1 + limit) })
  }

  endedJob(id: number): Promise<EndedJob | undefined> {
    return Promise.resolve(this.jobs.get(id))
  }

  endedJobs({ limit, below = Infinity, ...asked }: EndedJobQuery): Promise<readonly EndedJob[]> {
    const found = [...this.jobs.values()].filter((job) => job.id < below && agrees(job, asked))
    return Promise.resolve(found.sort((one, other) => other.id - one.id).slice(0, limit))
  }

  endedTask(number: number): Promise<EndedTask | undefined> {
    return Promise.resolve(this.tasks.get(number))
  }

  endedTasks({ limit, below = Infinity, ...asked }: EndedTaskQuery): Promise<readonly EndedTask[]> {
    const found = [...this.tasks.values()].filter((task) => task.number < below && agrees(task, asked))
    return Promise.resolve(found.sort((one, other) => other.number - one.number).slice(0, limit))
  }

  answer(key: string): Promise<KeptAnswer | undefined> {
    return Promise.resolve(this.answers.get(key))
  }

  forget(): Promise<boolean> {
    return Promise.resolve(false)
  }

  size(): Promise<StoreSize> {
    const { kept, journal, jobs, bodies } = this
    return Promise.resolve({
      rows: kept.size,
      facts: journal.length,
      endedJobs: jobs.size,
      specs: bodies.size,
      bytes: 100 * (kept.size + journal.length + jobs.size + bodies.size),
    })
  }

  check(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  backUp(): Promise<void> {
    return Promise.reject(new Error('what is in memory alone is not backed up'))
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** Whether a row has everything that is asked for. */
function agrees(row: object, asked: object): boolean {
  return Object.entries(asked).every(([field, value]) => value === undefined || Reflect.get(row, field) === value)
}
