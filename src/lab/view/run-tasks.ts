import type { Seconds } from '../../model/units.js'
import type { AttemptColumns } from './attempt-columns.js'

/** What does not change of a task. Records of a trace are one task, with the user of the first. */
export interface RunTask {
  readonly name: string
  readonly user: string
  readonly share: string
  readonly priority: number
  readonly cores: number
  /** Jobs that it ever has in the run. */
  jobs: number
  readonly madeSeconds: Seconds
  /** When the last of its attempts ended; Infinity: not in the run. */
  endedSeconds: Seconds
  /** When each of its users first had work in it. */
  readonly users: Map<string, Seconds>
}

/** The tasks of a run, in the order of their appearance. */
export function runTasks(attempts: AttemptColumns): readonly RunTask[] {
  const { names, length, priority, cores, created, ended } = attempts
  const tasks: RunTask[] = []
  for (let row = 0; row < length; row++) {
    const number = attempts.task[row]
    const user = names.user[attempts.user[row]]
    const task = (tasks[number] ??= {
      name: names.task[number],
      user,
      share: names.share[attempts.share[row]] ?? '',
      priority: priority[row],
      cores: cores[row],
      jobs: 0,
      madeSeconds: created[row],
      endedSeconds: 0,
      users: new Map(),
    })
    if (attempts.isFirst[row] === 1) task.jobs++
    if (ended[row] > task.endedSeconds) task.endedSeconds = ended[row]
    if (!task.users.has(user)) task.users.set(user, created[row])
  }
  return tasks
}
