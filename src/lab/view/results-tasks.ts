import type { Page } from '../../monitor/readings/about.js'
import type { TaskFilter, TaskInList } from '../../monitor/readings/tasks.js'
import type { Seconds } from '../../model/units.js'
import type { KeptRun } from './kept-run.js'

/** Tasks of a run at a moment, the newest first. */
export function resultsTasks(run: KeptRun, at: Seconds, filter: TaskFilter): Page<TaskInList> {
  const { name = '', user, standing, below = Infinity, limit } = filter
  const { tasks } = run.census(at)
  const items: TaskInList[] = []
  for (let task = Math.min(tasks.length, below - 1) - 1; task >= 0; task--) {
    const told = taskAt(run, task, at)
    if (told === undefined || (user !== undefined && told.user !== user)) continue
    if (!told.name.toLowerCase().includes(name.toLowerCase())) continue
    if (standing !== undefined && told.isAlive !== (standing === 'alive')) continue
    if (items.length >= limit) return { items, next: items[items.length - 1].task }
    items.push(told)
  }
  return { items, next: null }
}

/**
 * A task as it stood at a moment: jobs are counted, not attempts. It is over when all jobs that it ever has in the run have ended.
 * @param task its place among the tasks, from 0
 * @returns undefined when it had not been submitted, or there is no such task
 */
export function taskAt(run: KeptRun, task: number, at: Seconds): TaskInList | undefined {
  const counts = run.census(at).tasks[task]
  if (counts === undefined || counts.attempts === 0) return undefined
  const { name, user, priority, jobs: allJobs, madeSeconds, endedSeconds } = run.tasks[task]
  const { jobs, finished, failed, cancelled } = counts
  const isAlive = finished + failed + cancelled < allJobs
  return {
    task: task + 1,
    name,
    user,
    isAlive,
    jobs,
    finished,
    failed,
    cancelled,
    priority,
    submittedAt: madeSeconds,
    endedAt: isAlive ? null : endedSeconds,
  }
}
