import type { TraceJob } from '../trace.js'
import type { Survey } from './survey.js'
import type { Change } from './trace-writer.js'

/** Most column names that are listed. */
const mostNamed = 40

/** What every conversion loses: columns that are not read, and the header where it has no place. */
export function commonChanges({ unread, info }: Survey, keepsHeader: boolean): Change[] {
  const changes: Change[] = []
  if (unread.length > 0) {
    const more = unread.length > mostNamed ? ` and ${unread.length - mostNamed} more` : ''
    changes.push({ field: 'columns', change: `not read, so lost: ${unread.slice(0, mostNamed).join(', ')}${more}` })
  }
  const facts = Object.keys(info.header)
  if (!keepsHeader && facts.length > 0) changes.push({ field: 'header', change: `lost: ${facts.join(', ')}` })
  return changes
}

/** Fields that a format has no place for, where a job fills them. */
export function lostFields({ filled }: Survey, fields: readonly (keyof TraceJob)[]): Change[] {
  return fields
    .filter((field) => filled.has(field))
    .map((field) => ({ field, change: 'lost: the format has no such field' }))
}
