import { JobsArray } from './jobs-array.js'
import { Column, PandaRecord, setText } from './panda-record.js'
import type { RecordFault } from './record-fault.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'
import type { RawRecord } from './witness.js'

/** The JSON that the BigPanDA monitor gives: `{ "jobs": [...], "selectionsummary": ..., "errsByCount": ... }`. */
export const pandaJson: TraceReader = {
  name: 'panda-json',
  about: 'JSON of the BigPanDA monitor: an object with an array "jobs"',

  recognises(fileName, head) {
    return fileName.endsWith('.json') || /^\uFEFF?\s*\{/.test(head)
  },

  async read(fileName, chunks, onJobs, faults, witness) {
    const log = new TraceLog(onJobs, faults, witness, (ordinal) => `${fileName}: job ${ordinal}`)
    const jobs = new JobsArray(fileName)
    let columns: Record<string, unknown> = {}
    const raw = new JsonRecord(witness === undefined)
    const record = new PandaRecord((column) => columns[Column[column]], log)
    for await (const chunk of chunks) {
      jobs.feed(chunk)
      for (let text = jobs.next(); text !== undefined; text = jobs.next()) {
        try {
          columns = parsed(text, (found) => log.fault(jobs.count, found, 'a JSON object', 'JSON'))
          raw.take(columns)
          log.add(record.job(jobs.count), raw)
        } catch (fault) {
          log.leaveOut(fault)
        }
        if (log.full) await log.handOn()
      }
    }
    jobs.end()
    await log.end()
    return { records: log.records, startUnixSeconds: log.firstSubmit, header: {}, mended: log.mended }
  },
}

function parsed(text: string, fault: (found: string) => RecordFault): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fault(`the record is no JSON (${reason})`)
  }
}

/** A job object as it is told to a witness: its columns are all names that have turned up so far. */
class JsonRecord implements RawRecord {
  readonly columns: string[] = []
  readonly #known = new Set<string>()
  #values: Record<string, unknown> = {}

  /** @param unseen when no witness looks, which spares the bookkeeping */
  constructor(private readonly unseen: boolean) {}

  take(values: Record<string, unknown>): void {
    if (this.unseen) return
    this.#values = values
    for (const name of Object.keys(values)) {
      if (this.#known.has(name)) continue
      this.#known.add(name)
      this.columns.push(name)
    }
  }

  text(column: number): string | undefined {
    const value = this.#values[this.columns[column]]
    if (value === undefined || value === null) return undefined
    return setText(typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean))
  }
}
