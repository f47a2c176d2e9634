import { createHash } from 'node:crypto'
import { ApiProblem } from '../api/api-problem.js'
import { taskOf } from '../../brokerage/testing/stage.js'
import type { Submitted } from '../door.js'
import { callOf, type PandaCall, statesOf, submittingJobs, tellingOfWorker } from '../faults/panda-calls.js'
import type { Envelope } from '../panda/answer.js'
import type { Draws } from './draws.js'
import { longQueues } from './long-core.js'
import { note, readLastStarts } from './notes.js'
import type { PandaCaller } from './panda-caller.js'
import type { People, UntilHeard, WantedTask } from './people.js'

/** How many of the last sandboxes are looked at, and from how many of the last starts one job is chosen that is to end. */
const LAST = 3
const LAST_STARTS = 30
const MOST_BYTES = 60_000

/** People at PanDA's wire: they submit tasks and jobs, end them, upload sandboxes, and there is a Harvester. */
export class PandaPeople implements People {
  readonly promises = { jobs: [] as { ids: readonly number[]; task: number }[], workers: [] as string[] }
  readonly counts = { 'jobs submitted singly': 0, 'jobs to be ended': 0, 'sandboxes uploaded': 0, 'workers told of': 0 }
  private readonly sandboxes: number[] = []

  /** @param notes file that pilots append to */
  constructor(
    private readonly caller: PandaCaller,
    private readonly notes: string,
    private readonly draws: Draws,
  ) {}

  async submit({ name, jobs }: WantedTask): Promise<number> {
    const task = taskOf({ name, jobs, memoryMBPerCore: 100 })
    const call = callOf({ report: 'submit', task, specs: [] }) as PandaCall<Submitted>
    return (await this.caller.call(call)).task
  }

  async kill(task: number): Promise<void> {
    await this.caller.call(callOf({ report: 'killTask', task })!)
  }

  doMore(number: number, untilHeard: UntilHeard): Promise<void> {
    const deeds = [this.submitJobs, this.endJob, this.upload, this.tellOfWorker]
    return deeds[number % deeds.length].call(this, number, untilHeard)
  }

  async taskName(task: number): Promise<string | undefined> {
    return this.caller.call({
      name: 'getTaskDetailedInfo',
      given: () => ({ task }),
      read: (body) => (body as { data: { taskName?: string } | null }).data?.taskName,
    })
  }

  async jobState(id: number): Promise<string | undefined> {
    const [state] = await this.caller.call(statesOf([id]))
    return state
  }

  async look(which: 'last' | 'all'): Promise<string[]> {
    const faults: string[] = []
    for (const number of this.sandboxes.slice(which === 'last' ? -LAST : 0)) {
      const { status, content } = await this.caller.fetch(`/cache/${sandboxName(number)}`)
      if (status >= 500) throw new ApiProblem(status, 'the server goes away')
      const isSame = status === 200 && content.equals(contentOf(number))
      if (!isSame) faults.push(`sandbox ${number} was uploaded, and is answered ${status} with ${content.length} bytes`)
    }
    return faults
  }

  private async submitJobs(_: number, untilHeard: UntilHeard): Promise<void> {
    const queue = longQueues[this.draws.below(longQueues.length)]
    const call = submittingJobs(1 + this.draws.below(3), queue)
    this.promises.jobs.push(await untilHeard(() => this.caller.call(call)))
    this.counts['jobs submitted singly'] = this.promises.jobs.reduce((sum, { ids }) => sum + ids.length, 0)
  }

  /** A job that runs is to be ended by its pilot, which is told so, by one of two methods. */
  private async endJob(number: number, untilHeard: UntilHeard): Promise<void> {
    const started = readLastStarts(this.notes, LAST_STARTS)
    if (started.length === 0) return
    const { id } = started[this.draws.below(started.length)]
    const killing: PandaCall<boolean> = {
      name: 'killJobs',
      given: () => ({ ids: [id] }),
      read: (body, family) => (family === 'v1' ? (body as { data: boolean[] }).data : (body as boolean[]))[0],
    }
    const commanding: PandaCall<boolean> = {
      name: 'setCommand',
      given: () => ({ job: id, command: 'tobekilled' }),
      read: (body) => (body as Envelope).success,
    }
    note(this.notes, ['unwanted', id])
    const isTaken = await untilHeard(() => this.caller.call(number % 8 < 4 ? killing : commanding))
    if (!isTaken) return
    note(this.notes, ['doomed', id])
    this.counts['jobs to be ended']++
  }

  private async upload(number: number, untilHeard: UntilHeard): Promise<void> {
    const place = number % 8 < 4 ? '/server/panda/putFile' : '/api/v1/file_server/upload_cache_file'
    await untilHeard(async () => {
      const body = new FormData()
      body.set('file', new Blob([Uint8Array.from(contentOf(number))]), sandboxName(number))
      const { status, text } = await this.caller.send(place, { method: 'POST', body })
      if (status !== 200) throw new ApiProblem(status, `the upload of ${sandboxName(number)}: ${text}`)
      // An answer was lost: it is there, and may not be written over.
      const isKept = text === 'True' || text.includes('"success":true') || text.includes('there is one of this name')
      if (!isKept) throw new ApiProblem(400, `the upload of ${sandboxName(number)}: ${text}`)
    })
    this.sandboxes.push(number)
    this.counts['sandboxes uploaded']++
  }

  private async tellOfWorker(number: number, untilHeard: UntilHeard): Promise<void> {
    const word = `node-${number}.`
    await untilHeard(() => this.caller.call(tellingOfWorker(number, word)))
    this.promises.workers.push(word)
    this.counts['workers told of']++
  }
}

function sandboxName(number: number): string {
  return `jobO.${number}.tar.gz`
}

/** Bytes that only this number has. */
function contentOf(number: number): Buffer {
  const seed = createHash('sha256').update(String(number)).digest()
  return Buffer.alloc(1 + (seed.readUInt32LE(0) % MOST_BYTES), seed)
}
