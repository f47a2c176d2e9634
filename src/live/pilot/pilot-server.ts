import type { PandaId, Seconds } from '../../model/units.js'
import type { Acknowledgement, Dispatch } from '../door.js'

/** What a pilot says of itself when it asks for a job. */
export interface PilotRequest {
  readonly queue: string
  readonly cores: number
  /** False when it asks again after a job. */
  readonly first: boolean
  /** Its own name: when the answer was lost and it asks again, it gets the same job again. */
  readonly worker: string
  readonly memoryMB: number
  readonly scratchMB: number
  /** What is left of its slot's life. */
  readonly remainingSeconds: Seconds
}

/** How a job ended, as its pilot reports it. */
export interface JobEnding {
  readonly outcome: 'finished' | 'failed'
  /** One of PilotError; 0: none. */
  readonly errorCode: number
  /** Why, for people; empty when it finished. */
  readonly words: string
}

/**
 * What the pilot needs of the server. Every call may be repeated with the same arguments, since an answer can get lost. A call
 * fails with ServerRefusal when repeating it is of no use; with any other error the server counts as away.
 */
export interface PilotServer {
  ask(request: PilotRequest): Promise<Dispatch | undefined>
  /** The payload begins. */
  started(id: PandaId): Promise<Acknowledgement>
  heartbeat(id: PandaId): Promise<Acknowledgement>
  ended(id: PandaId, outcome: JobEnding['outcome'], errorCode: number, words: string): Promise<void>
  /** The log as far as it was kept, in the place of what was sent before. */
  log(id: PandaId, text: string): Promise<void>
}

/** The server heard and will not do it: what is asked for is wrong, or not allowed. */
export class ServerRefusal extends Error {}
