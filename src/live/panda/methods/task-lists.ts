/** Which tasks there are, for people and their programs (panda-protocol.md §4). What is not the caller's looks as if it were not there. */
import { seesAll } from '../../api/rights.js'
import type { Caller } from '../../auth/caller.js'
import { userMeant } from '../../auth/compact-name.js'
import { well } from '../answer.js'
import { method } from '../method.js'
import type { PandaDesk } from '../panda-desk.js'
import { secondsAt } from '../panda-time.js'
import { id, object, optional, text, truth, whole } from '../parameter.js'
import { briefly, commonOf, filtered, taskDescriptions } from '../task-description.js'
import { type TaskRecord, taskRecords } from '../task-record.js'
import { people } from './callers.js'

const MOST_TASKS = 1_000
/** Tasks that a list is chosen from: the newest. */
const TASKS_LOOKED_AT = 10_000

export const taskListMethods = {
  getTasksModifiedSince: method({
    classic: 'getJediTasksInTimeRange',
    v1: 'GET task/get_tasks_modified_since',
    summary: 'Tell the tasks of a user that changed since some time',
    usedBy: ['panda-client'],
    missing:
      'tasks that have not ended count as changed; the newest 10,000 tasks are looked at, and at most 1,000 told',
    may: people,
    secure: true,
    takes: {
      since: text({ classic: 'timeRange', v1: 'since' }, 40),
      user: optional(text('dn')),
      isFull: optional(truth({ classic: 'fullFlag', v1: 'full' }), false),
      above: optional(id({ classic: 'minTaskID', v1: 'min_task_id' })),
      label: optional(text({ classic: 'task_type', v1: 'prod_source_label' }), 'user'),
    },
    example: { since: '2026-01-01 00:00:00' },
    handle: async ({ given: { since, user, isFull, above = 0, label }, caller }, desk) => {
      const from = secondsAt(desk, since)
      const found = (await listed(desk, user, caller)).filter((record) => {
        const isNew = record.isAlive || (record.endedAt ?? 0) >= from
        return isNew && record.task > above && (record.submission?.label ?? label) === label
      })
      const chosen = found.slice(0, MOST_TASKS)
      const common = isFull
        ? []
        : await commonOf(
            desk,
            chosen.map(({ task: number }) => number),
          )
      const descriptions = isFull
        ? await taskDescriptions(desk, chosen)
        : chosen.map((record, i) => briefly(desk, record, common[i].taskParameters))
      const byId = Object.fromEntries(descriptions.map((one, i) => [chosen[i].task, one]))
      return well(byId, byId)
    },
  }),

  getTasksDetailedInfoSince: method({
    v1: 'GET task/get_tasks_detailed_info_since',
    summary: 'Tell all about the tasks of a user that changed since some time',
    usedBy: ['pbook'],
    missing:
      'tasks that have not ended count as changed; of patterns in filters only | is known, between whole values; the newest 10,000 tasks are looked at, and described for filters the newest 1,000 that changed',
    may: people,
    secure: true,
    takes: {
      since: optional(text('since', 40)),
      filters: optional(object('filters'), {}),
      most: optional(whole('n_tasks', 1), 500),
    },
    example: { filters: { status: 'done|running' } },
    handle: async ({ given: { since, filters, most }, caller }, desk) => {
      const from = since === undefined ? -Infinity : secondsAt(desk, since)
      const { userName, ...others } = filters
      const all = await listed(desk, typeof userName === 'string' ? userName : undefined, caller)
      const found = all.filter((record) => record.isAlive || (record.endedAt ?? 0) >= from)
      const numbers = numbersIn(others)
      const chosen =
        numbers === undefined ? found : found.filter(({ task: number }) => numbers.includes(String(number)))
      const kept = filtered(await taskDescriptions(desk, chosen.slice(0, MOST_TASKS)), others)
      return well(kept.slice(0, most))
    },
  }),
} as const

/** The newest tasks of a user, where nobody is named of the caller; nobody's, where the caller may not see them. */
async function listed(desk: PandaDesk, user: string | undefined, caller: Caller): Promise<TaskRecord[]> {
  const asked = user === undefined ? caller.user : userMeant(user)
  return asked === caller.user || seesAll(caller) ? taskRecords(desk, { user: asked }, TASKS_LOOKED_AT) : []
}

/** Numbers that filters ask for, so that not all tasks need be described; undefined: they do not. */
function numbersIn(filters: Readonly<Record<string, unknown>>): string[] | undefined {
  const value = filters['jediTaskID'] ?? filters['reqID']
  return typeof value === 'string' || typeof value === 'number' ? String(value).split('|') : undefined
}
