import { setTimeout as sleep } from 'node:timers/promises'
import type { PandaId } from '../../model/units.js'
import { anySignal } from '../any-signal.js'
import type { Acknowledgement, Dispatch } from '../door.js'
import { type JobEnding, type PilotRequest, type PilotServer, ServerRefusal } from './pilot-server.js'

/** How a pilot waits for a server that is away, in milliseconds. */
export interface Patience {
  /** The first wait; each following one is twice as long, up to the longest. A part is drawn by lot, so that pilots spread. */
  readonly firstMilliseconds: number
  readonly longestMilliseconds: number
  /** After so long without any answer the server is given up. */
  readonly limitMilliseconds: number
  /** One call may take so long. */
  readonly callMilliseconds: number
}

/** The server was away for longer than the pilot waits. */
export class ServerAway extends Error {}

/** Repeats calls until the server answers, refuses, or is given up. */
export class PatientServer {
  constructor(
    private readonly server: PilotServer,
    private readonly patience: Patience,
  ) {}

  /**
   * Waits for the answer to a question that is under way when the pilot must stop: it may bring a job that is ours then.
   * @param limitMilliseconds after so long without any answer the server is given up
   */
  ask(request: PilotRequest, stop: AbortSignal, limitMilliseconds: number): Promise<Dispatch | undefined> {
    return this.repeated(() => this.inTime(this.server.ask(request)), stop, limitMilliseconds)
  }

  started(id: PandaId, stop: AbortSignal): Promise<Acknowledgement> {
    return this.repeated(() => this.inTime(this.server.started(id), stop), stop)
  }

  heartbeat(id: PandaId, stop: AbortSignal): Promise<Acknowledgement> {
    return this.repeated(() => this.inTime(this.server.heartbeat(id), stop), stop)
  }

  ended(id: PandaId, { outcome, errorCode, words }: JobEnding, stop: AbortSignal): Promise<void> {
    return this.repeated(() => this.inTime(this.server.ended(id, outcome, errorCode, words), stop), stop)
  }

  log(id: PandaId, text: string, stop: AbortSignal): Promise<void> {
    return this.repeated(() => this.inTime(this.server.log(id, text), stop), stop)
  }

  /**
   * @throws ServerRefusal when the server refuses
   * @throws ServerAway when it was away for too long
   * @throws the signal's reason when the pilot must stop
   */
  private async repeated<T>(
    call: () => Promise<T>,
    stop: AbortSignal,
    limitMilliseconds = this.patience.limitMilliseconds,
  ): Promise<T> {
    const { firstMilliseconds, longestMilliseconds } = this.patience
    const giveUpAt = performance.now() + limitMilliseconds
    for (let wait = firstMilliseconds; ; wait = Math.min(2 * wait, longestMilliseconds)) {
      stop.throwIfAborted()
      try {
        return await call()
      } catch (error) {
        stop.throwIfAborted()
        if (error instanceof ServerRefusal) throw error
        if (performance.now() >= giveUpAt) throw new ServerAway(`the server is away: ${(error as Error).message}`)
      }
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal: stop }).catch(() => undefined)
    }
  }

  /** The answer, unless it takes too long or the pilot must stop. */
  private async inTime<T>(answer: Promise<T>, stop?: AbortSignal): Promise<T> {
    const { callMilliseconds } = this.patience
    const over = new AbortController()
    const signal = stop === undefined ? over.signal : anySignal([over.signal, stop])
    const tooLate = sleep(callMilliseconds, undefined, { signal }).then(() => {
      throw new Error(`no answer within ${callMilliseconds} ms`)
    })
    try {
      return await Promise.race([answer, tooLate])
    } finally {
      over.abort()
      // Whichever loses must not be an error that nobody hears.
      void Promise.allSettled([answer, tooLate])
    }
  }
}
