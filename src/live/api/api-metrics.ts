import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { jobStateNames } from '../../model/job-state.js'
import type { HostDoor } from '../door.js'
import { jobsByState } from './jobs-by-state.js'

/** Bounds of the histogram of request times, seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What the server counts, in the format of Prometheus. Gauges are read when somebody asks. */
export class ApiMetrics {
  /** Streams of facts that are followed now. */
  followers = 0
  private readonly registry = new Registry()
  private readonly requests: Counter
  private readonly seconds: Histogram
  private readonly reports: Counter
  private readonly stopListening: () => void
  private reportsWaiting = 0

  /** @param movedBytes what the data mover has moved so far */
  constructor(
    private readonly door: HostDoor,
    private readonly movedBytes: () => number,
  ) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.requests = new Counter({
      name: 'ailuro_http_requests_total',
      help: 'Requests answered, by route and status.',
      labelNames: ['route', 'status'],
      registers,
    })
    this.seconds = new Histogram({
      name: 'ailuro_http_request_duration_seconds',
      help: 'Time from the head of a request to the end of its answer.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    })
    this.reports = new Counter({
      name: 'ailuro_reports_total',
      help: 'Reports given to the host, by what they tell and whether it took them.',
      labelNames: ['report', 'result'],
      registers,
    })
    const commits = new Counter({ name: 'ailuro_commits_total', help: 'Commits that told facts.', registers })
    this.stopListening = door.onCommit(() => commits.inc())
    this.addGauges(registers)
  }

  /** Counts a request that was answered. */
  answered(route: string, status: number, seconds: number): void {
    this.requests.inc({ route, status })
    this.seconds.observe({ route }, seconds)
  }

  /** The door, with every report counted on its way through. */
  counted(): HostDoor {
    const { door } = this
    const report = async (...args: Parameters<HostDoor['report']>) => {
      const name = args[0].report
      this.reportsWaiting++
      try {
        const answer = await door.report(...args)
        this.reports.inc({ report: name, result: 'taken' })
        return answer
      } catch (error) {
        this.reports.inc({ report: name, result: 'refused' })
        throw error
      } finally {
        this.reportsWaiting--
      }
    }
    return {
      bornMilliseconds: door.bornMilliseconds,
      store: door.store,
      now: () => door.now(),
      ask: (question) => door.ask(question),
      onCommit: (heard) => door.onCommit(heard),
      onAsk: (heard) => door.onAsk(heard),
      close: () => door.close(),
      keep: (rows) => door.keep(rows),
      keptRows: (kind) => door.keptRows(kind),
      rowOf: (id) => door.rowOf(id),
      workerOf: (id) => door.workerOf(id),
      saidOf: (id) => door.saidOf(id),
      get waiting() {
        return door.waiting
      },
      report: report as HostDoor['report'],
    }
  }

  text(): Promise<string> {
    return this.registry.metrics()
  }

  end(): void {
    this.stopListening()
    this.registry.clear()
  }

  private addGauges(registers: Registry[]): void {
    const { door } = this
    const gauge = (name: string, help: string, read: (gauge: Gauge) => Promise<void>, labelNames: string[] = []) =>
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          await read(this)
        },
      })
    gauge('ailuro_reports_waiting', 'Reports that have been given to the host and not been answered.', (it) => {
      it.set(this.reportsWaiting)
      return Promise.resolve()
    })
    gauge(
      'ailuro_jobs',
      'Jobs alive by state.',
      (it) =>
        door.ask(jobsByState).then((counts) => {
          counts.forEach((jobs, state) => it.set({ state: jobStateNames[state] }, jobs))
        }),
      ['state'],
    )
    gauge('ailuro_tasks', 'Tasks alive.', async (it) => it.set(await door.ask((core) => core.state.tasks.alive)))
    gauge('ailuro_moved_bytes', 'Bytes that the data mover has moved since the server began.', (it) => {
      it.set(this.movedBytes())
      return Promise.resolve()
    })
    gauge('ailuro_store_bytes', 'Size of the store.', async (it) => it.set((await door.store.size()).bytes))
    gauge('ailuro_store_facts', 'Facts in the store.', async (it) => it.set((await door.store.size()).facts))
  }
}
