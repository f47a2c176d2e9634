import { BadInput } from '../../model/bad-input.js'
import { JobsArray } from './jobs-array.js'
import { PandaRecord } from './panda-record.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

/** The JSON that the BigPanDA monitor gives: `{ "jobs": [...], "selectionsummary": ..., "errsByCount": ... }`. */
export const pandaJson: TraceReader = {
  name: 'panda-json',
  about: 'JSON of the BigPanDA monitor: an object with an array "jobs"',

  recognises(fileName, head) {
    return fileName.endsWith('.json') || /^\uFEFF?\s*\{/.test(head)
  },

  async read(fileName, chunks, onJobs) {
    const log = new TraceLog(onJobs)
    const jobs = new JobsArray(fileName)
    for await (const chunk of chunks) {
      jobs.feed(chunk)
      for (let text = jobs.next(); text !== undefined; text = jobs.next()) {
        const where = `${fileName}: job ${jobs.count}`
        const columns = parsed(text, where)
        log.add(new PandaRecord(where, (column) => columns[column], log).job(jobs.count))
        if (log.full) await log.handOn()
      }
    }
    jobs.end()
    await log.handOn()
    return { records: log.records, startUnixSeconds: log.firstSubmit, header: {}, mended: log.mended }
  },
}

function parsed(text: string, where: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BadInput(where, `the record is no JSON (${reason})`, 'a JSON object')
  }
}
