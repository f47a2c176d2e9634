/** Samplers, workloads and grids: what is made, against closed forms and against what was asked for. */
import test, { type ExecutionContext } from 'ava'
import type { Reports, TaskSubmission } from '../brokerage/ports.js'
import { BadInput } from '../model/bad-input.js'
import { keyOf, uniform } from '../model/draws.js'
import { SECONDS_PER_DAY } from '../model/units.js'
import type { Plans } from './plans.js'
import { exponential, logNormal, logNormalMeanOverMedian, pick, runningSums } from './samplers.js'
import { readScenario } from './scenario-file.js'
import { seedOf } from './seed.js'
import { simulate } from './simulate.js'
import { type SyntheticSpec, SyntheticWorkload } from './synthetic-workload.js'
import { syntheticGrid } from './synthetic-grid.js'
import { gridSpecOf, root, siteOf } from './testing/scenarios.js'
import type { WorkClass } from './work-class.js'
import type { Workload } from './workload.js'

const seed = seedOf('workloads')
const draws = 100_000

/** Mean and quantiles of a sampler over keyed draws. */
function sampled(sample: (u: number) => number): { mean: number; deviation: number; quantile: (p: number) => number } {
  const values = Float64Array.from({ length: draws }, (_, i) => sample(uniform(seed, keyOf('sampled'), 7, i, 0))).sort()
  const mean = values.reduce((sum, value) => sum + value, 0) / draws
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws
  return { mean, deviation: Math.sqrt(variance), quantile: (p) => values[Math.floor(p * draws)] }
}

function near(t: ExecutionContext, found: number, wanted: number, part: number, what: string): void {
  t.true(Math.abs(found - wanted) <= part * Math.abs(wanted), `${what}: ${found}, wanted ${wanted} ± ${100 * part} %`)
}

test('exponential draws have the mean, deviation and quantiles of the formula', (t) => {
  const { mean, deviation, quantile } = sampled((u) => exponential(u, 300))
  near(t, mean, 300, 0.01, 'mean')
  near(t, deviation, 300, 0.015, 'deviation')
  for (const p of [0.1, 0.5, 0.9, 0.99]) near(t, quantile(p), -300 * Math.log(1 - p), 0.03, `quantile ${p}`)
  t.is(exponential(0, 5), -0)
})

test('log-normal draws have the median, mean and quantiles of the formula', (t) => {
  for (const [sigma, z] of [
    [0.2, 1.2815515655],
    [1, 1.2815515655],
    [1.5, 1.2815515655],
  ]) {
    const { mean, quantile } = sampled((u) => logNormal(u, 1000, sigma))
    near(t, quantile(0.5), 1000, 0.02, `median, sigma ${sigma}`)
    near(t, quantile(0.9), 1000 * Math.exp(sigma * z), 0.03, `90 %, sigma ${sigma}`)
    near(t, quantile(0.1), 1000 * Math.exp(-sigma * z), 0.03, `10 %, sigma ${sigma}`)
    near(t, mean, 1000 * logNormalMeanOverMedian(sigma), 0.03, `mean, sigma ${sigma}`)
  }
  t.is(logNormal(0.9, 1000, 0), 1000)
})

test('positions are picked in proportion to their weights, and never where the weight is 0', (t) => {
  const weights = [3, 0, 1, 6, 0]
  const counts = weights.map(() => 0)
  const sums = runningSums(weights)
  for (let i = 0; i < draws; i++) counts[pick(uniform(seed, keyOf('pick'), 1, i, 0), sums)]++
  for (const [i, weight] of weights.entries()) near(t, counts[i] / draws, weight / 10, 0.03, `position ${i}`)
  t.is(pick(0, runningSums([0, 0, 5])), 2)
  t.is(pick(0.999999999, runningSums([1, 0])), 0)
})

const plainClass: WorkClass = {
  name: 'plain',
  weight: 1,
  label: 'managed',
  share: 'share',
  vo: 'atlas',
  priority: 500,
  cores: 1,
  memoryMBPerCore: 2000,
  scratchMB: 0,
  meanWalltimeSeconds: 3600,
  taskSigma: 0.6,
  jobSigma: 0.2,
  inputFraction: 0,
  inputBytes: 0,
  outputBytes: 1e8,
  nucleusFraction: 0,
}

const plainSpec: SyntheticSpec = {
  jobs: 100_000,
  overSeconds: 10 * SECONDS_PER_DAY,
  meanJobsPerTask: 10,
  jobsPerTaskSigma: 0.5,
  dailyWave: 0,
  datasets: 100,
  replicas: 3,
  popularityExponent: 1,
  users: 50,
  classes: [plainClass],
}

const grid = syntheticGrid({ sites: 30, cores: 5000, latencySeconds: 1, bytesPerSecond: 1e7 }, seed)

interface Submitted extends TaskSubmission {
  at: number
  median: number
}

/** All tasks of a workload, and the datasets it made known, without any core. */
function drain(workload: Workload): { tasks: Submitted[]; datasets: Map<string, readonly string[]> } {
  const tasks: Submitted[] = []
  const datasets = new Map<string, readonly string[]>()
  const reports = {
    datasetKnown: (_: number, name: string, __: number, sites: readonly string[]) => datasets.set(name, sites).size,
    submit: (at: number, task: TaskSubmission) => tasks.push({ ...task, at, median: NaN }) - 1,
  } as unknown as Reports
  const plans = { set: (task: number, median: number) => (tasks[task].median = median) } as unknown as Plans
  workload.begin(reports)
  while (workload.nextAt() < Infinity) workload.submitNext(reports, plans)
  return { tasks, datasets }
}

test('a synthetic workload has exactly the jobs asked for, in order of time, at the rate asked for', (t) => {
  for (const jobs of [1, 7, 1000, 100_000]) {
    const { tasks } = drain(new SyntheticWorkload({ ...plainSpec, jobs }, grid, seed))
    t.is(
      tasks.reduce((sum, task) => sum + task.jobs, 0),
      jobs,
    )
    t.true(
      tasks.every((task, i) => task.jobs >= 1 && task.at > (i === 0 ? 0 : tasks[i - 1].at)),
      `${jobs} jobs come in order`,
    )
    if (jobs < 100_000) continue
    near(t, tasks[tasks.length - 1].at, plainSpec.overSeconds, 0.03, 'time of the last task')
    near(t, jobs / tasks.length, plainSpec.meanJobsPerTask, 0.03, 'jobs per task')
    t.is(new Set(tasks.map(({ name }) => name)).size, tasks.length, 'names are unique')
    t.is(new Set(tasks.map(({ user }) => user)).size, 50, 'users')
  }
})

test('classes come in proportion to their weights, with the wall time, input and nuclei asked for', (t) => {
  const classes = [
    { ...plainClass, name: 'a', weight: 3, inputFraction: 0.5, inputBytes: 5e8, nucleusFraction: 1 },
    { ...plainClass, name: 'b', weight: 1, meanWalltimeSeconds: 600, taskSigma: 1, jobSigma: 0.5, cores: 8 },
  ]
  const { tasks, datasets } = drain(new SyntheticWorkload({ ...plainSpec, classes }, grid, seed))
  const [a, b] = ['a', 'b'].map((name) => tasks.filter((task) => task.name.startsWith(`${name}.`)))
  near(t, a.length / tasks.length, 0.75, 0.03, 'share of a')
  const meanWall = (of: Submitted[], sigma: number): number =>
    (of.reduce((sum, task) => sum + task.median, 0) / of.length) * logNormalMeanOverMedian(sigma)
  near(t, meanWall(a, 0.2), 3600, 0.03, 'mean wall time of a')
  near(t, meanWall(b, 0.5), 600, 0.06, 'mean wall time of b')
  const reading = a.filter(({ dataset }) => dataset !== undefined)
  near(t, reading.length / a.length, 0.5, 0.03, 'tasks of a that read')
  t.true(reading.every(({ inputBytes, dataset }) => inputBytes === 5e8 && datasets.has(dataset!)))
  t.true(b.every(({ dataset, inputBytes, cores }) => dataset === undefined && inputBytes === 0 && cores === 8))
  const large = new Set(grid.sites.filter(({ tier }) => tier <= 1).map(({ name }) => name))
  t.true(a.every(({ nucleus }) => large.has(nucleus!)) && b.every(({ nucleus }) => nucleus === undefined))
  const popularity = (name: string): number => reading.filter(({ dataset }) => dataset === name).length
  near(t, popularity('dataset.0') / popularity('dataset.9'), 10, 0.3, 'the first dataset over the tenth')
  t.is(datasets.size, 100)
  t.true(
    [...datasets.values()].every((sites) => sites.length === 3 && new Set(sites).size === 3 && large.has(sites[0])),
  )
})

test('the daily wave: most is submitted around noon, as much as asked for, and the total is the same', (t) => {
  const spec = {
    ...plainSpec,
    dailyWave: 0.5,
    overSeconds: 20 * SECONDS_PER_DAY,
    meanJobsPerTask: 1,
    jobsPerTaskSigma: 0,
  }
  const { tasks } = drain(new SyntheticWorkload(spec, grid, seed))
  const byHour = new Float64Array(24)
  for (const { at, jobs } of tasks) byHour[Math.floor(((at / SECONDS_PER_DAY) % 1) * 24)] += jobs
  const mean = spec.jobs / 24
  // Over the hours next to noon the triangle is 11/12 of its height on average.
  near(t, (byHour[11] + byHour[12]) / 2, mean * (1 + 0.5 * (11 / 12)), 0.06, 'around noon')
  near(t, (byHour[23] + byHour[0]) / 2, mean * (1 - 0.5 * (11 / 12)), 0.06, 'around midnight')
  near(t, tasks[tasks.length - 1].at, spec.overSeconds, 0.04, 'time of the last task')
})

test('a synthetic grid has the sites and about the cores asked for, and never a site too small for its slots', (t) => {
  for (const [sites, cores] of [
    [1, 8],
    [5, 100],
    [150, 440_000],
  ]) {
    const made = syntheticGrid({ sites, cores, latencySeconds: 1, bytesPerSecond: 1e7 }, seed)
    const sum = made.sites.reduce((total, site) => total + site.cores, 0)
    t.is(made.sites.length, sites)
    if (cores > 1000) near(t, sum, cores, 0.01, `${sites} sites`)
    for (const site of made.sites) {
      t.true(site.cores >= 8 && site.corePower >= 8 && site.corePower <= 14, `${site.name} of ${site.cores} cores`)
    }
  }
})

test('work that no queue could ever run is turned away with the reason', async (t) => {
  const wide = { ...plainClass, cores: 64 }
  const scenario = { ...readScenario(`${root}scenarios/tests/outage.yaml`), incidents: [] }
  const small = gridSpecOf(siteOf('A', 8, [1, 8]))
  const workload = new SyntheticWorkload({ ...plainSpec, jobs: 5, classes: [wide] }, small, seed)
  const error = await t.throwsAsync(
    simulate({ ...scenario, prepare: () => Promise.resolve({ grid: small, workload }) }),
    { instanceOf: BadInput },
  )
  t.regex(error.message, /^task plain\.0: .*64.*; allowed: needs that at least one queue can meet$/)
})
