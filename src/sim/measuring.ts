import { SECONDS_PER_DAY, type Seconds } from '../model/units.js'
import { type GridSpec, totalCores } from './grid-spec.js'
import { MeasuredWindow, type TimeSpan } from './measured-window.js'
import { MetricsCounter } from './metrics.js'
import type { Metrics } from './run-metrics.js'
import type { Distribution, RunResult, RunWindow } from './run-result.js'
import { Sampler } from './sampler.js'
import { ShareWatch } from './share-watch.js'
import { SiteSampler } from './site-sampler.js'
import type { State } from '../model/state.js'
import type { ShareTree } from '../model/share-tree.js'
import type { World } from './world.js'
import type { StillWaiting } from './wait-tally.js'

/** The parts of a result that are measured. */
type Measured = Pick<RunResult, 'series' | 'siteSeries' | 'sites' | 'waitCdf' | 'links' | 'shares' | 'errors'> & {
  readonly metrics: Metrics
  readonly window: RunWindow
}

/** What takes samples now and then, and says when it wants the next. */
interface Taker {
  take(now: Seconds): Seconds
}

/** Pilots that have started so far, and those that came for nothing. */
interface PilotCount {
  readonly started: number
  readonly empty: number
}

/** All that is measured of a run: counted from facts, and sampled now and then. */
export class Measuring {
  readonly counter: MetricsCounter
  private readonly sampler: Sampler
  private readonly siteSampler: SiteSampler
  private readonly shareWatch: ShareWatch
  private readonly window: MeasuredWindow
  private readonly samples: { readonly taker: Taker; at: Seconds }[]
  /** At the edges of the window. */
  private pilotsBefore: PilotCount | undefined
  private pilotsUntil: PilotCount | undefined

  constructor(
    private readonly world: World,
    private readonly state: State,
    private readonly spec: GridSpec,
    tree: ShareTree | undefined,
    window: TimeSpan | undefined,
  ) {
    this.window = new MeasuredWindow(window)
    this.counter = new MetricsCounter(state, this.window, (task) => world.plans.cpuFraction(task))
    const cores = spec.sites.map((site) => site.cores)
    this.sampler = new Sampler(this.counter, () => 1 - world.batch.freeCores() / totalCores(spec))
    this.siteSampler = new SiteSampler(state, {
      cores,
      freeCores: (site) => world.batch.free[site],
      failedAttempts: (site) => this.counter.sites.failedSoFar[site],
    })
    this.shareWatch = new ShareWatch(state, tree, this.window)
    this.samples = [this.sampler, this.siteSampler, this.shareWatch].map((taker: Taker) => ({ taker, at: 0 }))
    world.onLastSubmission = (now) => this.counter.allSubmitted(now)
  }

  /** Takes the samples that are due before anything else happens, and says when the next one is. */
  take(now: Seconds): Seconds {
    let next = this.passEdges(now)
    for (const sample of this.samples) {
      if (now >= sample.at) sample.at = sample.taker.take(now)
      next = Math.min(next, sample.at)
    }
    return next
  }

  /** What has been measured in a run that is over. */
  results(): Measured {
    const { counter, world, spec, state } = this
    const now = world.now
    for (const { taker } of this.samples) taker.take(now)
    counter.stop(now)
    const names = spec.sites.map(({ name }) => name)
    const span = this.window.span(now)
    const capacity = spec.sites.map(({ cores }, site) => {
      return cores * (span.until - span.from - world.outages.compute.secondsIn(site, span.from, span.until))
    })
    const waits = counter.waits.waits()
    const shareUse = counter.shareUse.totals()
    return {
      metrics: this.metrics(span, capacity, waits.distribution()),
      window: this.runWindow(span),
      series: this.sampler.series,
      siteSeries: this.siteSampler.series,
      sites: counter.sites.results(spec.sites, capacity),
      waitCdf: waits.cdf(200),
      links: counter.links.uses(names),
      shares: this.shareWatch.uses(shareUse.subarray(0, state.shares.size)),
      errors: counter.errors.counts(names),
    }
  }

  /** Notes what stands at the edges of the window. Returns the next of them. */
  private passEdges(now: Seconds): Seconds {
    const { window, world } = this
    if (window.isWhole || this.pilotsUntil !== undefined) return Infinity
    if (now < window.from) return window.from
    const { started, empty } = world.lives
    if (this.pilotsBefore === undefined) {
      this.pilotsBefore = { started, empty }
      this.counter.forgetPeaks()
    }
    if (now < window.until) return window.until
    this.pilotsUntil = { started, empty }
    return Infinity
  }

  private runWindow(span: TimeSpan): RunWindow {
    const { tasks } = this.counter
    const { finished, failed, cancelled } = tasks.jobEnds()
    return {
      fromSeconds: span.from,
      untilSeconds: span.until,
      counted: tasks.jobs,
      censored: tasks.jobs - finished - failed - cancelled,
    }
  }

  /** @param capacity core-seconds of each site in the window */
  private metrics(span: TimeSpan, capacity: readonly number[], waitSeconds: Distribution): Metrics {
    const { counter, shareWatch, window } = this
    const { waits, jobs, tasks, attempts } = counter
    const ends = tasks.jobEnds()
    const makespanSeconds = Math.max(0, counter.lastEnd - window.firstSubmission)
    const days = (window.isWhole ? makespanSeconds : span.until - span.from) / SECONDS_PER_DAY
    const coreSeconds = capacity.reduce((sum, ofSite) => sum + ofSite, 0)
    const pilots = this.pilotsInWindow()
    return {
      waitSeconds,
      waitSplit: waits.split(),
      ...jobs.metrics(),
      brokerWaitSeconds: waits.broker.distribution(),
      dataWaitSeconds: waits.data.distribution(),
      slotWaitSeconds: waits.slot.distribution(),
      startWaitSeconds: waits.start.distribution(),
      ...waits.starvation(this.stillWaiting()),
      taskSeconds: tasks.times.distribution(),
      taskTailRatio: tasks.tails.distribution(),
      taskDoneFraction: tasks.doneFraction,
      makespanSeconds,
      finishedJobsPerDay: ratio(counter.finishedInWindow, days),
      utilisationFraction: ratio(counter.sites.busyInWindow(), coreSeconds),
      ...counter.wall.metrics(),
      attemptFailureFraction: ratio(attempts.failed, attempts.failed + attempts.finished),
      jobFailureFraction: ratio(ends.failed + ends.cancelled, ends.finished + ends.failed + ends.cancelled),
      emptyPilotFraction: ratio(pilots.empty, pilots.started),
      pilotsStarted: pilots.started,
      rebrokeringsPerJob: ratio(attempts.closed, tasks.jobs),
      ...counter.data.metrics(),
      ...shareWatch.justice.justice(span.from),
      peakRunningJobs: counter.peakRunning,
      peakWaitingJobs: counter.peakWaiting,
    }
  }

  /** Jobs of the window that have not started, at the end of the run. */
  private stillWaiting(): StillWaiting[] {
    const { state, counter, world } = this
    const { jobs, tasks, kinds } = state
    const waiting: StillWaiting[] = []
    for (let row = jobs.skipEmpty(0); row < jobs.top; row = jobs.skipEmpty(row + 1)) {
      const task = jobs.task(row)
      if (jobs.id(row) === 0 || !Number.isNaN(jobs.firstStartedAt(row)) || !counter.tasks.counts(task)) continue
      waiting.push({
        share: kinds.at(tasks.kind[task]).shareIndex,
        seconds: world.now - tasks.submittedAt[task],
      })
    }
    return waiting
  }

  private pilotsInWindow(): PilotCount {
    const { started, empty } = this.pilotsUntil ?? this.world.lives
    // A window that has not begun has no pilots.
    const before = this.window.isWhole ? { started: 0, empty: 0 } : (this.pilotsBefore ?? { started, empty })
    return { started: started - before.started, empty: empty - before.empty }
  }
}

/** Null of nothing. */
function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
