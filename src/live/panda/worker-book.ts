import type { KeptRow, RowChange } from '../store/commit.js'

/** States of a worker after which nothing follows (panda-protocol.md §3). */
const FINAL = ['finished', 'failed', 'cancelled', 'missed']
/** Workers that have ended are forgotten after so long, and the oldest of them where there are too many. */
const KEPT_MILLISECONDS = 3 * 86_400_000
const MOST_WORKERS = 200_000

/** A worker of Harvester's: a slot that it asked a batch system for. */
export interface Worker {
  readonly harvester: string
  readonly id: number
  readonly queue: string
  readonly status: string
  /** What it was last said to be, by Harvester's names of the fields; texts and numbers alone. */
  readonly said: Readonly<Record<string, string | number>>
  readonly jobs: readonly number[]
  /** When it was last heard of, milliseconds since 1970. */
  readonly heardAt: number
}

/** What is said of a worker: what is left out stays as it was. */
export type WorkerNews = Pick<Worker, 'harvester' | 'id'> & Partial<Worker>

/** The workers that Harvester tells of, kept until some days after their end. */
export class WorkerBook {
  private readonly workers = new Map<string, Worker>()
  private readonly keys = new Map<string, number>()
  private readonly byJob = new Map<number, string>()
  private lastKey = 0

  /**
   * @param save makes changes last; they count once it has
   * @param rows of kind `worker`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    private readonly nowMilliseconds: () => number = Date.now,
    rows: readonly KeptRow[] = [],
  ) {
    for (const { key, body } of rows) this.enter(JSON.parse(body) as Worker, key)
  }

  get size(): number {
    return this.workers.size
  }

  /** Takes news of workers; resolved once they are kept. */
  async hear(news: readonly WorkerNews[]): Promise<void> {
    const heardAt = this.nowMilliseconds()
    const rows = news.map((one) => {
      const name = nameOf(one)
      const before = this.workers.get(name)
      const usual = { queue: '', status: 'submitted', jobs: [] }
      const worker = { ...usual, ...before, ...one, said: { ...before?.said, ...one.said }, heardAt }
      const key = this.enter(worker, this.keys.get(name) ?? this.lastKey + 1)
      return { kind: 'worker', key, body: JSON.stringify(worker) }
    })
    await this.save([...rows, ...this.forgotten(heardAt)])
  }

  worker(harvester: string, id: number): Worker | undefined {
    return this.workers.get(nameOf({ harvester, id }))
  }

  /** The worker that said that it has the job. */
  workerOf(job: number): Worker | undefined {
    return this.workers.get(this.byJob.get(job) ?? '')
  }

  all(): Iterable<Worker> {
    return this.workers.values()
  }

  private enter(worker: Worker, key: number): number {
    const name = nameOf(worker)
    // The one that was heard of last stands last.
    this.workers.delete(name)
    this.workers.set(name, worker)
    this.keys.set(name, key)
    for (const job of worker.jobs) this.byJob.set(job, name)
    this.lastKey = Math.max(this.lastKey, key)
    return key
  }

  private forgotten(now: number): RowChange[] {
    const gone: RowChange[] = []
    for (const [name, worker] of this.workers) {
      const isLate = now - worker.heardAt > KEPT_MILLISECONDS
      if (!isLate && this.workers.size <= MOST_WORKERS) break
      if (!FINAL.includes(worker.status) && this.workers.size <= MOST_WORKERS) continue
      gone.push({ kind: 'worker', key: this.keys.get(name)!, body: undefined })
      this.workers.delete(name)
      this.keys.delete(name)
      for (const job of worker.jobs) if (this.byJob.get(job) === name) this.byJob.delete(job)
    }
    return gone
  }
}

function nameOf({ harvester, id }: Pick<Worker, 'harvester' | 'id'>): string {
  return `${harvester}:${id}`
}
