import { join } from 'node:path'
import type { Asking } from '../../../monitor/source.js'
import { JobLogs } from '../../api/job-logs.js'
import { WorkerBook } from '../../panda/worker-book.js'
import { type ApiStage, apiStage } from '../../testing/api-stage.js'
import type { StageDoorParts } from '../../testing/stage-door.js'
import { Census } from '../census.js'
import { LiveSource } from '../live-source.js'
import { MonitorHistory } from '../monitor-history.js'

/** The API's stage with a source of the monitor's over the same host. */
export interface SourceStage extends ApiStage {
  readonly source: LiveSource
  readonly history: MonitorHistory
  readonly workers: WorkerBook
  /** Who asks: somebody who sees all, and two users. */
  readonly asAll: Asking
  readonly asAlice: Asking
  readonly asBob: Asking
}

export async function sourceStage(given?: StageDoorParts): Promise<SourceStage> {
  const stage = await apiStage({}, given)
  const { door, folder } = stage
  const history = new MonitorHistory(door)
  history.begin()
  const workers = new WorkerBook(
    (rows) => door.keep(rows),
    () => door.bornMilliseconds + 1_000 * door.time,
  )
  const logs = new JobLogs(join(folder, 'logs'), 1_000_000)
  const source = new LiveSource({
    ...{ door, workers, logs, history },
    ...{ census: new Census(door), title: 'stage', version: '0' },
  })
  const asking = (user: string, isAll: boolean): Asking => ({
    viewer: { user, seesAll: isAll, mayAdminister: false },
    at: 0,
  })
  return {
    ...stage,
    ...{ source, history, workers },
    ...{ asAll: asking('paula', true), asAlice: asking('alice', false), asBob: asking('bob', false) },
    close: async () => {
      await history.end()
      await stage.close()
    },
  }
}

/** Has pilots take jobs at a queue and end them, one by one. @returns their PandaIDs */
export async function runJobs(
  { clients, door }: Pick<SourceStage, 'clients' | 'door'>,
  queue: string,
  outcomes: readonly ('finished' | 'failed' | 'running')[],
  seconds = 60,
): Promise<number[]> {
  const ids: number[] = []
  for (const outcome of outcomes) {
    const { job } = await clients.pilot.call('POST /pilots/ask', { body: { queue, cores: 1 } })
    if (job === null) throw new Error(`there is no job at ${queue}`)
    ids.push(job.id)
    await clients.pilot.call('POST /jobs/:id/started', { params: { id: job.id } })
    if (outcome === 'running') continue
    door.time += seconds
    const errorCode = outcome === 'failed' ? 1305 : 0
    await clients.pilot.call('POST /jobs/:id/ended', { params: { id: job.id }, body: { outcome, errorCode } })
  }
  return ids
}
