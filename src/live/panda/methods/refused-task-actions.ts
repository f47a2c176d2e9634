/** What people would do to tasks, and the core does not have: refused, to those who may ask for it (panda-protocol.md §4). */
import { notDone, ownTask } from '../action.js'
import { method, type PandaMethod } from '../method.js'
import { decimal, id, optional, type Parameter, type Parameters, text, whole } from '../parameter.js'
import { people } from './callers.js'

const task = id({ classic: 'jediTaskID', v1: 'task_id' })

export const refusedTaskActions = {
  pauseTask: unknownAction({
    classic: 'pauseTask',
    name: 'pause',
    summary: 'Hold a task back',
    why: 'single tasks cannot be held back here',
  }),
  resumeTask: unknownAction({
    classic: 'resumeTask',
    name: 'resume',
    summary: 'Let a task go on',
    why: 'single tasks cannot be held back here',
  }),
  releaseTask: unknownAction({
    classic: 'release_task',
    name: 'release',
    summary: 'Let a task go on without waiting for its input',
    why: 'no task waits for staging here',
  }),
  reactivateTask: unknownAction({
    classic: 'reactivateTask',
    name: 'reactivate',
    summary: 'Begin an ended task anew',
    why: 'a task that has ended stays ended; retry it, or submit it again',
  }),
  reloadInput: unknownAction({
    classic: 'reloadInput',
    name: 'reload_input',
    summary: 'Look for new input of a task',
    why: 'the input of a task is settled when it is submitted',
    may: people,
  }),
  avalancheTask: unknownAction({
    classic: 'avalancheTask',
    name: 'avalanche',
    summary: 'Let a task go on without waiting for its scouts',
    why: 'no task has scouts here',
  }),
  reassignTask: unknownAction({
    classic: 'reassignTask',
    name: 'reassign',
    summary: 'Send a task elsewhere',
    why: 'jobs stay where brokerage has put them',
    may: people,
    takes: { site: optional(text('site')), cloud: optional(text('cloud')), nucleus: optional(text('nucleus')) },
    example: { site: 'CERN' },
  }),
  increaseAttempts: unknownAction({
    classic: 'increaseAttemptNr',
    name: 'increase_attempts',
    summary: 'Give the jobs of a task more attempts',
    why: 'attempts are settled when a task is submitted',
    takes: { increase: whole({ classic: 'increasedNr', v1: 'increase' }) },
    example: { increase: 3 },
  }),
  changeAttribute: unknownAction({
    classic: 'changeTaskAttributePanda',
    name: 'change_attribute',
    summary: 'Change what the jobs of a task need',
    why: 'what jobs need is settled when their task is submitted',
    takes: {
      attribute: text({ classic: 'attrName', v1: 'attribute_name' }),
      value: decimal({ classic: 'attrValue', v1: 'value' }),
    },
    example: { attribute: 'ramCount', value: 4000 },
  }),
  changeSplitRule: unknownAction({
    classic: 'changeTaskSplitRulePanda',
    name: 'change_split_rule',
    summary: 'Change how a task is split into jobs',
    why: 'how a task is split is settled when it is submitted',
    takes: {
      attribute: text({ classic: 'attrName', v1: 'attribute_name' }),
      value: text({ classic: 'attrValue', v1: 'value' }),
    },
    example: { attribute: 'GL', value: '1' },
  }),
  changeModificationTime: unknownAction({
    classic: 'changeTaskModTimePanda',
    name: 'change_modification_time',
    summary: 'Have a task looked at sooner or later',
    why: 'brokerage looks at tasks in its own time',
    takes: { hours: decimal({ classic: 'diffValue', v1: 'hour_offset' }) },
    example: { hours: -12 },
  }),
} as const

/** An action that the core does not have: it is refused, to those who may ask for it. */
function unknownAction<P extends Parameters>(declared: {
  readonly classic?: string
  readonly name: string
  readonly summary: string
  readonly why: string
  readonly may?: PandaMethod['may']
  readonly takes?: P
  readonly example?: Readonly<Record<string, unknown>>
}) {
  const { classic, name, summary, why, may = ['production'], takes, example } = declared
  return method({
    ...(classic !== undefined && { classic }),
    v1: `POST task/${name}`,
    summary,
    usedBy: ['panda-client'],
    missing: `it is always refused: ${why}`,
    may,
    secure: true,
    takes: { task, ...takes } as { task: Parameter<number> },
    example: { task: 1, ...example },
    handle: async ({ given, caller }, desk) => {
      const own = await ownTask(desk, given.task, caller)
      return 'refused' in own ? own.refused : notDone(name, why)
    },
  })
}
