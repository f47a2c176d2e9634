/** Scenarios put together in code, for tests: small grids, lists of tasks, and what to watch in a run. */
import { fileURLToPath } from 'node:url'
import type { Reports, TaskSubmission } from '../../brokerage/ports.js'
import { Fact, type FactListener } from '../../model/journal.js'
import { JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import type { Seconds } from '../../model/units.js'
import { plainBatch } from '../batch-system.js'
import { type GridSpec, openQueue, type SiteSpec } from '../grid-spec.js'
import { type Plans, Recorded } from '../plans.js'
import type { Passage, Scenario, SimulateOptions } from '../simulate.js'
import { plainTransfers } from '../transfers.js'
import type { Workload } from '../workload.js'
import { World } from '../world.js'

/** The scenario files that golden journals and parity are tested on. */
export const testScenarios = [
  'failures',
  'outage',
  'multi-core',
  'troubles',
  'replay',
  'factory',
  'harvester',
  'as-recorded',
] as const

/** The checkout: tests run compiled, four folders below it. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Path of one of `testScenarios`. */
export function testScenario(name: (typeof testScenarios)[number]): string {
  return `${root}scenarios/tests/${name}.yaml`
}

/** A task of a list: the time, what differs from a plain one-job task, and how its jobs run. */
export interface ListedTask extends Partial<TaskSubmission> {
  at: Seconds
  /** Wall time of its jobs at reference core power. */
  run: Seconds
  recorded?: Recorded
}

/** Tasks in the order of a list. Those without a name are rows of one trace-like task. */
export class ListWorkload implements Workload {
  readonly assumptions: readonly string[] = []
  private position = 0

  constructor(
    private readonly tasks: readonly ListedTask[],
    private readonly datasets: readonly { readonly name: string; readonly sites: readonly string[] }[] = [],
  ) {}

  begin(reports: Reports): void {
    for (const { name, sites } of this.datasets) reports.datasetKnown(0, name, 1e12, sites)
  }

  nextAt(): Seconds {
    return this.position < this.tasks.length ? this.tasks[this.position].at : Infinity
  }

  more(): Promise<void> {
    return Promise.reject(new Error('a list has nothing to read'))
  }

  submitNext(reports: Reports, plans: Plans): void {
    const { at, run, recorded = Recorded.nothing, ...task } = this.tasks[this.position]
    const row = reports.submit(at, { ...plainTask, firstOrdinal: this.position, ...task })
    plans.set(row, run, 0, recorded)
    this.position++
  }

  progress(): number {
    return this.position / this.tasks.length
  }
}

const plainTask: TaskSubmission = {
  name: 'list',
  jobs: 1,
  firstOrdinal: 0,
  priority: 500,
  user: 'user',
  group: 'group',
  vo: 'atlas',
  label: 'managed',
  share: 'share',
  cores: 1,
  memoryMBPerCore: 1000,
  baseMemoryMB: 0,
  scratchMB: 0,
  walltimeSeconds: 0,
  hs06Seconds: 0,
  dataset: undefined,
  inputBytes: 0,
  inputFiles: 0,
  outputBytes: 0,
  nucleus: undefined,
  queue: undefined,
  maxAttempts: undefined,
  maxFailures: undefined,
}

/** A site with one open queue of its own name. */
export function siteOf(name: string, cores: number, slots: readonly number[] = [1], corePower = 10): SiteSpec {
  return { name, tier: 2, cores, corePower, queues: [openQueue(name, slots)] }
}

/** A grid of sites where a transfer takes a second and 20 MB/s. */
export function gridSpecOf(...sites: SiteSpec[]): GridSpec {
  return { name: 'list', assumptions: [], sites, network: { latencySeconds: 1, bytesPerSecond: 20e6, links: [] } }
}

/** A scenario without delays, cycles or failures, but for what is said otherwise. */
export function scenarioWith(grid: GridSpec, workload: () => Workload, parts: Partial<Scenario> = {}): Scenario {
  return {
    name: 'list',
    about: '',
    seed: '1',
    policy: 'random',
    constants: { generatorCycleSeconds: 0, pilotCycleSeconds: 0 },
    pilots: { startDelaySeconds: 0, startDelaySpreadSeconds: 0, timefloorSeconds: 0 },
    batch: plainBatch,
    failures: { probability: 0, silentProbability: 0, earlyFraction: 0.5 },
    transfers: plainTransfers,
    incidents: [],
    outages: [],
    stopSeconds: Infinity,
    drainSeconds: Infinity,
    assumptions: [],
    prepare: () => Promise.resolve({ grid, workload: workload() }),
    ...parts,
  }
}

/** Hears every fact of a run, with the state and the world it happens in. */
export function watching(
  hear: (fact: readonly [kind: Fact, at: Seconds, subject: number, a: number, b: number], world: World) => void,
): { through: NonNullable<SimulateOptions['through']>; state: () => State } {
  let state: State | undefined
  return {
    state: () => state!,
    through: (build, orders): Passage => {
      if (!(orders instanceof World)) throw new Error('only a world straight behind the core can be watched')
      const core = build(orders)
      state = core.state
      const listener = (next: FactListener): FactListener => ({
        hear: (kind, at, subject, a, b, c, d, row) => {
          hear([kind, at, subject, a, b], orders)
          next.hear(kind, at, subject, a, b, c, d, row)
        },
      })
      return { reports: core, core, listener }
    },
  }
}

/** Integrates the number of jobs in the system (created, not ended) over time up to a moment. */
export class JobsInSystem {
  jobSeconds = 0
  private jobs = 0
  private since = 0

  hear(kind: Fact, at: Seconds, a: number, to: number, until: Seconds): void {
    const now = Math.min(at, until)
    this.jobSeconds += this.jobs * Math.max(0, now - this.since)
    this.since = Math.max(this.since, now)
    if (kind === Fact.jobCreated) this.jobs++
    if (kind === Fact.jobMoved && to >= JobState.finished) this.jobs--
  }
}
