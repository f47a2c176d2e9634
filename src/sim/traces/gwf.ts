import { firstRecord } from './first-record.js'
import { HeaderFacts } from './header-facts.js'
import { LineFields } from './line-fields.js'
import { eachLine } from './lines.js'
import { standardJob, standardNames, startOf } from './standard-record.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

/** Fields that a record must have; files in the archive stop at various columns after them. */
const leastFields = standardNames.length

const names = [
  ...standardNames,
  'user',
  'group',
  'executable',
  'queue',
  'partition',
  'original site',
  'last site',
  'job structure',
  'job structure parameters',
  'used network',
  'used disk',
  'used resources',
  'requested platform',
  'requested network',
  'requested disk',
  'requested resources',
  'VO',
  'project',
]

const allFields = names.length

const comment = 35 // #

/** Grid Workload Format (Grid Workloads Archive): up to 29 fields a line, `#` comments, -1 for unknown. */
export const gwf: TraceReader = {
  name: 'gwf',
  about: 'Grid Workload Format of the Grid Workloads Archive',

  recognises(fileName, head) {
    if (fileName.endsWith('.gwf')) return true
    const record = firstRecord(head, '#')
    const numbered = record.slice(0, leastFields).every((field) => Number.isFinite(Number(field)))
    if (record.length < leastFields || !numbered) return false
    return record.length === allFields || /^\uFEFF?\s*#/.test(head)
  },

  async read(fileName, chunks, onJobs, faults, witness) {
    const log = new TraceLog(onJobs, faults, witness, (line) => `${fileName}:${line}`)
    const header = new HeaderFacts(fileName)
    const fields = new LineFields(names, allFields, log)

    await eachLine(fileName, chunks, log, (bytes, start, end, line) => {
      const count = fields.split(bytes, start, end, line)
      if (count === 0) return
      if (fields.firstByte(1) === comment) {
        header.take(bytes.toString('utf8', start, end).trim(), line)
        return
      }
      if (count < leastFields) {
        throw fields.recordFault(`the record has ${count} fields`, `at least ${leastFields} fields`, 'number of fields')
      }
      const job = standardJob(fields, line, log)
      if (job === undefined) return
      const text = (field: number): string | undefined => (field <= count ? fields.text(field) : undefined)
      job.user = text(12)
      job.group = text(13)
      // The site that ran the job last; where only the partition is known, a grid log means its site.
      job.site = text(18) ?? text(16)
      job.vo = text(28)
      log.add(job, fields.record)
    })

    return {
      records: log.records,
      startUnixSeconds: startOf(log, header.unixStartTime),
      header: header.facts,
      mended: log.mended,
    }
  },
}
