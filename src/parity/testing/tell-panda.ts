import { gzipSync } from 'node:zlib'
import type { Client } from '../../live/api/client.js'
import type { Message } from '../../live/messages.js'
import type { Grid } from '../../model/grid.js'
import { NONE, type PandaId } from '../../model/units.js'
import { tellServer } from './tell-server.js'

type Envelope = { readonly data: unknown }

/** Tells a server by PanDA's wire what pilots and people have to say there, in both families by turns; the rest by its own API. */
export class PandaTeller {
  /** Names of the pilots that have asked at each pseudo-queue. */
  private readonly pilots = new Map<number, string>()
  private asked = 0
  private turns = 0

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly client: Client,
  ) {}

  /** Makes a report over HTTP. @returns PandaID of the job that a pilot got, NONE when it got none */
  async tell(message: Message, grid: Grid): Promise<PandaId> {
    switch (message.report) {
      case 'pilotAsks':
        return this.ask(message, grid)
      case 'accepted':
        return this.update(message.id, 'starting')
      case 'started':
        return this.update(message.id, 'running')
      case 'heartbeat':
        return this.update(message.id, 'holding')
      case 'ended':
        return this.update(message.id, message.outcome, message.errorCode)
      case 'kill':
        return this.done('job/kill', { job_ids: [message.id], code: 9 })
      case 'killGently':
        return this.done('job/kill', { job_ids: [message.id] })
      case 'killTask':
        return this.done('task/kill', { task_id: message.task })
      case 'reprioritise':
        return this.done('task/change_priority', { task_id: message.task, priority: message.priority })
      default:
        return tellServer(this.client, message, grid)
    }
  }

  /** A pilot asks under a name of its own, or under that of one that has asked at its pseudo-queue before. */
  private async ask({ pilot }: Extract<Message, { report: 'pilotAsks' }>, grid: Grid): Promise<PandaId> {
    const { queue, cores } = grid.faces[pilot.face]
    const name = pilot.first ? `${++this.asked}` : (this.pilots.get(pilot.face) ?? `${++this.asked}`)
    this.pilots.set(pilot.face, name)
    const { memoryMB, scratchMB, remainingSeconds: remaining_time } = pilot
    const who = { harvester_id: 'story', worker_id: name, remaining_time }
    if (this.isClassicsTurn()) {
      const asked = { ...who, siteName: queue.name, coreCount: cores, mem: memoryMB, diskSpace: scratchMB }
      const { PandaID = NONE } = (await this.send('/server/panda/getJob', asked)) as { PandaID?: number }
      return PandaID
    }
    const asked = { ...who, site_name: queue.name, core_count: cores, memory: memoryMB, disk_space: scratchMB }
    const { data } = (await this.send('/api/v1/pilot/acquire_jobs', asked)) as Envelope
    return (data as { jobs: { PandaID: number }[] } | null)?.jobs[0].PandaID ?? NONE
  }

  private async update(id: PandaId, state: string, errorCode = 0): Promise<PandaId> {
    if (this.isClassicsTurn()) {
      await this.send('/server/panda/updateJob', { jobId: String(id), state, pilotErrorCode: errorCode })
      return NONE
    }
    return this.done('pilot/update_job', { job_id: id, job_status: state, pilot_error_code: errorCode })
  }

  private async done(path: string, body: object): Promise<PandaId> {
    await this.send(`/api/v1/${path}`, body)
    return NONE
  }

  private isClassicsTurn(): boolean {
    return this.turns++ % 2 === 0
  }

  /** As pilots do: gzip in the classic family, though no header says so. */
  private async send(path: string, values: object): Promise<object> {
    const text = JSON.stringify(values)
    const body = path.startsWith('/server/') ? gzipSync(text) : text
    const type = 'application/json'
    const headers = { 'content-type': type, accept: type, authorization: `Bearer ${this.token}` }
    const answer = await fetch(this.url + path, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as object
  }
}
