/** The fit on made-up records of which the answers are known, and the shipped mixture against what it draws. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import type { TaskSubmission } from '../../brokerage/ports.js'
import { SECONDS_PER_DAY } from '../../model/units.js'
import { readGrid } from '../grid-file.js'
import { amountAt } from '../quantile-table.js'
import { logNormalMeanOverMedian } from '../samplers.js'
import { seedOf } from '../seed.js'
import { mixtureSchema, syntheticOf, syntheticSchema } from '../synthetic-schema.js'
import { SyntheticWorkload } from '../synthetic-workload.js'
import { root } from '../testing/scenarios.js'
import { meanHs06Seconds } from '../work-class.js'
import { readYaml } from '../yaml-file.js'
import { type FitSources, fitMixture } from './fit-mixture.js'
import { mixtureYaml } from './mixture-yaml.js'
import { fittedParts, rankCorrelation, userExponent } from './sample.js'

function near(t: ExecutionContext, found: number, wanted: number, part: number, what: string): void {
  t.true(Math.abs(found - wanted) <= part * Math.abs(wanted), `${what}: ${found}, wanted ${wanted} ± ${100 * part} %`)
}

/** Writes tables of records whose figures are easy to reckon. */
function records(t: ExecutionContext): FitSources {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-fit-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const write = (name: string, header: string, rows: readonly (readonly (string | number)[])[]): string => {
    writeFileSync(join(folder, name), [header, ...rows.map((row) => row.join(',')), ''].join('\n'))
    return join(folder, name)
  }
  const hundred = Array.from({ length: 101 }, (_, i) => i)
  const begin = '2015-12-01T00:00:00'
  const after = (hours: number): string =>
    `2015-12-0${1 + Math.floor(hours / 24)}T${String(hours % 24).padStart(2, '0')}:00:00`
  const attempt = (task: number, job: string, status: string, hours: number, cpu: number) => {
    return [
      task,
      job,
      status,
      `SITE_${task}`,
      8,
      2000,
      120,
      'simul',
      'AP_SIMU',
      begin,
      after(hours),
      cpu,
      1,
      5e7,
      1,
      9e8,
    ]
  }
  return {
    // 1000, 1100, … 11,000 s at 10 HS06; tests and unknown queues do not count.
    cpu: write('cpu.csv', 'computingsite,corecount,cpuconsumptiontime', [
      ...hundred.map((i) => ['A', 1, 1000 + 100 * i]),
      ...hundred.map((i) => ['A', 8, 20_000 + 1000 * i]),
      ['A_TEST', 1, 1e9],
      ['GONE', 1, 1e9],
    ]),
    queues: write('queues.csv', 'name,corepower', [
      ['A', 10],
      ['A_TEST', 10],
    ]),
    // Every fifth reads nothing; the more CPU time, the more input; twenty users.
    analysis: write(
      'analysis.csv',
      'user,corecount,cpuconsumptiontime,cpu_eff,ninputdatafiles,inputfilebytes,outputfilebytes,transfertype,assignedpriority',
      hundred.slice(1).map((i) => {
        const files = i % 5 === 0 ? 0 : i
        return [
          `u${i % 20}`,
          1,
          60 * i,
          i % 2 === 0 ? 0.8 : 1.3,
          files,
          files * 1e9,
          1e6 * i,
          i % 4 === 0 ? '' : 'direct',
          1000,
        ]
      }),
    ),
    tasks: write(
      'tasks.csv',
      'jeditaskid,jobname,jobstatus,computingsite,corecount,minramcount,assignedpriority,processingtype,workinggroup,starttime,endtime,cpuconsumptiontime,ninputdatafiles,inputfilebytes,noutputdatafiles,outputfilebytes',
      [
        attempt(1, 'a', 'finished', 20, 400_000),
        attempt(1, 'b', 'failed', 1, 0),
        attempt(1, 'b', 'failed', 10, 0),
        attempt(1, 'b', 'finished', 20, 500_000),
        attempt(1, 'c', 'closed', 0, 0),
        attempt(1, 'c', 'finished', 20, 600_000),
        attempt(1, 'd', 'finished', 20, 500_000),
        attempt(2, 'e', 'finished', 10, 200_000),
      ],
    ),
    accounting: write('accounting.csv', 'month,vo,processors,jobs,wall_s,cpu_s,norm_cpu_s', [
      ['2015-03', 'atlas', 1, 100, 9e9, 9e5, 9e6],
      ['2015-10', 'atlas', 1, 100, 1e6, 8e5, 7.2e6],
      ['2015-11', 'atlas', 1, 300, 3e6, 2.4e6, 2.16e7],
      ['2015-11', 'atlas', 8, 100, 1e9, 8e9, 8e9],
      ['2015-11', 'cms', 1, 100, 1e9, 1e9, 1e9],
    ]),
  }
}

test('figures of records', (t) => {
  const fit = fitMixture(records(t))
  t.deepEqual(fit.analysis.hs06Seconds, [11_000, 15_000, 35_000, 60_000, 85_000, 105_000, 109_000])
  t.deepEqual(fit.derivation.hs06Seconds, [210_000, 250_000, 450_000, 700_000, 950_000, 1_150_000, 1_190_000])
  t.is(fit.analysis.inputFraction, 0.8)
  near(t, fit.analysis.directFraction, 0.75, 1e-9, 'read directly')
  near(t, fit.analysis.cpuEfficiency, 0.9, 1e-9, 'efficiency, at most 1 each')
  near(t, fit.analysis.inputTiedToWork, 1, 1e-9, 'rank correlation')
  t.true(fit.analysis.fileBytes.every((bytes) => bytes === 1e9))
  t.is(fit.analysis.priority, 1000)
  t.like(fit.simulation, {
    cores: 8,
    memoryMBPerCore: 2000,
    jobsPerTask: 2.5,
    fileBytes: 5e7,
    outputBytes: 9e8,
    inputFiles: 1,
  })
  // (500,000 + 200,000) / 2 s of CPU at 9 HS06.
  near(t, fit.simulation.hs06Seconds, 3_150_000, 1e-9, 'work of simulation')
  near(t, fit.simulation.cpuEfficiency, 2_200_000 / (90 * 3600 * 8), 1e-9, 'efficiency of simulation')
  near(t, fit.evgen.hs06Seconds, 72_000, 1e-9, 'work of a single-core job')
  near(t, fit.evgen.cpuEfficiency, 0.8, 1e-9, 'efficiency of accounting')
  t.deepEqual(fit.failures, [
    { site: 'SITE_1', probability: 2 / 6, earlyFraction: 0.5, burntFraction: 11 / 91, attemptsPerJob: 7 / 4 },
    { site: 'SITE_2', probability: 0, earlyFraction: 0, burntFraction: 0, attemptsPerJob: 1 },
  ])
})

test('parts of the classes add up, and simulation has 60 % of the work', (t) => {
  const { parts, simulation, hs06SecondsPerJob } = fitMixture(records(t))
  near(
    t,
    Object.values(parts).reduce((sum, part) => sum + part),
    1,
    1e-9,
    'sum of the parts',
  )
  near(t, (parts.simulation * simulation.hs06Seconds) / hs06SecondsPerJob, 0.6, 1e-9, 'work of simulation')
})

test('the written mixture can be read, with the figures to three digits', (t) => {
  const fit = fitMixture(records(t))
  const { classes, users } = mixtureSchema.parse(parse(mixtureYaml('made-up', fit)))
  t.is(users, 1400)
  const analysis = classes.find(({ name }) => name === 'analysis')!
  t.deepEqual(analysis.hs06Seconds, { parts: [...fittedParts], values: fit.analysis.hs06Seconds })
  t.is(classes.find(({ name }) => name === 'simulation')!.hs06Seconds, 3_150_000)
})

test('rank correlation and concentration of users', (t) => {
  t.is(
    rankCorrelation([
      [1, 10],
      [2, 20],
      [3, 30],
    ] as const),
    1,
  )
  t.is(
    rankCorrelation([
      [1, 30],
      [2, 20],
      [3, 10],
    ] as const),
    -1,
  )
  // With equal users, 100 draws out of 100 meet 100 (1 - 0.99^100) of them.
  near(t, userExponent(100, 100, 100 * (1 - 0.99 ** 100)) + 1, 1, 1e-6, 'equal users')
  t.true(userExponent(1400, 100, 30) > userExponent(1400, 100, 60))
})

test('what the shipped mixture draws has its quantiles, means and parts', (t) => {
  const mixture = readYaml(`${root}scenarios/workloads/atlas-mixture.yaml`, mixtureSchema)
  const text = syntheticSchema.parse({ jobs: 3_000_000, over: '3 days', mixture: '-' })
  const spec = syntheticOf(text, mixture)
  const workload = new SyntheticWorkload(spec, readGrid(`${root}scenarios/grids/atlas-2025.yaml`), seedOf('fit'))
  const tasks: (TaskSubmission & { median: number })[] = []
  const reports = { submit: (_: number, task: TaskSubmission) => tasks.push({ ...task, median: NaN }) - 1 }
  const plans = { set: (row: number, median: number) => void (tasks[row].median = median) }
  while (workload.nextAt() < Infinity) workload.submitNext(reports, plans)
  t.true(tasks.length > 10_000)
  const jobs = new Map(spec.classes.map(({ name }) => [name, 0]))
  for (const { name, jobs: count } of tasks) jobs.set(name.split('.')[0], jobs.get(name.split('.')[0])! + count)
  for (const work of spec.classes) {
    const { name, hs06Seconds, cores, cpuEfficiency = 1, jobSigma } = work
    const own = tasks.filter((task) => task.name.startsWith(`${name}.`))
    near(t, jobs.get(name)! / 3_000_000, work.weight / 100, 0.1, `part of ${name}`)
    const hs06 = own.map(({ median }) => median * cores * 10 * cpuEfficiency * logNormalMeanOverMedian(jobSigma))
    near(t, hs06.reduce((sum, one) => sum + one, 0) / own.length, meanHs06Seconds(work), 0.12, `mean work of ${name}`)
    if (typeof hs06Seconds !== 'object') continue
    for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      const below = hs06.filter((one) => one <= amountAt(hs06Seconds, part)).length / own.length
      t.true(Math.abs(below - part) < 0.025, `${name}: ${below} of the tasks are below the quantile ${part}`)
    }
  }
  const analysis = tasks.filter(({ name }) => name.startsWith('analysis.'))
  const reading = analysis.filter(({ inputFiles }) => inputFiles > 0)
  near(t, reading.length / analysis.length, 0.96, 0.01, 'analysis that reads')
  const copying = reading.filter(({ rules }) => rules?.readsOverLan !== 'use')
  t.true(copying.every(({ inputBytes }) => inputBytes <= 1e10))
  near(
    t,
    rankCorrelation(reading.map(({ median, inputBytes }) => [median, inputBytes] as const)),
    0.53,
    0.12,
    'input and work',
  )
  t.true(tasks.every(({ processingType }) => processingType !== undefined))
  t.is(spec.overSeconds, 3 * SECONDS_PER_DAY)
})
