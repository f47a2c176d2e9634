/** One story with every report there is: a grid in trouble, and a world that tells of it. */
import type { Core } from '../../brokerage/core.js'
import type { Policy } from '../../brokerage/policy.js'
import type { Orders, Reports } from '../../brokerage/ports.js'
import type { Grid } from '../../model/grid.js'
import type { Seconds } from '../../model/units.js'
import { gridOf } from '../../sim/grid-spec.js'
import type { Outage } from '../../sim/outages.js'
import type { Plans } from '../../sim/plans.js'
import type { RunResult } from '../../sim/run-result.js'
import { type SimulateOptions, simulate } from '../../sim/simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith, siteOf } from '../../sim/testing/scenarios.js'
import { plainTransfers } from '../../sim/transfers.js'
import type { Workload } from '../../sim/workload.js'

const HOUR = 3600
const GB = 1e9
export const WEST = 2
export const ARCHIVE = 3

/** Something that the world tells at a time, beside the submissions. */
type Line = readonly [at: Seconds, tell: (reports: Reports, now: Seconds) => unknown]

/** What is told when nobody has listened for ten minutes. */
const gap: Line = [3 * HOUR, (r, now) => r.hearingGap(now, 600)]

/** Datasets on disk and tape whose copies come and go, storage that fills and recovers, links that are measured. */
const lines: readonly Line[] = [
  [0, (r, now) => r.datasetKnown(now, 'hot', 40 * GB, ['HUB', 'EAST'], 40)],
  [0, (r, now) => r.datasetKnown(now, 'cold', 30 * GB, [], 30, ['ARCHIVE'])],
  [0, (r, now) => r.datasetKnown(now, 'rare', 10 * GB, ['WEST'], 10, ['ARCHIVE'])],
  [1 * HOUR, (r, now) => r.storageChanged(now, 'WEST', { freeBytes: GB, totalBytes: 500 * GB, writeLan: false })],
  [1 * HOUR, (r, now) => r.storageChanged(now, 'EAST', { readWan: false })],
  [2 * HOUR, (r, now) => r.replicaGone(now, 'hot', 'EAST', 'primary')],
  [2 * HOUR, (r, now) => r.queueChanged(now, 'WEST', 'test')],
  [3 * HOUR, (r, now) => r.storageChanged(now, 'WEST', { freeBytes: Infinity, writeLan: true })],
  [3 * HOUR, (r, now) => r.queueChanged(now, 'WEST', 'online')],
  [3.1 * HOUR, (r, now) => r.pauseBrokerage(now, true)],
  [3.2 * HOUR, (r, now) => r.reprioritise(now, 19, 1200)],
  [3.3 * HOUR, (r, now) => r.changeLimit(now, 'queueCapJobs', 25)],
  [3.4 * HOUR, (r, now) => r.pauseBrokerage(now, false)],
  [3.5 * HOUR, (r, now) => r.killTask(now, 20)],
  [4 * HOUR, (r, now) => r.storageChanged(now, 'EAST', { readWan: true })],
  [4 * HOUR, (r, now) => r.replicaArrived(now, 'hot', 'EAST', 'cached')],
  [5 * HOUR, (r, now) => r.replicaArrived(now, 'cold', 'HUB', 'primary')],
  [5 * HOUR, (r, now) => r.replicaGone(now, 'cold', 'ARCHIVE', 'tape')],
  [6 * HOUR, (r, now) => r.replicaGone(now, 'rare', 'WEST', 'primary')],
  [7 * HOUR, (r, now) => r.datasetKnown(now, 'rare', 12 * GB, ['EAST'], 12)],
]

/** Every half hour: a figure that changes, and one that is missing now and then. */
const measurements: readonly Line[] = Array.from({ length: 16 }, (_, i): Line => {
  const hourMBps = i % 3 === 0 ? NaN : 5 + i
  return [i * (HOUR / 2), (r, now) => r.linkMeasured(now, 'HUB', 'WEST', { hourMBps, dayMBps: 40 - i, weekMBps: 20 })]
})

/** What is submitted in turn, every ten minutes. */
const sorts: readonly Partial<ListedTask>[] = [
  { dataset: 'hot', inputBytes: 2 * GB, inputFiles: 2, nucleus: 'HUB', outputBytes: GB, outputFiles: 2 },
  { dataset: 'cold', inputBytes: GB, inputFiles: 1, label: 'user', user: 'bob', priority: 1000 },
  { cores: 8, nucleus: 'EAST', outputBytes: 2 * GB, share: 'Wide', rules: { diskIoKBps: 100.1 } },
  { queue: 'WEST', dataset: 'rare', inputBytes: GB, inputFiles: 1, nucleus: 'EAST', outputBytes: GB },
  { queue: 'WEST', dataset: 'hot', inputBytes: GB, inputFiles: 1, processingType: 'merge', maxAttempts: 4 },
  { queue: 'WEST', dataset: 'cold', inputBytes: GB, inputFiles: 1, maxAttempts: 4 },
  { nucleus: 'auto', dataset: 'hot', inputBytes: 2 * GB, inputFiles: 2, outputBytes: GB },
]
const tasks = Array.from({ length: 41 }, (_, i): ListedTask => {
  return {
    at: 600 * i,
    run: HOUR / 2,
    name: `task-${i}`,
    firstOrdinal: 0,
    jobs: 12,
    maxFailures: 2,
    ...sorts[i % sorts.length],
  }
})

/** The submissions, with all else that is told between them. */
class Story implements Workload {
  readonly assumptions = []
  private readonly submissions = new ListWorkload(tasks)
  private readonly lines: Line[]

  constructor(hasGap: boolean) {
    this.lines = [...lines, ...measurements, ...(hasGap ? [gap] : [])].sort(([one], [other]) => one - other)
  }

  begin(): void {
    // The datasets are in the story.
  }

  nextAt(): Seconds {
    return Math.min(this.nextLineAt(), this.submissions.nextAt())
  }

  more(): Promise<void> {
    return this.submissions.more()
  }

  submitNext(reports: Reports, plans: Plans): void {
    if (this.submissions.nextAt() < this.nextLineAt()) this.submissions.submitNext(reports, plans)
    else {
      const [at, tell] = this.lines.shift()!
      tell(reports, at)
    }
  }

  progress(): number {
    return this.submissions.progress()
  }

  private nextLineAt(): Seconds {
    return this.lines[0]?.[0] ?? Infinity
  }
}

const rates = { ingressBytesPerSecond: 100e6, egressBytesPerSecond: 100e6 }
/** Sites that share their connections; the disk of one is too small for what is brought there. */
const grid = gridSpecOf(
  { ...siteOf('HUB', 60, [1, 8]), ...rates },
  { ...siteOf('EAST', 40, [1, 8]), ...rates },
  { ...siteOf('WEST', 20), ...rates, storage: { totalBytes: 65 * GB, usedBytes: 40 * GB } },
  { ...siteOf('ARCHIVE', 8), ...rates },
)

function outageOf(site: string, hour: number, kind: Outage['kind']): Outage {
  return { site, atSeconds: hour * HOUR, forSeconds: HOUR / 2, kind, announced: false, noticeSeconds: 0 }
}

const scenarioOf = (hasGap: boolean) =>
  scenarioWith(grid, () => new Story(hasGap), {
    constants: {
      heartbeatTimeoutSeconds: HOUR,
      assignedTimeoutSeconds: 2 * HOUR,
      watchdogPeriodSeconds: HOUR / 2,
      minFreeStorageGiB: 2,
      singleLevelFreeGiB: 2,
    },
    drainSeconds: 48 * HOUR,
    pilots: { startDelaySeconds: 60, startDelaySpreadSeconds: 600, timefloorSeconds: HOUR / 4 },
    failures: { probability: 0.1, silentProbability: 0.03, earlyFraction: 0.5 },
    transfers: { ...plainTransfers, sigma: 0.5, failureProbability: 0.4, cacheGraceSeconds: 600 },
    outages: [outageOf('EAST', 2.5, 'all'), ...[1.2, 3.2, 4.2, 5.2].map((hour) => outageOf('HUB', hour, 'compute'))],
  })

/** The grid of the story, as it is at its start. */
export const storyGrid = (): Grid => gridOf(grid)

/** Every report there is; one that the core learns to hear must be added, and told in the story. */
export const everyReport: Readonly<Record<keyof Reports, true>> = {
  datasetKnown: true,
  replicaArrived: true,
  replicaGone: true,
  storageChanged: true,
  linkMeasured: true,
  submit: true,
  pilotAsks: true,
  accepted: true,
  started: true,
  heartbeat: true,
  ended: true,
  transferEnded: true,
  queueChanged: true,
  pilotsLost: true,
  kill: true,
  killGently: true,
  killTask: true,
  reprioritise: true,
  pauseBrokerage: true,
  changeLimit: true,
  hearingGap: true,
  advance: true,
  nextDue: true,
}

/** What passes between a world and a core: a person ends some job now and then, and nothing is reported within an order. */
class Border {
  readonly told = new Set<keyof Reports>()
  private starts = 0
  private isOrdering = false

  /** The orders, as the world gets them. */
  orders(world: Orders): Orders {
    const order = (give: () => void): void => {
      this.isOrdering = true
      give()
      this.isOrdering = false
    }
    return {
      transfer: (now, transfer) => order(() => world.transfer(now, transfer)),
      requestPilots: (now, face, pilots) => order(() => world.requestPilots(now, face, pilots)),
    }
  }

  /** The reports, as the core gets them. */
  reports(reports: Reports, core: Core): Reports {
    return new Proxy(reports, {
      get: (_, name: keyof Reports) => {
        if (this.isOrdering) throw new Error(`${name} was reported in the midst of an order: answers come later`)
        this.told.add(name)
        return name === 'started' ? this.startedAndKill(reports, core) : (reports[name].bind(reports) as unknown)
      },
    })
  }

  /** With every twentieth start some job is killed, wherever it stands. */
  private startedAndKill(reports: Reports, { state: { jobs } }: Core): Reports['started'] {
    return (now, job, id) => {
      if (this.starts % 3 === 0) {
        this.told.add('accepted')
        reports.accepted(now, job, id)
      }
      reports.started(now, job, id)
      const other = (++this.starts * 7) % jobs.top
      if (this.starts % 20 > 0 || jobs.id(other) === 0) return
      const kill = this.starts % 40 === 0 ? 'kill' : 'killGently'
      this.told.add(kill)
      reports[kill](now, other, jobs.id(other))
    }
  }
}

type Through = NonNullable<SimulateOptions['through']>

/**
 * Plays the story, recounting everything all along. Returns the result, and which reports were made.
 * @param hasGap whether a gap in hearing is told, which a live host notices by itself
 */
export async function playStory(
  policy: Policy,
  through: Through,
  hasGap = true,
): Promise<{ result: RunResult; told: string[] }> {
  const border = new Border()
  const result = await simulate(scenarioOf(hasGap), {
    policy,
    records: true,
    checkEveryEvents: 500,
    through: (build, world) => {
      const { core, reports, ...passage } = through(build, border.orders(world))
      return { ...passage, core, reports: border.reports(reports, core) }
    },
  })
  return { result, told: [...border.told].sort() }
}
