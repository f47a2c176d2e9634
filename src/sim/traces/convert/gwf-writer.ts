import { version } from '../../version.js'
import type { TraceJob } from '../trace.js'
import { commonChanges } from './changes.js'
import { JobNumbers, standardChanges, standardFields } from './standard-fields.js'
import type { Survey } from './survey.js'
import type { Change, TraceWriter } from './trace-writer.js'

const titles =
  'JobID SubmitTime WaitTime RunTime NProcs AverageCPUTimeUsed UsedMemory ReqNProcs ReqTime ReqMemory Status UserID GroupID ' +
  'ExecutableID QueueID PartitionID OrigSiteID LastRunSiteID JobStructure JobStructureParams UsedNetwork UsedLocalDiskSpace ' +
  'UsedResources ReqPlatform ReqNetwork ReqLocalDiskSpace ReqResources VOID ProjectID'

/** Submissions up to here, in Unix time, would be taken for seconds after the start of the log. */
const unixTimesFrom = 1e8

/** Writes the Grid Workload Format (targets.md §9), 29 fields a line; submissions in Unix time where it is known. */
export function gwfWriter(survey: Survey): TraceWriter {
  const { info } = survey
  const isUnix = (info.startUnixSeconds ?? 0) >= unixTimesFrom
  const start = isUnix ? info.startUnixSeconds! : 0
  const numbers = new JobNumbers(survey.hasNumbers)
  const head = [
    ...Object.entries(info.header).map(([key, value]) => `${key}: ${value}`),
    `Conversion: ailuro ${version}, from ${info.format}`,
    titles,
  ]
  const changes: Change[] = [...standardChanges(survey)]
  if (info.startUnixSeconds !== undefined && !isUnix)
    changes.push({ field: 'start', change: 'lost: it lies too early' })
  if (survey.hasBlanks) {
    for (const field of ['user', 'group', 'site', 'vo'] as const) changes.push({ field, change: 'blanks become _' })
  }
  return {
    head: head.map((line) => `# ${line}\n`).join(''),
    changes: [...changes, ...commonChanges(survey, true)],
    record(job: TraceJob): string {
      const fields = [
        ...standardFields(job, numbers.of(job), start + job.submitSeconds),
        ...[name(job.user), name(job.group), -1, -1, -1, -1, name(job.site), 'UNITARY', -1],
        ...[-1, -1, -1, -1, -1, -1, -1, name(job.vo), -1],
      ]
      return `${fields.join('\t')}\n`
    },
  }
}

function name(text: string | undefined): string {
  return text === undefined ? '-1' : text.replace(/\s+/g, '_')
}
