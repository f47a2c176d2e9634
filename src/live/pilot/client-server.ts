import { ApiProblem } from '../api/api-problem.js'
import type { Client } from '../api/client.js'
import type { Acknowledgement, Dispatch } from '../door.js'
import { type JobEnding, type PilotRequest, type PilotServer, ServerRefusal } from './pilot-server.js'

/** Statuses after which it is of use to ask again: nobody answered, too slow, too often. So it is when the server is ill. */
const LATER = [0, 408, 429]

/** The server as a pilot needs it, by the API. */
export class ClientServer implements PilotServer {
  private client: Client

  /** @param connect makes a client; called again when nobody answers, as the server may have moved */
  constructor(private readonly connect: () => Client) {
    this.client = connect()
  }

  async ask(request: PilotRequest): Promise<Dispatch | undefined> {
    const { job } = await this.told((client) => client.call('POST /pilots/ask', { body: request }))
    return job ?? undefined
  }

  started(id: number): Promise<Acknowledgement> {
    return this.told((client) => client.call('POST /jobs/:id/started', { params: { id } }))
  }

  heartbeat(id: number): Promise<Acknowledgement> {
    return this.told((client) => client.call('POST /jobs/:id/heartbeat', { params: { id } }))
  }

  async ended(id: number, outcome: JobEnding['outcome'], errorCode: number): Promise<void> {
    const body = { outcome, errorCode }
    await this.told((client) => client.call('POST /jobs/:id/ended', { params: { id }, body }))
  }

  async log(id: number, text: string): Promise<void> {
    await this.told((client) => client.call('PUT /jobs/:id/log', { params: { id }, body: text }))
  }

  close(): void {
    this.client.close()
  }

  private async told<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const { client } = this
    try {
      return await call(client)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (error.status < 500 && !LATER.includes(error.status)) throw new ServerRefusal(error.message)
      if (error.status === 0 && client === this.client) this.moveOn()
      throw error
    }
  }

  /** Calls that still wait for the old client fail with it, and are made again. */
  private moveOn(): void {
    this.client.close()
    this.client = this.connect()
  }
}
