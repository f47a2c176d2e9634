import { keyOf, type Seed, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import { BadTimes, type BadTimesSpec } from './bad-times.js'
import { EARLY_PART, FailurePhases, type PhaseShares, publishedShares } from './failure-phases.js'
import { Fate } from './pilot-table.js'
import { logNormal, logNormalMeanOverMedian } from './samplers.js'

/** What differs at a site or for a kind of work. */
export interface Risk {
  /** How many times as often attempts fail. */
  readonly factor: number
  /** Part of the failures that are early; undefined: as elsewhere. */
  readonly earlyFraction?: number | undefined
}

/** A kind of work by what is said of it; what is undefined may be anything. */
export interface KindRisk extends Risk {
  readonly label?: string | undefined
  readonly share?: string | undefined
  readonly processingType?: string | undefined
}

/** How often and how attempts fail. Probabilities are for each attempt, at a sound site. */
export interface FailureSpec {
  /** The pilot reports a failure. */
  readonly probability: number
  /** The pilot falls silent instead of reporting anything. */
  readonly silentProbability: number
  /** Part of the failures that come in the first tenth of the run; the others come any time later. */
  readonly earlyFraction: number
  /** Sites have good and bad times; undefined: only good ones. */
  readonly badTimes?: BadTimesSpec | undefined
  /** Spread of the logarithm of what sites multiply the probabilities by, which is 1 on average. */
  readonly siteSigma?: number
  /** Sites of which more is known. */
  readonly sites?: readonly (Risk & { readonly site: string })[]
  /** Kinds of work of which more is known; the first that fits counts. */
  readonly kinds?: readonly KindRisk[]
  /** Reported failures by phase. */
  readonly phases?: PhaseShares
}

const whether = keyOf('sim.failure')
const when = keyOf('sim.failure-time')
const early = keyOf('sim.failure-early')
const what = keyOf('sim.failure-phase')
const siteFactor = keyOf('sim.failure-site')

const ordinary: Risk = { factor: 1 }

/**
 * How runs fail by themselves. Luck is drawn for the lineage and the failures before: an attempt that was closed before it
 * ran has used up none, so that policies which re-broker more or less still share it. Site, time and kind of work only
 * move the thresholds that this luck is held against: where failures are likelier, whatever failed elsewhere fails too.
 */
export class Failures {
  private readonly badTimes: BadTimes | undefined
  private readonly bySite: readonly Risk[]
  private readonly byKind = new WeakMap<WorkKind, Risk>()
  private readonly phases: FailurePhases

  constructor(
    private readonly spec: FailureSpec,
    siteNames: readonly string[],
    seed: Seed,
  ) {
    this.badTimes = spec.badTimes === undefined ? undefined : new BadTimes(spec.badTimes, siteNames, seed)
    this.bySite = siteNames.map((name) => siteRisk(spec, name, seed))
    this.phases = new FailurePhases(spec.phases ?? publishedShares, spec.earlyFraction)
  }

  /**
   * How a run that starts now will end.
   * @param decay part of the runs that would do well otherwise and fail all the same
   */
  fate(state: State, job: JobRow, site: number, now: Seconds, decay: number): Fate {
    const { spec, badTimes } = this
    const risk = badTimes?.isBad(site, now) === true ? spec.badTimes! : spec
    const factor = this.bySite[site].factor * this.kindRisk(state, job).factor
    const fails = Math.min(1, risk.probability * factor)
    const silent = Math.min(1 - fails, risk.silentProbability * factor)
    const failsInAll = fails + (1 - fails - silent) * decay
    const u = drawFor(state, job, whether)
    if (u < failsInAll) return Fate.failed
    return u < failsInAll + silent ? Fate.silent : Fate.finished
  }

  /** The part of its run after which a failing attempt fails: bimodal, early or late (targets.md §2). */
  point(state: State, job: JobRow, site: number): number {
    const u = drawFor(state, job, when)
    return drawFor(state, job, early) < this.earlyFraction(state, job, site)
      ? u * EARLY_PART
      : EARLY_PART + u * (1 - EARLY_PART)
  }

  /** Error code of a failure at this part of the run. */
  errorAt(state: State, job: JobRow, point: number): number {
    return this.phases.errorAt(point, drawFor(state, job, what))
  }

  private earlyFraction(state: State, job: JobRow, site: number): number {
    return this.kindRisk(state, job).earlyFraction ?? this.bySite[site].earlyFraction ?? this.spec.earlyFraction
  }

  private kindRisk({ jobs, tasks, kinds }: State, job: JobRow): Risk {
    const known = this.spec.kinds
    if (known === undefined || known.length === 0) return ordinary
    const kind = kinds.at(tasks.kind[jobs.task(job)])
    let risk = this.byKind.get(kind)
    if (risk === undefined) {
      risk = known.find((one) => fits(one, kind)) ?? ordinary
      this.byKind.set(kind, risk)
    }
    return risk
  }
}

/** A uniform number of the lineage and the failures before this run. */
export function drawFor({ jobs, tasks, seed }: State, job: JobRow, purpose: number): number {
  return uniform(seed, purpose, tasks.key[jobs.task(job)], jobs.ordinal(job), jobs.failures(job))
}

function siteRisk({ sites = [], siteSigma = 0 }: FailureSpec, name: string, seed: Seed): Risk {
  const known = sites.find(({ site }) => site === name)
  if (known !== undefined || siteSigma === 0) return known ?? ordinary
  const u = uniform(seed, siteFactor, keyOf(name), 0, 0)
  return { factor: logNormal(u, 1 / logNormalMeanOverMedian(siteSigma), siteSigma) }
}

function fits(one: KindRisk, kind: WorkKind): boolean {
  return (['label', 'share', 'processingType'] as const).every(
    (key) => one[key] === undefined || one[key] === kind[key],
  )
}
