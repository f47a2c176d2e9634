import type { About, Page } from '../../monitor/readings/about.js'
import type { DatasetFilter, DatasetInList, NetworkTold } from '../../monitor/readings/data.js'
import type { ErrorsTold } from '../../monitor/readings/errors.js'
import type { JobFilter, JobInList, JobTold } from '../../monitor/readings/jobs.js'
import type { Overview } from '../../monitor/readings/overview.js'
import type { ShareInList, UserInList } from '../../monitor/readings/people.js'
import type { QueueInList, QueueTold, WorkerFilter, WorkersTold } from '../../monitor/readings/places.js'
import type { PolicyTold, WhatIf } from '../../monitor/readings/policy.js'
import type { TaskFilter, TaskInList, TaskTold } from '../../monitor/readings/tasks.js'
import type { Asking, MonitorSource } from '../../monitor/source.js'
import { datasetPage, networkTold } from './live-data.js'
import { errorsTold } from './live-errors.js'
import { jobsPage, jobTold } from './live-jobs.js'
import { overview } from './live-overview.js'
import type { LiveParts } from './live-parts.js'
import { shareList, userList } from './live-people.js'
import { queueList, queueTold, workersAsked } from './live-places.js'
import { policyTold, whatIf } from './live-policy.js'
import { tasksPage, taskTold } from './live-tasks.js'

/** What the monitor reads of a live server: as it is now, and the courses of the last days. Users see their own jobs and tasks. */
export class LiveSource implements MonitorSource {
  constructor(private readonly parts: LiveParts) {}

  about(): Promise<About> {
    const { door, title, version } = this.parts
    return door.ask((core, now) => ({
      world: 'live',
      title,
      provenance: [
        { name: 'version', value: version },
        { name: 'policy', value: core.policy.name },
        { name: 'grid', value: `${core.state.grid.sites.length} sites, ${core.state.grid.queues.length} queues` },
        { name: 'journal', value: `${core.state.journal.facts} facts, hash ${core.state.journal.hash()}` },
        ...changedOf(core.state.changedConstants),
      ],
      assumptions: [],
      originMilliseconds: door.bornMilliseconds,
      now,
      from: now,
      opensAt: now,
      hasPast: false,
      runs: [],
    }))
  }

  overview(asking: Asking, windowSeconds: number): Promise<Overview> {
    return overview(this.parts, asking, windowSeconds)
  }

  jobs(asking: Asking, filter: JobFilter): Promise<Page<JobInList>> {
    return jobsPage(this.parts, asking, filter)
  }

  job(asking: Asking, id: number): Promise<JobTold | undefined> {
    return jobTold(this.parts, asking, id)
  }

  tasks(asking: Asking, filter: TaskFilter): Promise<Page<TaskInList>> {
    return tasksPage(this.parts, asking, filter)
  }

  task(asking: Asking, number: number): Promise<TaskTold | undefined> {
    return taskTold(this.parts, asking, number)
  }

  queues(): Promise<readonly QueueInList[]> {
    return queueList(this.parts)
  }

  queue(asking: Asking, name: string): Promise<QueueTold | undefined> {
    return queueTold(this.parts, asking, name)
  }

  shares(): Promise<readonly ShareInList[]> {
    return shareList(this.parts)
  }

  users(asking: Asking): Promise<readonly UserInList[]> {
    return userList(this.parts, asking)
  }

  network(): Promise<NetworkTold> {
    return networkTold(this.parts)
  }

  datasets(asking: Asking, filter: DatasetFilter): Promise<Page<DatasetInList>> {
    return datasetPage(this.parts, asking, filter)
  }

  workers(asking: Asking, filter: WorkerFilter): Promise<WorkersTold> {
    return workersAsked(this.parts, asking, filter)
  }

  errors(asking: Asking, windowSeconds: number): Promise<ErrorsTold> {
    return errorsTold(this.parts, asking, windowSeconds)
  }

  policy(asking: Asking): Promise<PolicyTold> {
    return policyTold(this.parts, asking)
  }

  whatIf(asking: Asking, constant: string, value: number): Promise<WhatIf | undefined> {
    return whatIf(this.parts, asking, constant, value)
  }
}

/** Constants that were given another value while the server ran. */
function changedOf(changed: Readonly<Record<string, number>>): About['provenance'] {
  const words = Object.entries(changed).map(([name, value]) => `${name} ${value}`)
  return words.length === 0 ? [] : [{ name: 'changed since the start', value: words.join(', ') }]
}
