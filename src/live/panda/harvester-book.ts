import type { KeptRow, RowChange } from '../store/commit.js'

/** Commands that an instance of Harvester may leave waiting. */
const MOST_COMMANDS = 1_000

/** What an instance of Harvester is to do. */
export interface HarvesterCommand {
  readonly number: number
  readonly command: string
  readonly params: unknown
  readonly asksAcknowledgement: boolean
  readonly madeAtMilliseconds: number
  readonly status: 'new' | 'retrieved'
}

/** Workers of a queue by job type, resource type and status. */
export type WorkerCounts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>

/** An instance of Harvester. */
export interface HarvesterInstance {
  readonly name: string
  readonly heardAtMilliseconds: number
  /** What it says of itself: version, when it began. */
  readonly said: Readonly<Record<string, unknown>>
  /** By queue. */
  readonly workers: Readonly<Record<string, WorkerCounts>>
  readonly commands: readonly HarvesterCommand[]
  readonly lastCommand: number
  readonly lastWorker: number
}

/** The instances of Harvester that speak to this server, with what they are to do. */
export class HarvesterBook {
  private readonly instances = new Map<string, HarvesterInstance>()
  private readonly keys = new Map<string, number>()

  /**
   * @param save makes changes last
   * @param rows of kind `harvester`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    private readonly nowMilliseconds: () => number = Date.now,
    rows: readonly KeptRow[] = [],
  ) {
    for (const { key, body } of rows) {
      const instance = JSON.parse(body) as HarvesterInstance
      this.instances.set(instance.name, instance)
      this.keys.set(instance.name, key)
    }
  }

  all(): Iterable<HarvesterInstance> {
    return this.instances.values()
  }

  instance(name: string): HarvesterInstance {
    const usual = { heardAtMilliseconds: 0, said: {}, workers: {}, commands: [], lastCommand: 0, lastWorker: 0 }
    return this.instances.get(name) ?? { name, ...usual }
  }

  /** It is alive; what it says of itself takes the place of what it said before. */
  async heard(name: string, said: Readonly<Record<string, unknown>>): Promise<void> {
    const before = this.instance(name)
    await this.keep({ ...before, heardAtMilliseconds: this.nowMilliseconds(), said: { ...before.said, ...said } })
  }

  /** How many workers it has at a queue. */
  async counted(name: string, queue: string, counts: WorkerCounts): Promise<void> {
    const before = this.instance(name)
    await this.keep({ ...before, workers: { ...before.workers, [queue]: counts } })
  }

  /** Numbers of workers are never given twice. */
  async nextWorker(name: string): Promise<number> {
    const before = this.instance(name)
    const lastWorker = before.lastWorker + 1
    await this.keep({ ...before, lastWorker })
    return lastWorker
  }

  /** Has the instance do something; where too much waits the oldest is dropped. */
  async order(name: string, command: string, params: unknown, asksAcknowledgement = false): Promise<void> {
    const before = this.instance(name)
    const number = before.lastCommand + 1
    const made = { number, command, params, asksAcknowledgement, madeAtMilliseconds: this.nowMilliseconds() }
    const commands = [...before.commands, { ...made, status: 'new' } as const].slice(-MOST_COMMANDS)
    await this.keep({ ...before, commands, lastCommand: number })
  }

  /** Hands over commands that were not handed over before, the oldest first. Those that ask for no acknowledgement are done with. */
  async take(name: string, most: number): Promise<readonly HarvesterCommand[]> {
    const before = this.instance(name)
    const taken = before.commands.filter(({ status }) => status === 'new').slice(0, most)
    if (taken.length === 0) return taken
    const commands = before.commands.flatMap((one): HarvesterCommand[] => {
      if (!taken.includes(one)) return [one]
      return one.asksAcknowledgement ? [{ ...one, status: 'retrieved' }] : []
    })
    await this.keep({ ...before, commands })
    return taken
  }

  /** Commands were done, by whichever instance. */
  async acknowledge(name: string | undefined, numbers: readonly number[]): Promise<void> {
    for (const instance of [...this.instances.values()]) {
      if (name !== undefined && instance.name !== name) continue
      const commands = instance.commands.filter(({ number, status }) => status === 'new' || !numbers.includes(number))
      if (commands.length < instance.commands.length) await this.keep({ ...instance, commands })
    }
  }

  private async keep(instance: HarvesterInstance): Promise<void> {
    const { name } = instance
    const key = this.keys.get(name) ?? Math.max(0, ...this.keys.values()) + 1
    this.keys.set(name, key)
    this.instances.set(name, instance)
    await this.save([{ kind: 'harvester', key, body: JSON.stringify(instance) }])
  }
}
