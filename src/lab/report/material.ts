import type { Comparison, LoadLevel } from '../comparison/comparison.js'
import { contestAt } from '../comparison/contest.js'
import { tellingLevel } from '../comparison/telling-level.js'
import type { PolicyComparison } from '../compare-runs.js'
import type { Study } from '../study.js'
import type { Figure } from './figure.js'
import type { Markup } from '../../page/html.js'
import { JobLives } from './job-lives.js'
import { verdict, type Verdict } from './verdict.js'

/** What the parts of a page are made from: a study, looked at once. */
export interface Material {
  study: Study
  comparison: Comparison
  /** The load level that all but the load sweep show; undefined when there are no runs to compare. */
  level: LoadLevel | undefined
  /** Of that level, best first; a policy's place in it is its colour. */
  policies: readonly PolicyComparison[]
  /** What the best policy is held against: the baseline, or the next best where that is the best itself. */
  rival: PolicyComparison | undefined
  /** The answer in words. */
  verdict: Verdict
  /** All sites, most cores first. */
  sites: readonly string[]
  /** A run of the best policy that kept records and, with the same seed, one of its rival's. */
  recorded: readonly RecordedRun[]
}

/** A run with the lives of its jobs. */
export interface RecordedRun {
  policy: string
  seed: string
  load: number | undefined
  lives: JobLives
}

/** A piece of a section: words, a table or a picture; undefined when the study has nothing for it. */
export type Part = (material: Material) => Markup | Figure | undefined

/** A chapter of the page; left out when none of its parts has anything. */
export interface Section {
  /** Unique in the page; the contents lead to it. */
  id: string
  heading: string
  /** In one or two words, for the contents. */
  short: string
  parts: readonly Part[]
}

/** Looks at a study once for all parts. */
export function materialOf(study: Study): Material {
  const { comparison } = study
  const level = tellingLevel(comparison)
  const policies = level?.policies ?? []
  const rival = level && contestAt(level, comparison)?.rival
  return {
    study,
    comparison,
    level,
    policies,
    rival,
    verdict: verdict(comparison),
    sites: sitesBySize(policies),
    recorded: recordedRuns(study.runs, [policies.at(0), rival]),
  }
}

/** At whatever load records were kept. */
function recordedRuns(runs: Study['runs'], policies: readonly (PolicyComparison | undefined)[]): RecordedRun[] {
  const kept = policies.flatMap((wanted) => {
    const run = runs.find(({ summary, records }) => summary.policy === wanted?.policy && records !== undefined)
    return run?.records ? [{ summary: run.summary, lives: new JobLives(run.records.attempts) }] : []
  })
  return kept
    .filter(({ summary: { seed, load } }) => seed === kept[0].summary.seed && load === kept[0].summary.load)
    .map(({ summary: { policy, seed, load }, lives }) => ({ policy, seed, load, lives }))
}

function sitesBySize(policies: readonly PolicyComparison[]): string[] {
  const most = new Map<string, number>()
  for (const { site, cores } of policies.flatMap(({ runs }) => runs.flatMap((run) => run.sites)))
    most.set(site, Math.max(cores, most.get(site) ?? 0))
  return [...most].sort(([, one], [, other]) => other - one).map(([site]) => site)
}
