/** Methods of the event service, which is not served yet: there are no events (panda-protocol.md §6.4). */
import { well } from '../answer.js'
import { method } from '../method.js'
import { anything, id, listOf, optional, text, whole } from '../parameter.js'
import { anybody, factories } from './callers.js'

const missing = 'there is no event service: there are no events to process'
const job = optional(id({ classic: 'pandaID', v1: 'job_id' }))
const jobset = optional(id({ classic: 'jobsetID', v1: 'jobset_id' }))
const task = optional(id({ classic: 'taskID', v1: 'task_id' }))

export const eventMethods = {
  getEventRanges: method({
    classic: 'getEventRanges',
    v1: 'POST event/acquire_event_ranges',
    summary: 'Give a pilot ranges of events',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing,
    may: factories,
    secure: true,
    takes: { job, jobset, task, ranges: optional(whole({ classic: 'nRanges', v1: 'n_ranges' }), 10) },
    example: { job: 1 },
    handle: () => well([], { eventRanges: [] }),
  }),

  updateEventRange: method({
    classic: 'updateEventRange',
    v1: 'POST event/update_single_event_range',
    summary: 'Hear how a range of events goes',
    usedBy: ['pilot3', 'later pilots'],
    missing,
    may: factories,
    secure: true,
    takes: {
      range: optional(text({ classic: 'eventRangeID', v1: 'event_range_id' })),
      status: optional(text({ classic: 'eventStatus', v1: 'event_range_status' }, 50)),
    },
    example: { range: '1-2-3', status: 'finished' },
    handle: () => well({ Command: null }, { Command: 'NULL' }),
  }),

  updateEventRanges: method({
    classic: 'updateEventRanges',
    v1: 'POST event/update_event_ranges',
    summary: 'Hear how ranges of events go',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing,
    may: factories,
    secure: true,
    takes: { ranges: listOf({ classic: 'eventRanges', v1: 'event_ranges' }, anything('range'), 10_000) },
    size: 'bulk',
    example: { ranges: '[]' },
    handle: ({ given: { ranges } }) => {
      const returns = ranges.map(() => false)
      return well({ Returns: returns, Commands: {} }, { Returns: returns, Command: {} })
    },
  }),

  checkEventsAvailability: method({
    classic: 'checkEventsAvailability',
    v1: 'GET event/get_available_event_range_count',
    summary: 'Tell how many ranges of events are left',
    usedBy: ['Harvester'],
    missing,
    may: factories,
    takes: { job, jobset, task },
    example: { job: 1 },
    handle: () => well(0, { nEventRanges: 0 }),
  }),

  getEventsStatus: method({
    classic: 'get_events_status',
    v1: 'GET event/get_event_range_statuses',
    summary: 'Tell how ranges of events stand',
    usedBy: ['pilot3', 'later pilots', 'Harvester'],
    missing,
    may: anybody,
    takes: { jobs: optional(text({ classic: 'ids', v1: 'job_task_ids' }, 100_000)) },
    example: { jobs: '[]' },
    handle: () => ({ ...well({}), classic: {} }),
  }),
} as const
