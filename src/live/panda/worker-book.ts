import type { KeptRow, RowChange } from '../store/commit.js'
import { KeptTable } from './kept-table.js'

/** States of a worker after which nothing follows (panda-protocol.md §3). */
const FINAL = ['finished', 'failed', 'cancelled', 'missed']
/** News of a worker that has ended changes its state only after so long: news may overtake each other, and numbers may be used again. */
const END_STANDS_MILLISECONDS = 3 * 3_600_000
/** Workers of which nothing was heard for so long are forgotten, and where there are too many those that were silent longest. */
const KEPT_MILLISECONDS = 3 * 86_400_000
const MOST_WORKERS = 200_000

/** A worker of Harvester's: a slot that it asked a batch system for. */
export interface Worker {
  readonly harvester: string
  readonly id: number
  readonly queue: string
  readonly status: string
  /** What it was last said to be, by Harvester's names of the fields. */
  readonly said: Readonly<Record<string, string | number>>
  readonly jobs: readonly number[]
  /** When it was last heard of, milliseconds since 1970. */
  readonly heardAt: number
}

/** What is said of a worker: what is left out stays as it was. */
export type WorkerNews = Pick<Worker, 'harvester' | 'id'> & Partial<Omit<Worker, 'heardAt'>>

/** The workers that Harvester tells of, kept until some days after the last word of them. */
export class WorkerBook {
  private readonly workers: KeptTable<Worker>
  private readonly byJob = new Map<number, string>()

  /**
   * @param save makes changes last; they count once it has
   * @param rows of kind `worker`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    private readonly nowMilliseconds: () => number,
    rows: readonly KeptRow[] = [],
    private readonly mostWorkers = MOST_WORKERS,
  ) {
    this.workers = new KeptTable<Worker>('worker', nameOf, rows, ({ heardAt }) => heardAt)
    for (const worker of this.workers.values()) this.noteJobs(worker)
  }

  get size(): number {
    return this.workers.size
  }

  /** Takes news of workers; resolved once they are kept. */
  async hear(news: readonly WorkerNews[]): Promise<void> {
    const now = this.nowMilliseconds()
    const rows = news.map((one) => {
      const before = this.workers.get(nameOf(one))
      const worker = after(before, one, now)
      if (before !== undefined) this.forgetJobs(before)
      this.noteJobs(worker)
      return this.workers.put(worker)
    })
    await this.save([...rows, ...this.forgotten(now)])
  }

  worker(harvester: string, id: number): Worker | undefined {
    return this.workers.get(nameOf({ harvester, id }))
  }

  /** The worker that last said that it has the job. */
  workerOf(job: number): Worker | undefined {
    return this.workers.get(this.byJob.get(job) ?? '')
  }

  /** The workers that were heard of last, at most so many, the newest word first. */
  latest(most: number): Worker[] {
    return [...this.workers.values()].slice(-most).reverse()
  }

  private noteJobs(worker: Worker): void {
    for (const job of worker.jobs) this.byJob.set(job, nameOf(worker))
  }

  private forgetJobs(worker: Worker): void {
    for (const job of worker.jobs) if (this.byJob.get(job) === nameOf(worker)) this.byJob.delete(job)
  }

  private forgotten(now: number): RowChange[] {
    const gone: RowChange[] = []
    for (const worker of this.workers.values()) {
      if (now - worker.heardAt <= KEPT_MILLISECONDS && this.workers.size <= this.mostWorkers) break
      this.forgetJobs(worker)
      gone.push(this.workers.drop(nameOf(worker))!)
    }
    return gone
  }
}

/** Whether nothing follows. */
export function isOver({ status }: Pick<Worker, 'status'>): boolean {
  return FINAL.includes(status)
}

function after(before: Worker | undefined, news: WorkerNews, now: number): Worker {
  const usual = { queue: '', status: 'submitted', jobs: [] }
  const worker = { ...usual, ...before, ...news, said: { ...before?.said, ...news.said }, heardAt: now }
  const endStands = before !== undefined && isOver(before) && now - before.heardAt < END_STANDS_MILLISECONDS
  return endStands ? { ...worker, status: before.status } : worker
}

function nameOf({ harvester, id }: Pick<Worker, 'harvester' | 'id'>): string {
  return `${harvester}:${id}`
}
