import { JobsArray } from './jobs-array.js'
import { Column, PandaRecord } from './panda-record.js'
import { RecordFault } from './record-fault.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

/** The JSON that the BigPanDA monitor gives: `{ "jobs": [...], "selectionsummary": ..., "errsByCount": ... }`. */
export const pandaJson: TraceReader = {
  name: 'panda-json',
  about: 'JSON of the BigPanDA monitor: an object with an array "jobs"',

  recognises(fileName, head) {
    return fileName.endsWith('.json') || /^\uFEFF?\s*\{/.test(head)
  },

  async read(fileName, chunks, onJobs, faults) {
    const log = new TraceLog(onJobs, faults, (ordinal) => `${fileName}: job ${ordinal}`)
    const jobs = new JobsArray(fileName)
    let columns: Record<string, unknown> = {}
    const record = new PandaRecord((column) => columns[Column[column]], log)
    for await (const chunk of chunks) {
      jobs.feed(chunk)
      for (let text = jobs.next(); text !== undefined; text = jobs.next()) {
        try {
          columns = parsed(text, log.placeOf(jobs.count))
          log.add(record.job(jobs.count))
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

function parsed(text: string, where: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordFault(where, `the record is no JSON (${reason})`, 'a JSON object', 'JSON')
  }
}
