import type { RawRecord } from '../witness.js'
import type { FindingTally } from './finding.js'

/** Fewer records than this say nothing on whether a column varies. */
const fewestRecords = 10

/** Columns that hold what was measured of a job: equal in all records, they are filler. */
const measures = new Set([
  ...['wait time', 'run time', 'CPU time', 'used memory', 'used network', 'used disk', 'used resources'],
  ...['starttime', 'endtime', 'cpuconsumptiontime', 'job_walltime', 'job_queuetime', 'cpu_eff', 'pilottiming'],
  ...['inputfilebytes', 'outputfilebytes', 'maxrss', 'jobmetrics'],
])

interface Candidate {
  readonly column: number
  readonly value: string
}

/** Finds the columns that hold the same value in every record. What has differed once costs nothing any more. */
export class ConstantColumns {
  #candidates: Candidate[] | undefined
  #columns: readonly string[] = []
  #records = 0

  add(raw: RawRecord): void {
    this.#records++
    if (this.#candidates === undefined) {
      this.#columns = raw.columns
      this.#candidates = raw.columns.flatMap((_, column) => {
        const value = raw.text(column)
        return value === undefined ? [] : [{ column, value }]
      })
      return
    }
    if (this.#candidates.some(({ column, value }) => raw.text(column) !== value)) {
      this.#candidates = this.#candidates.filter(({ column, value }) => raw.text(column) === value)
    }
  }

  /** Notes what has stayed constant, measured quantities apart from the others. */
  finish(tally: FindingTally): void {
    if (this.#records < fewestRecords) return
    for (const { column, value } of this.#candidates ?? []) {
      const name = this.#columns[column]
      const kind = measures.has(name) ? 'constant-measure' : 'constant-column'
      tally.note(kind, undefined, name, () => value)
    }
  }
}
