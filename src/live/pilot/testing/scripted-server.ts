import type { Acknowledgement, Dispatch } from '../../door.js'
import type { JobEnding, PilotRequest, PilotServer } from '../pilot-server.js'

/** A server in memory for stories of pilots: it goes away, loses answers and forgets jobs when it is told to. */
export class ScriptedServer implements PilotServer {
  /** Jobs that wait, and the one each worker has got last while nothing was heard of it. */
  readonly waiting: Dispatch[] = []
  readonly sent = new Map<string, Dispatch>()
  /** What was applied, such as `1 started`, in order; heartbeats and logs apart. */
  readonly story: string[] = []
  readonly endings = new Map<number, JobEnding>()
  readonly logs = new Map<number, string>()
  readonly requests: PilotRequest[] = []
  heartbeats = 0
  calls = 0
  isAway = false
  /** So many of the next answers get lost after they were applied. */
  answersToLose = 0
  /** So many of the next calls get lost before they are applied. */
  callsToDrop = 0
  readonly forgotten = new Set<number>()
  /** Jobs whose pilots are told to kill them. */
  readonly toBeKilled = new Set<number>()
  /** Called with each call that arrives, before it is applied. */
  onCall: (call: string) => void = () => undefined

  ask(request: PilotRequest): Promise<Dispatch | undefined> {
    return this.answer('ask', () => {
      this.requests.push(request)
      const again = this.sent.get(request.worker)
      if (again !== undefined && !this.forgotten.has(again.id)) return { ...again, isRepeated: true }
      const job = this.waiting.shift()
      if (job === undefined) return undefined
      this.sent.set(request.worker, job)
      this.story.push(`${job.id} sent`)
      return job
    })
  }

  started(id: number): Promise<Acknowledgement> {
    return this.answer(`started`, () => this.hear(id, 'started'))
  }

  heartbeat(id: number): Promise<Acknowledgement> {
    return this.answer('heartbeat', () => {
      this.heartbeats++
      return { known: !this.forgotten.has(id), ...(this.toBeKilled.has(id) && { command: 'debug,tobekilled' }) }
    })
  }

  ended(id: number, outcome: JobEnding['outcome'], errorCode: number, words: string): Promise<void> {
    return this.answer('ended', () => {
      if (this.endings.has(id)) return
      this.hear(id, errorCode === 0 ? outcome : `${outcome} ${errorCode}`)
      this.endings.set(id, { outcome, errorCode, words })
    })
  }

  log(id: number, text: string): Promise<void> {
    return this.answer('log', () => {
      this.logs.set(id, text)
    })
  }

  private hear(id: number, what: string): Acknowledgement {
    for (const [worker, job] of this.sent) if (job.id === id) this.sent.delete(worker)
    this.story.push(`${id} ${what}`)
    return { known: !this.forgotten.has(id) }
  }

  private async answer<T>(call: string, apply: () => T): Promise<T> {
    this.calls++
    await Promise.resolve()
    this.onCall(call)
    if (this.isAway) throw new Error('connection refused')
    if (this.callsToDrop > 0) {
      this.callsToDrop--
      throw new Error('connection reset')
    }
    const answer = apply()
    if (this.answersToLose <= 0) return answer
    this.answersToLose--
    throw new Error('connection reset')
  }
}

/** A job that runs a line of the shell, or this specification. */
export function jobOf(id: number, specification: string | Record<string, unknown>, walltimeSeconds = 0): Dispatch {
  const own = typeof specification === 'string' ? { command: ['sh', '-c', specification] } : specification
  return {
    ...{ id, task: 7, taskName: 'story', ordinal: id, attempt: 1, queue: 'BNL', cores: 1, walltimeSeconds },
    ...{ user: 'ada', specs: { own: JSON.stringify(own) }, isRepeated: false },
  }
}
