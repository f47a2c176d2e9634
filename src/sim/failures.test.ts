/** How runs fail: shares and phases as declared, in bursts, where and for whom it is likelier; luck that is shared. */
import test from 'ava'
import { JobState } from '../model/job-state.js'
import { BadTimes, badShare } from './bad-times.js'
import { FailurePhases, pilotErrors, publishedShares } from './failure-phases.js'
import type { FailureSpec } from './failures.js'
import { Recorded } from './plans.js'
import type { AttemptRecords } from './run-result.js'
import { seedOf } from './seed.js'
import { type Scenario, simulate } from './simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith, siteOf } from './testing/scenarios.js'

const DAY = 86_400
const siteNames = Array.from({ length: 40 }, (_, i) => `S${i}`)

/** Jobs of half an hour at 40 sites for 20 days, each tried once. */
function scenario(failures: FailureSpec, task: Partial<ListedTask> = {}): Scenario {
  const tasks = Array.from({ length: 960 }, (_, i): ListedTask => ({
    at: i * 1_800,
    run: 1_800,
    jobs: 40,
    name: `task-${i}`,
    firstOrdinal: 0,
    maxAttempts: 1,
    ...task,
  }))
  return scenarioWith(gridSpecOf(...siteNames.map((name) => siteOf(name, 20))), () => new ListWorkload(tasks), {
    failures,
  })
}

async function recordsOf(
  failures: FailureSpec,
  task?: Partial<ListedTask>,
  policy = 'random',
): Promise<AttemptRecords> {
  return (await simulate(scenario(failures, task), { policy, records: true })).records!.attempts
}

/** Part of the records, of those that pass, which failed. */
function failureShare(records: AttemptRecords, counts: (row: number) => boolean = () => true): number {
  const rows = Array.from({ length: records.length }, (_, i) => i).filter(counts)
  return rows.filter((row) => records.state[row] === JobState.failed).length / rows.length
}

test('sites are bad for the declared part of the time, in spells of the declared length', (t) => {
  const spec = { apartSeconds: 5 * DAY, lengthSeconds: DAY, probability: 1, silentProbability: 0 }
  const times = new BadTimes(spec, siteNames, seedOf('spells'))
  let bad = 0
  let spells = 0
  const last = siteNames.map((_, site) => times.isBad(site, 0))
  const step = 600
  for (let now = 0; now < 1_000 * DAY; now += step) {
    for (let site = 0; site < siteNames.length; site++) {
      const isBad = times.isBad(site, now)
      if (isBad) bad += step
      if (isBad && !last[site]) spells++
      last[site] = isBad
    }
  }
  const share = bad / (1_000 * DAY * siteNames.length)
  t.true(Math.abs(share - badShare(spec)) < 0.01, `bad for ${share} of the time, declared ${badShare(spec)}`)
  const mean = bad / spells
  t.true(Math.abs(mean / DAY - 1) < 0.05, `bad times last ${mean} s on average`)
})

test('bad times are the same however often anybody looks, and whatever other sites there are', (t) => {
  const spec = { apartSeconds: DAY, lengthSeconds: DAY / 2, probability: 1, silentProbability: 0 }
  const often = new BadTimes(spec, siteNames, seedOf('a'))
  const seldom = new BadTimes(spec, ['S7'], seedOf('a'))
  const other = new BadTimes(spec, ['S7'], seedOf('b'))
  const seen = { often: '', seldom: '', other: '' }
  for (let now = 0; now < 60 * DAY; now += 900) {
    const isBad = often.isBad(7, now)
    if (now % DAY !== 0) continue
    seen.often += isBad ? 'x' : '.'
    seen.seldom += seldom.isBad(0, now) ? 'x' : '.'
    seen.other += other.isBad(0, now) ? 'x' : '.'
  }
  t.is(seen.often, seen.seldom)
  t.not(seen.often, seen.other)
})

test('failures come in bursts: their share is as declared, and hours of a site differ far more than chance', async (t) => {
  const badTimes = { apartSeconds: 4 * DAY, lengthSeconds: DAY / 2, probability: 0.6, silentProbability: 0 }
  const bursts = await recordsOf({ probability: 0.05, silentProbability: 0, earlyFraction: 0.5, badTimes })
  const share = badShare(badTimes)
  const declared = share * 0.6 + (1 - share) * 0.05
  const even = await recordsOf({ probability: declared, silentProbability: 0, earlyFraction: 0.5 })
  for (const records of [bursts, even]) {
    const found = failureShare(records)
    t.log(
      `failure share ${found.toFixed(4)}, declared ${declared.toFixed(4)}; index of dispersion ${dispersion(records).toFixed(2)}`,
    )
    t.true(Math.abs(found - declared) < 0.03)
  }
  t.true(Math.abs(dispersion(even) - 1) < 0.15)
  t.true(dispersion(bursts) > 3)
})

/** Variance over expected variance of the failures that started in each quarter of a day at each site; 1: pure chance. */
function dispersion(records: AttemptRecords): number {
  const share = failureShare(records)
  const cells = new Map<string, [jobs: number, failed: number]>()
  for (let i = 0; i < records.length; i++) {
    const cell = `${records.site[i]} ${Math.floor(records.startSeconds[i] / (DAY / 4))}`
    const [jobs, failed] = cells.get(cell) ?? [0, 0]
    cells.set(cell, [jobs + 1, failed + (records.state[i] === JobState.failed ? 1 : 0)])
  }
  const squares = [...cells.values()].map(
    ([jobs, failed]) => (failed - share * jobs) ** 2 / (jobs * share * (1 - share)),
  )
  return squares.reduce((sum, one) => sum + one, 0) / squares.length
}

test('sites and kinds of work multiply the probability and set when failures come', async (t) => {
  const spec: FailureSpec = {
    probability: 0.1,
    silentProbability: 0,
    earlyFraction: 0.5,
    sites: [
      { site: 'S0', factor: 4, earlyFraction: 1 },
      { site: 'S1', factor: 0.1 },
    ],
    kinds: [{ label: 'user', factor: 2, earlyFraction: 0 }],
  }
  for (const [label, site, probability, early] of [
    ['managed', 0, 0.4, 1],
    ['managed', 1, 0.01, 0.5],
    ['managed', 2, 0.1, 0.5],
    ['user', 0, 0.8, 0],
    ['user', 2, 0.2, 0],
  ] as const) {
    const records = await recordsOf(spec, { label, queue: `S${site}`, jobs: 10 })
    const failed = failureShare(records)
    t.true(Math.abs(failed - probability) < 0.015, `${label} at S${site}: ${failed} failed`)
    const runs = failedRows(records).map((row) => records.runEndSeconds[row] - records.startSeconds[row])
    const found = runs.filter((seconds) => seconds < 180).length / runs.length
    t.true(Math.abs(found - early) < 0.1, `${label} at S${site}: ${found} early`)
  }
})

test('what sites multiply by has a mean of 1 and differs from site to site', async (t) => {
  const records = await recordsOf({ probability: 0.1, silentProbability: 0, earlyFraction: 0.5, siteSigma: 0.5 })
  const shares = siteNames.map((_, site) => failureShare(records, (row) => records.site[row] === site))
  t.true(Math.abs(failureShare(records) - 0.1) < 0.03)
  t.true(Math.max(...shares) > 0.15 && Math.min(...shares) < 0.07)
})

test('phases have the published shares as far as the early part allows', (t) => {
  const reported = 0.07 + 0.001 + 0.24 + 0.018 + 0.394
  for (const earlyFraction of [0.2, 0.5, 0.9]) {
    const phases = new FailurePhases(publishedShares, earlyFraction)
    const counts = new Map<number, number>()
    const steps = 400
    for (let point = 0; point < steps; point++) {
      for (let choice = 0; choice < steps; choice++) {
        const u = (point + 0.5) / steps
        for (const [at, weight] of [
          [0.1 * u, earlyFraction],
          [0.1 + 0.9 * u, 1 - earlyFraction],
        ] as const) {
          const code = phases.errorAt(at, (choice + 0.5) / steps)
          counts.set(code, (counts.get(code) ?? 0) + weight / steps / steps)
        }
      }
    }
    for (const [phase, share] of Object.entries(publishedShares) as [keyof typeof publishedShares, number][]) {
      const found = counts.get(pilotErrors[phase]) ?? 0
      t.true(Math.abs(found - share / reported) < 0.004, `${phase} with ${earlyFraction} early: ${found}`)
    }
  }
})

test('phases follow one another: stage-in and set-up first, stage-out last', (t) => {
  const phases = new FailurePhases({ stageIn: 1, setup: 1, execution: 2, stageOut: 1, unknown: 0 }, 0.5)
  const codes = [0, 0.03, 0.05, 0.079, 0.09, 0.3, 0.63, 0.65, 0.999].map((point) => phases.errorAt(point, 0.5))
  t.deepEqual(codes, [1099, 1099, 1110, 1110, 1305, 1305, 1305, 1137, 1137])
  const allEarly = new FailurePhases(publishedShares, 0.01)
  t.deepEqual(
    [0.05, 0.09999].map((point) => allEarly.errorAt(point, 0)),
    [1099, 1110],
    'there is no room for others',
  )
  t.is(new FailurePhases(publishedShares, 0).errorAt(0.5, 0.9), pilotErrors.unknown)
})

test('luck is shared: what fails in good times fails in bad ones, at any site and under any policy', async (t) => {
  const good: FailureSpec = { probability: 0.2, silentProbability: 0, earlyFraction: 0.5 }
  const worse: FailureSpec = {
    ...good,
    badTimes: { apartSeconds: DAY, lengthSeconds: DAY, probability: 0.7, silentProbability: 0 },
    sites: siteNames.slice(0, 20).map((site) => ({ site, factor: 1.5 })),
  }
  const lucky = failedLineages(await recordsOf(good, { jobs: 4 }))
  t.deepEqual(failedLineages(await recordsOf(good, { jobs: 4 }, 'least-queued')), lucky)
  for (const policy of ['random', 'least-queued']) {
    const records = await recordsOf(worse, { jobs: 4 }, policy)
    const unlucky = failedLineages(records)
    t.deepEqual(
      [...lucky].filter((lineage) => !unlucky.has(lineage)),
      [],
      policy,
    )
    t.true(unlucky.size > 1.5 * lucky.size)
  }
})

function failedLineages(records: AttemptRecords): Set<string> {
  const { task, ordinal, taskNames } = records
  return new Set(
    failedRows(records)
      .map((row) => `${taskNames[task[row]]}/${ordinal[row]}`)
      .sort(),
  )
}

function failedRows({ length, state }: AttemptRecords): number[] {
  return Array.from({ length }, (_, row) => row).filter((row) => state[row] === JobState.failed)
}

test('what a trace recorded happens whatever the probabilities', async (t) => {
  const spec: FailureSpec = { probability: 1, silentProbability: 0, earlyFraction: 0.5 }
  t.is(failureShare(await recordsOf(spec, { jobs: 1, recorded: Recorded.finished })), 0)
  t.is(failureShare(await recordsOf({ ...spec, probability: 0 }, { jobs: 1, recorded: Recorded.failed })), 1)
})
