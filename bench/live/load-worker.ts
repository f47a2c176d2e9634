/** The load of the live bench, in a process of its own: pilots on connections that stay open, and whoever submits their jobs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Line } from './line.js'
import { type PilotWireName, pilotWires } from './pilot-wire.js'

/** What the load is to be. */
export interface LoadOrder {
  readonly url: string
  readonly token: string
  readonly connections: number
  readonly queues: number
  /** Whether each request has a connection of its own. */
  readonly closes: boolean
  /** Asks a second of all pilots together; 0: as many as there can be. */
  readonly asksPerSecond: number
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Jobs that wait at each moment. */
  readonly backlog: number
  /** How the pilots talk. */
  readonly wire: PilotWireName
}

/** What came of it. */
export interface LoadResult {
  /** Jobs that ended, and requests that were answered, in the time that was measured. */
  readonly jobs: number
  readonly requests: number
  readonly seconds: number
  readonly getJobP50Millis: number
  readonly getJobP99Millis: number
  /** Jobs whose end was acknowledged, and those of which that is not known, over the whole time. */
  readonly acknowledged: number
  readonly inDoubt: number
  readonly submitted: number
  readonly cpuSeconds: number
}

const SPECS_IN_TASK = 100
/** Bytes of a job's specification, at least. */
const SPEC_BYTES = 2048

process.once('message', (order: LoadOrder) => {
  void new Load(order).run().then((result) => process.send?.(result, () => process.disconnect()))
})

class Load {
  private submitted = 0
  private dispatched = 0
  private acknowledged = 0
  private inDoubt = 0
  private jobs = 0
  private requests = 0
  private isMeasuring = false
  private hasEnded = false
  private readonly askMillis: number[] = []

  constructor(private readonly order: LoadOrder) {}

  async run(): Promise<LoadResult> {
    const { connections, warmUpSeconds, seconds } = this.order
    const submitting = this.submit()
    const pilots = Array.from({ length: connections }, (_, i) => this.pilot(i))
    await sleep(warmUpSeconds * 1000)
    this.isMeasuring = true
    const started = performance.now()
    const cpu = process.cpuUsage()
    await sleep(seconds * 1000)
    this.isMeasuring = false
    const took = (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(cpu)
    this.hasEnded = true
    await Promise.all([submitting, ...pilots])
    this.askMillis.sort((one, other) => one - other)
    return {
      jobs: this.jobs,
      requests: this.requests,
      seconds: took,
      getJobP50Millis: quantile(this.askMillis, 0.5),
      getJobP99Millis: quantile(this.askMillis, 0.99),
      acknowledged: this.acknowledged,
      inDoubt: this.inDoubt,
      submitted: this.submitted,
      cpuSeconds: (user + system) / 1e6,
    }
  }

  /** Keeps so many jobs waiting. */
  private async submit(): Promise<void> {
    const line = new Line(this.order.url, this.order.token, false)
    while (!this.hasEnded) {
      if (this.submitted - this.dispatched >= this.order.backlog) {
        await sleep(5)
        continue
      }
      const specs = Array.from({ length: SPECS_IN_TASK }, (_, i) => specOf(this.submitted + i))
      const { status } = await line.post('/api/ailuro/v1/tasks', JSON.stringify({ specs, share: 'bench' }))
      if (status === 201) this.submitted += SPECS_IN_TASK
      else await sleep(20)
    }
    line.close()
  }

  /** A pilot: asks, starts, ends, without end. */
  private async pilot(number: number): Promise<void> {
    const { url, token, closes, queues, asksPerSecond, connections } = this.order
    const line = new Line(url, token, closes)
    const period = asksPerSecond === 0 ? 0 : (1000 * connections) / asksPerSecond
    let due = performance.now() + (period * number) / connections
    const turn = { worker: number, queue: number % queues }
    while (!this.hasEnded) {
      if (period > 0) {
        await sleep(Math.max(0, due - performance.now()))
        due += period
      }
      await this.oneJob(line, turn)
    }
    line.close()
  }

  private async oneJob(line: Line, turn: { readonly worker: number; queue: number }): Promise<void> {
    const wire = pilotWires[this.order.wire]
    const began = performance.now()
    // Jobs are spread over the queues by chance: who finds none looks at the next.
    const answer = await wire.ask(line, `Q${turn.queue}`, turn.worker)
    if (this.isMeasuring) {
      this.askMillis.push(performance.now() - began)
      this.requests++
    }
    const id = wire.idIn(answer)
    if (id === undefined) {
      turn.queue = (turn.queue + 1) % this.order.queues
      await sleep(2)
      return
    }
    this.dispatched++
    await wire.started(line, id)
    this.inDoubt++
    if (!wire.isHeard(await wire.ended(line, id))) return
    this.inDoubt--
    this.acknowledged++
    if (!this.isMeasuring) return
    this.requests += 2
    this.jobs++
  }
}

/** A specification that no other job has. */
function specOf(number: number): object {
  const command = ['sh', '-c', `run --events ${number}`]
  const filling = `${number}-`.repeat(Math.ceil(SPEC_BYTES / `${number}-`.length))
  return { command, environment: { SEED: String(number), FILLING: filling } }
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN
}
