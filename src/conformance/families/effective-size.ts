import { effectiveEvents, effectiveSizeMB } from '../../brokerage/tasks/effective-size.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface FileIn {
  readonly bytes: number | null
  readonly first_event: number | null
  readonly last_event: number | null
  readonly events: number | null
}

/** Size and events of a file or a range of it, as the splitter sees them. */
export const effectiveSize: Family = {
  name: 'effective_size',
  section: '§A.4',
  differs(recorded) {
    const { bytes, first_event, last_event, events } = recorded.in as FileIn
    const range = {
      bytes: bytes ?? undefined,
      firstEvent: first_event ?? undefined,
      lastEvent: last_event ?? undefined,
      events: events ?? undefined,
    }
    const found = {
      effective_MB: effectiveSizeMB(range) ?? 'division by zero',
      effective_events: effectiveEvents(range),
    }
    return firstDifference(found, recorded.out)
  },
}
