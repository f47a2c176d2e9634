import type { Seconds } from '../model/units.js'
import type { About, Page, Viewer } from './readings/about.js'
import type { DatasetFilter, DatasetInList, NetworkTold } from './readings/data.js'
import type { ErrorsTold } from './readings/errors.js'
import type { JobFilter, JobInList, JobTold } from './readings/jobs.js'
import type { Overview } from './readings/overview.js'
import type { ShareInList, UserInList } from './readings/people.js'
import type { NotTold } from './readings/not-told.js'
import type { QueueInList, QueueTold, WorkerFilter, WorkersTold } from './readings/places.js'
import type { PolicyTold, WhatIf } from './readings/policy.js'
import type { TaskFilter, TaskInList, TaskTold } from './readings/tasks.js'

/** Who asks, and about which moment. */
export interface Asking {
  readonly viewer: Viewer
  /** The moment; a source without a past answers for the present. */
  readonly at: Seconds
}

/**
 * What the pages read: a live server, or one run of a results folder. Times are seconds of the core, bytes are bytes. What is not
 * there, or is not for the viewer, is undefined; what takes long to find comes later. Nothing is changed by it.
 */
export interface MonitorSource {
  about(): Promise<About>
  /** @param windowSeconds for how long back the courses go */
  overview(asking: Asking, windowSeconds: Seconds): Promise<Overview>
  jobs(asking: Asking, filter: JobFilter): Promise<Page<JobInList>>
  job(asking: Asking, id: number): Promise<JobTold | undefined>
  tasks(asking: Asking, filter: TaskFilter): Promise<Page<TaskInList>>
  task(asking: Asking, number: number): Promise<TaskTold | undefined>
  queues(asking: Asking): Promise<readonly QueueInList[]>
  queue(asking: Asking, name: string): Promise<QueueTold | undefined>
  shares(asking: Asking): Promise<readonly ShareInList[]>
  users(asking: Asking): Promise<readonly UserInList[]>
  network(asking: Asking): Promise<NetworkTold>
  datasets(asking: Asking, filter: DatasetFilter): Promise<Page<DatasetInList> | NotTold>
  workers(asking: Asking, filter: WorkerFilter): Promise<WorkersTold | NotTold>
  errors(asking: Asking, windowSeconds: Seconds): Promise<ErrorsTold>
  policy(asking: Asking): Promise<PolicyTold>
  /** @returns undefined when there is no such constant, or it cannot have this value */
  whatIf(asking: Asking, constant: string, value: number): Promise<WhatIf | NotTold | undefined>
}
