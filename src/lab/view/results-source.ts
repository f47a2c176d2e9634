import { triedConstant } from '../../brokerage/explain/constants-told.js'
import type { About, Page } from '../../monitor/readings/about.js'
import type { DatasetFilter, DatasetInList, NetworkTold } from '../../monitor/readings/data.js'
import type { ErrorsTold } from '../../monitor/readings/errors.js'
import type { JobFilter, JobInList, JobTold } from '../../monitor/readings/jobs.js'
import type { Overview } from '../../monitor/readings/overview.js'
import type { ShareInList, UserInList } from '../../monitor/readings/people.js'
import type { NotTold } from '../../monitor/readings/not-told.js'
import type { QueueInList, QueueTold, WorkerFilter, WorkersTold } from '../../monitor/readings/places.js'
import type { PolicyTold, WhatIf } from '../../monitor/readings/policy.js'
import type { TaskFilter, TaskInList, TaskTold } from '../../monitor/readings/tasks.js'
import type { Asking, MonitorSource } from '../../monitor/source.js'
import type { Seconds } from '../../model/units.js'
import type { RunChoice } from '../explain/results-reader.js'
import { KeptRun } from './kept-run.js'
import { resultsAbout } from './results-about.js'
import { resultsErrors } from './results-errors.js'
import { resultsJob } from './results-job.js'
import { resultsJobs } from './results-jobs.js'
import { resultsNetwork } from './results-network.js'
import { resultsOverview } from './results-overview.js'
import { resultsShares, resultsUsers } from './results-people.js'
import { resultsPolicy } from './results-policy.js'
import { resultsQueue } from './results-queue.js'
import { resultsQueues } from './results-queues.js'
import { resultsTask } from './results-task.js'
import { resultsTasks } from './results-tasks.js'

/** A recorded run of a results folder as the pages read it: any moment of it, by everybody. It holds the run in memory until it is closed. */
export class ResultsSource implements MonitorSource {
  private constructor(private readonly run: KeptRun) {}

  /**
   * @param told how far the loading is, 0 to 1
   * @throws BadInput when it is no results folder, keeps no records, or none of the run that is meant
   */
  static async open(
    folder: string,
    choice: RunChoice = {},
    told: (fraction: number) => void = () => undefined,
  ): Promise<ResultsSource> {
    return new ResultsSource(await KeptRun.open(folder, choice, told))
  }

  close(): void {
    this.run.close()
  }

  about(): Promise<About> {
    return Promise.resolve(resultsAbout(this.run))
  }

  overview(asking: Asking, windowSeconds: Seconds): Promise<Overview> {
    return resultsOverview(this.run, this.moment(asking), windowSeconds)
  }

  jobs(asking: Asking, filter: JobFilter): Promise<Page<JobInList>> {
    return resultsJobs(this.run, this.moment(asking), filter)
  }

  job(asking: Asking, id: number): Promise<JobTold | undefined> {
    return resultsJob(this.run, this.moment(asking), id)
  }

  tasks(asking: Asking, filter: TaskFilter): Promise<Page<TaskInList>> {
    return Promise.resolve(resultsTasks(this.run, this.moment(asking), filter))
  }

  task(asking: Asking, number: number): Promise<TaskTold | undefined> {
    return resultsTask(this.run, this.moment(asking), number)
  }

  queues(asking: Asking): Promise<readonly QueueInList[]> {
    return Promise.resolve(resultsQueues(this.run, this.moment(asking)))
  }

  queue(asking: Asking, name: string): Promise<QueueTold | undefined> {
    return resultsQueue(this.run, this.moment(asking), name)
  }

  shares(asking: Asking): Promise<readonly ShareInList[]> {
    return Promise.resolve(resultsShares(this.run, this.moment(asking)))
  }

  users(asking: Asking): Promise<readonly UserInList[]> {
    return Promise.resolve(resultsUsers(this.run, this.moment(asking)))
  }

  network(asking: Asking): Promise<NetworkTold> {
    return resultsNetwork(this.run, this.moment(asking))
  }

  async datasets(asking: Asking, filter: DatasetFilter): Promise<Page<DatasetInList> | NotTold> {
    const at = this.moment(asking)
    await this.run.again.wait(at)
    return this.run.again.ask(at, 'datasets', filter)
  }

  async workers(asking: Asking, filter: WorkerFilter): Promise<WorkersTold | NotTold> {
    const at = this.moment(asking)
    await this.run.again.wait(at)
    return this.run.again.ask(at, 'workers', filter)
  }

  errors(asking: Asking, windowSeconds: Seconds): Promise<ErrorsTold> {
    return Promise.resolve(resultsErrors(this.run, this.moment(asking), windowSeconds))
  }

  policy(asking: Asking): Promise<PolicyTold> {
    return resultsPolicy(this.run, this.moment(asking))
  }

  async whatIf(asking: Asking, name: string, value: number): Promise<WhatIf | NotTold | undefined> {
    const constant = triedConstant(name, value)
    if (constant === undefined) return undefined
    const at = this.moment(asking)
    await this.run.again.wait(at)
    return this.run.again.ask(at, 'whatIf', constant, value)
  }

  private moment({ at }: Asking): Seconds {
    return this.run.momentAt(at)
  }
}
