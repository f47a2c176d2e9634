import { HeaderFacts } from './header-facts.js'
import { LineFields } from './line-fields.js'
import { eachLine } from './lines.js'
import { firstRecord } from './first-record.js'
import { standardJob, standardNames, startOf } from './standard-record.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

const names = [
  ...standardNames,
  'user',
  'group',
  'executable',
  'queue',
  'partition',
  'preceding job',
  'think time',
  'machines',
]

/** Fields that every record of the format has. */
const fieldCount = 18

const comment = 59 // ;
const openingBrace = 123 // {

/**
 * Standard Workload Format 2.2 (Parallel Workloads Archive): 18 numbers a line, `;` comments, -1 for unknown.
 *
 * Logs of the Alea simulator (MetaCentrum) are read as well. They add a list of machines in braces as a 19th field,
 * state the requested memory in bytes per job instead of KB per processor, and fill CPU time and used memory with
 * constants, which are dropped.
 */
export const swf: TraceReader = {
  name: 'swf',
  about: 'Standard Workload Format 2.2 of the Parallel Workloads Archive',

  recognises(fileName, head) {
    if (fileName.endsWith('.swf')) return true
    const record = firstRecord(head, ';')
    return record.length >= fieldCount && record.slice(0, fieldCount).every((field) => Number.isFinite(Number(field)))
  },

  async read(fileName, chunks, onJobs, faults, witness) {
    const log = new TraceLog(onJobs, faults, witness, (line) => `${fileName}:${line}`)
    const header = new HeaderFacts(fileName)
    const fields = new LineFields(names, fieldCount + 1, log)

    await eachLine(fileName, chunks, log, (bytes, start, end, line) => {
      const count = fields.split(bytes, start, end, line)
      if (count === 0) return
      if (fields.firstByte(1) === comment) {
        header.take(bytes.toString('utf8', start, end).trim(), line)
        return
      }
      if (count < fieldCount)
        throw fields.recordFault(`the record has ${count} fields`, `at least ${fieldCount} fields`, 'number of fields')
      const job = standardJob(fields, line, log)
      if (job === undefined) return
      job.user = unlessUnknown(fields, 12)
      job.group = unlessUnknown(fields, 13)
      const partition = unlessUnknown(fields, 16)
      job.site = partition === undefined ? undefined : (header.partitions.get(partition) ?? `partition-${partition}`)
      if (count > fieldCount && fields.firstByte(19) === openingBrace) {
        const memoryBytes = fields.quantity(10)
        job.memoryMBPerCore = memoryBytes === undefined ? undefined : memoryBytes / 1024 / 1024 / job.cores
        job.cpuSeconds = undefined
      }
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

/** The number in a field as text, or undefined when it is unknown. */
function unlessUnknown(fields: LineFields, field: number): string | undefined {
  const value = fields.number(field)
  return value === -1 ? undefined : String(value)
}
