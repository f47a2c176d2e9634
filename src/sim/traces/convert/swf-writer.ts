import { version } from '../../version.js'
import type { TraceJob } from '../trace.js'
import { commonChanges, lostFields } from './changes.js'
import { JobNumbers, numbersOf, standardChanges, standardFields } from './standard-fields.js'
import type { Survey } from './survey.js'
import type { Change, TraceWriter } from './trace-writer.js'

/** Header facts that are counted anew or said by the writer. */
const ownFacts = new Set(['Version', 'MaxJobs', 'MaxRecords', 'UnixStartTime', 'MaxPartitions'])

/** Writes the Standard Workload Format 2.2 (targets.md §9): a site is a partition, whose name stands in the header. */
export function swfWriter(survey: Survey): TraceWriter {
  const { info, sites } = survey
  const users = numbersOf(survey.users)
  const groups = numbersOf(survey.groups)
  const partitions = new Map(sites.map((site, index) => [site, index + 1]))
  const numbers = new JobNumbers(survey.hasNumbers)
  const facts = Object.entries(info.header).filter(([key]) => !ownFacts.has(key))
  const head = [
    'Version: 2.2',
    ...facts.map(([key, value]) => `${key}: ${value}`),
    `Conversion: ailuro ${version}, from ${info.format}`,
    `MaxJobs: ${info.records}`,
    `MaxRecords: ${info.records}`,
    ...(info.startUnixSeconds === undefined ? [] : [`UnixStartTime: ${info.startUnixSeconds}`]),
    ...(sites.length === 0 ? [] : [`MaxPartitions: ${sites.length}`]),
    ...sites.map((site, index) => `Partition: ${index + 1} ${site.replace(/\s+/g, ' ')}`),
  ]
  return {
    head: `${head.map((line) => `; ${line}\n`).join('')};\n`,
    changes: [...changesOf(survey, users.isKept, groups.isKept), ...commonChanges(survey, true)],
    record(job: TraceJob): string {
      const site = job.site === undefined ? -1 : partitions.get(job.site)!
      const fields = standardFields(job, numbers.of(job), job.submitSeconds)
      return `${[...fields, users.of(job.user), groups.of(job.group), -1, -1, site, -1, -1].join(' ')}\n`
    },
  }
}

function changesOf(survey: Survey, keepsUsers: boolean, keepsGroups: boolean): Change[] {
  const numbered = 'names become numbers in order of appearance'
  return [
    ...standardChanges(survey),
    ...(keepsUsers ? [] : [{ field: 'user' as const, change: numbered }]),
    ...(keepsGroups ? [] : [{ field: 'group' as const, change: numbered }]),
    ...lostFields(survey, ['vo']),
  ]
}
