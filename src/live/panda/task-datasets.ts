import { expandedOutputs } from './expanded-part.js'
import type { PandaDesk } from './panda-desk.js'
import { pandaPartSchema } from './panda-part.js'
import { commonOf } from './task-description.js'
import type { TaskRecord } from './task-record.js'

const MOST_FILES = 50_000

/** The datasets that a task's jobs make, with their files unless it is to be brief, as PanDA tells them. */
export async function taskDatasets(desk: PandaDesk, record: TaskRecord, types: readonly string[], isBrief: boolean) {
  const [{ panda }] = await commonOf(desk, [record.task])
  if (panda === undefined) return []
  const part = pandaPartSchema.parse(panda)
  const jobs = Math.min(record.jobs, Math.floor(MOST_FILES / Math.max(1, part.outputs.length)))
  const ordinals = Array.from({ length: isBrief ? 0 : jobs }, (_, ordinal) => ordinal)
  const expanded = ordinals.map((ordinal) => expandedOutputs(part, { task: record.task, ordinal, attempt: 1, id: 0 }))
  return part.outputs.flatMap(({ dataset, isLog }, i) => {
    if (!types.includes(isLog ? 'log' : 'output')) return []
    const files = expanded.map((outputs, ordinal) => {
      const { lfn, scope } = outputs[i]
      return { lfn, scope, id: ordinal * part.outputs.length + i + 1, status: 'defined' }
    })
    return [{ dataset: { name: dataset, id: i + 1 }, files }]
  })
}
