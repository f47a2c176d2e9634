import type { AttemptRecords } from '../../sim/run-result.js'

/** A job (lineage) in the records of a run. */
export interface JobLife {
  task: string
  ordinal: number
  /** Its rows in the records, in the order of attempts. */
  rows: readonly number[]
}

/** Ordinals of one task stay below this, so that a task and an ordinal make one number. */
const ordinals = 2 ** 24

/** The jobs of a run in columns, by task and ordinal, which name the same job under every policy of a seed. */
export class JobLives {
  /** The first row of each job, in order of PandaID. */
  readonly firstRow: Int32Array
  /** From submission to the first start; NaN when it never started. */
  readonly waitSeconds: Float64Array
  readonly attempts: Int32Array
  /** The next row of the same job, -1 after the last. */
  private readonly nextRow: Int32Array
  private readonly jobOf = new Map<number, number>()
  private readonly taskNumbers: Map<string, number>

  constructor(readonly records: AttemptRecords) {
    const { task, ordinal, submitSeconds, startSeconds, length } = records
    const firstRow = new Int32Array(length)
    const lastRow = new Int32Array(length)
    const waits = new Float64Array(length)
    const attempts = new Int32Array(length)
    this.nextRow = new Int32Array(length).fill(-1)
    for (let row = 0; row < length; row++) {
      const key = task[row] * ordinals + ordinal[row]
      let job = this.jobOf.get(key)
      if (job === undefined) {
        job = this.jobOf.size
        this.jobOf.set(key, job)
        firstRow[job] = row
        waits[job] = NaN
      } else this.nextRow[lastRow[job]] = row
      lastRow[job] = row
      attempts[job]++
      if (Number.isNaN(waits[job])) waits[job] = startSeconds[row] - submitSeconds[row]
    }
    this.firstRow = firstRow.subarray(0, this.jobOf.size)
    this.waitSeconds = waits.subarray(0, this.jobOf.size)
    this.attempts = attempts.subarray(0, this.jobOf.size)
    this.taskNumbers = new Map(records.taskNames.map((name, number) => [name, number]))
  }

  /** The place of the same job in the records of another run; undefined when these don't have it. */
  placeIn(other: JobLives, job: number): number | undefined {
    const { task, ordinal, taskNames } = this.records
    const row = this.firstRow[job]
    const number = other.taskNumbers.get(taskNames[task[row]])
    return number === undefined ? undefined : other.jobOf.get(number * ordinals + ordinal[row])
  }

  /** How much longer each job waited here than in another run; NaN where it did not start in both. */
  lossesTo(other: JobLives): Float64Array {
    return this.waitSeconds.map((wait, job) => {
      const place = this.placeIn(other, job)
      return place === undefined ? NaN : wait - other.waitSeconds[place]
    })
  }

  /** One job with all its rows. */
  life(job: number): JobLife {
    const { task, ordinal, taskNames } = this.records
    const rows: number[] = []
    for (let row = this.firstRow[job]; row >= 0; row = this.nextRow[row]) rows.push(row)
    return { task: taskNames[task[rows[0]]], ordinal: ordinal[rows[0]], rows }
  }
}
