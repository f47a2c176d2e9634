/** Expectations: what each measure finds in a small run, what bounds make of it, and files that are turned away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import type { ExpectationResult } from '../run-result.js'
import { readScenario } from '../scenario-file.js'
import { type Scenario, simulate } from '../simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf } from '../testing/scenarios.js'
import { expectationOf } from './expectations.js'
import { measureNamed, measureNames } from './measures.js'
import type { ExpectationText } from './schema.js'

const HOUR = 3_600

/**
 * Two sites of ten cores. Four jobs begin to run at A at once and take an hour; what they write, 40 GB in two seconds a
 * gigabyte and a second more, goes to B. Three hours later two short ones begin at B.
 */
const small: Scenario = scenarioWith(gridSpecOf(siteOf('A', 10), siteOf('B', 10)), () => {
  const tasks = [
    { at: 0, run: HOUR, jobs: 4, queue: 'A', nucleus: 'B', outputBytes: 40e9, share: 'First', name: 'one' },
    { at: 3 * HOUR, run: HOUR / 2, jobs: 2, queue: 'B', share: 'Second', name: 'two' },
  ]
  return new ListWorkload(tasks)
})

type Given = Partial<ExpectationText> & { measure: string }

function between(from: number, until: number): { from: number; until: number } {
  return { from: from * HOUR, until: until * HOUR }
}

async function seen(given: readonly Given[], scenario = small, scale = 1): Promise<readonly ExpectationResult[]> {
  const texts = given.map((one) => ({ see: 'it', scales: false, ...(hasBound(one) ? {} : { atLeast: 0 }), ...one }))
  const expectations = texts.map((text) => expectationOf(text, 'file:1', scale))
  const { summary } = await simulate({ ...scenario, expectations })
  return summary.expectations!
}

function hasBound({ atLeast, atMost, between: both }: Given): boolean {
  return (atLeast ?? atMost ?? both) !== undefined
}

test('what measures find, of the whole run and of parts of it', async (t) => {
  const cases: readonly (readonly [given: Given, found: number | null])[] = [
    [{ measure: 'jobs.submitted' }, 6],
    [{ measure: 'metrics.runSeconds.max' }, HOUR],
    [{ measure: 'metrics.outputTransfers' }, 4],
    [{ measure: 'endSeconds' }, 3.5 * HOUR],
    // The whole run is three and a half hours long.
    [{ measure: 'meanJobs.running' }, 5 / 3.5],
    [{ measure: 'meanJobs.running', during: between(0, 1) }, 4],
    [{ measure: 'meanJobs.running', during: between(0.5, 1.5) }, 2],
    [{ measure: 'meanJobs.running', during: between(3, 4) }, 1],
    [{ measure: 'meanJobs.transferring', during: between(1, 2) }, (4 * 2001) / HOUR],
    [{ measure: 'busyFraction', during: between(0, 1) }, 4 / 20],
    [{ measure: 'sites.A.busyFraction', during: between(0, 1) }, 4 / 10],
    [{ measure: 'sites.B.busyFraction', during: between(0, 1) }, 0],
    [{ measure: 'shares.First.busyFraction' }, 4 / 5],
    [{ measure: 'shares.Third.busyFraction' }, null],
    // What happens at the end of a part belongs to the next.
    [{ measure: 'counts.submitted', during: between(0, 3) }, 4],
    [{ measure: 'counts.submitted', during: between(3, 4) }, 2],
    [{ measure: 'counts.started', during: between(3, 4) }, 2],
    [{ measure: 'counts.finished', during: between(0, 2) }, 4],
    [{ measure: 'perDay.finished', during: between(0, 2) }, 48],
    [{ measure: 'counts.outputTransfers', during: between(0, 1) }, 0],
    [{ measure: 'counts.transfers', during: between(1, 2) }, 4],
    [{ measure: 'counts.movedBytes' }, 160e9],
    [{ measure: 'counts.failedTransfers', against: { measure: 'counts.transfers' } }, 0],
    [{ measure: 'sites.A.placed' }, 4],
    [{ measure: 'sites.A.finishedPerDay', during: between(0, 2) }, 48],
    [{ measure: 'sites.B.started', against: { measure: 'counts.started' } }, 2 / 6],
    [{ measure: 'sites.B.receivedOutputs' }, 4],
    [{ measure: 'sites.B.freeDisk' }, null],
    [{ measure: 'sites.A.placedPerDay', during: between(3, 4), against: { during: between(0, 2) } }, 0],
    [{ measure: 'sites.B.placedPerDay', during: between(3, 4), against: { during: between(0, 2) } }, null],
    [{ measure: 'littlesLaw' }, 1],
    // Runs that began earlier end in it.
    [{ measure: 'littlesLaw', during: between(0.5, 1.5) }, 0.5],
    // All is done by then, and nothing more would happen.
    [{ measure: 'counts.finished', during: between(3, 300) }, 2],
  ]
  const results = await seen(cases.map(([given]) => given))
  for (const [i, [given, found]] of cases.entries()) {
    const { found: value } = results[i]
    const name = JSON.stringify(given)
    if (value === null || found === null) t.is(value, found, name)
    else t.true(Math.abs(value - found) < 1e-9 * Math.max(1, found), `${name}: ${value}, not ${found}`)
  }
})

test('bounds, in words and at other sizes', async (t) => {
  const cases: readonly (readonly [given: Given, scale: number, wanted: string, held: boolean])[] = [
    [{ measure: 'jobs.finished', atLeast: 6 }, 1, 'at least 6', true],
    [{ measure: 'jobs.finished', atLeast: 7 }, 1, 'at least 7', false],
    [{ measure: 'jobs.finished', atMost: 6 }, 1, 'at most 6', true],
    [{ measure: 'jobs.finished', atMost: 5 }, 1, 'at most 5', false],
    [{ measure: 'jobs.finished', between: [5, 6] }, 1, '5 to 6', true],
    [{ measure: 'jobs.finished', between: [1, 5] }, 1, '1 to 5', false],
    [{ measure: 'jobs.finished', between: [50, 70], scales: true }, 0.1, '5 to 7', true],
    [{ measure: 'jobs.finished', between: [50, 70] }, 0.1, '50 to 70', false],
    [{ measure: 'metrics.runSeconds.max', between: ['59 min', '1 h'] }, 1, '59 min to 1 h', true],
    [{ measure: 'metrics.runSeconds.max', atMost: '59 min' }, 1, 'at most 59 min', false],
    [{ measure: 'metrics.goodputFraction', atLeast: '99.5 %' }, 1, 'at least 99.5 %', true],
    [{ measure: 'metrics.wanBytes', atMost: '0.1 TB' }, 1, 'at most 100.0 GB', false],
    [
      { measure: 'jobs.finished', against: { measure: 'jobs.submitted' }, atLeast: '120 %' },
      1,
      'at least 120.0 %',
      false,
    ],
    // What cannot be measured does not hold.
    [{ measure: 'sites.B.freeDisk', atLeast: '0 B' }, 1, 'at least 0 B', false],
  ]
  for (const [given, scale, wanted, held] of cases) {
    const [result] = await seen([given], small, scale)
    t.deepEqual([result.wanted, result.held], [wanted, held], JSON.stringify(given))
  }
})

test('a run that is cut off before the part is over cannot be measured', async (t) => {
  const cut = { ...small, stopSeconds: 3.2 * HOUR }
  const [over, notYet] = await seen(
    [
      { measure: 'counts.finished', during: between(0, 3) },
      { measure: 'counts.finished', during: between(0, 4) },
    ],
    cut,
  )
  t.is(over.found, 4)
  t.is(notYet.found, null)
  t.false(notYet.held)
})

test('a job that falls silent counts as running until that is noticed, and as busy cores until it was last heard', async (t) => {
  const silent = { ...small, failures: { probability: 0, silentProbability: 1, earlyFraction: 0 } }
  const [law, busy, running] = await seen(
    [{ measure: 'littlesLaw' }, { measure: 'sites.A.busyFraction' }, { measure: 'meanJobs.running' }],
    silent,
  )
  t.true(law.found! > 1.5)
  t.true(running.found! / 10 > busy.found!)
})

test('expectations speak of the policy of the scenario, or of those they name', async (t) => {
  const texts = [undefined, ['production'], ['random', 'production'], ['least-queued']].map((policies) => {
    return expectationOf(
      { see: String(policies), measure: 'jobs.finished', atLeast: 6, scales: false, policies },
      'file:1',
      1,
    )
  })
  const under = async (policy: string): Promise<string[] | undefined> => {
    const { summary } = await simulate({ ...small, policy: 'random', expectations: texts }, { policy })
    return summary.expectations?.map(({ see }) => see)
  }
  t.deepEqual(await under('random'), ['undefined', 'random,production'])
  t.deepEqual(await under('production'), ['production', 'random,production'])
  t.is(await under('round-robin'), undefined)
})

test('every name that is listed is a measure, with the names of a site and a share put in', (t) => {
  t.true(measureNames.length > 100)
  for (const name of measureNames) {
    const filled = name.replace('<site>', 'RIVR.UM').replace('<share>', 'User Analysis')
    t.not(measureNamed(filled), undefined, name)
    t.is(measureNamed(filled)!.site, name.includes('<site>') ? 'RIVR.UM' : undefined)
  }
})

const scenario = `name: s
grid: { synthetic: { sites: 2, cores: 16 } }
workload:
  synthetic:
    jobs: 10
    over: 1 h
    classes: [{ name: a, weight: 1, share: A, priority: 1, cores: 1, memoryPerCore: 2 GB, meanWalltime: 1 h }]
expectations:
  - see: words
`

function scenarioOf(t: ExecutionContext, expectation: string): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-expect-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'file.yaml')
  writeFileSync(file, scenario + expectation.replaceAll(/^(?=.)/gm, '    '))
  try {
    return readScenario(file)
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    throw new Error(error.message.replace(file, 'FILE'))
  }
}

test('bad expectations are told with file and line', async (t) => {
  const ends = 'jobs.submitted, jobs.finished, jobs.failed, jobs.cancelled, jobs.unfinished'
  const keys = 'see, measure, during, against, atLeast, atMost, between, scales, policies'
  const duration = 'a duration such as "90 s", "5 min", "12 h", "2 days" (ms, s, min, h, day, days, week, weeks)'
  const part = 'a part such as "8 %" or 0.08'
  const oneBound = 'one of atLeast, atMost and between'
  const policies = 'production|single-level-2013|data-locality-only|least-queued|round-robin|random|as-recorded'
  const cases: readonly (readonly [expectation: string, message: string])[] = [
    ['measure: jobs.done\natLeast: 1', `FILE:10: expectations.0.measure is "jobs.done"; allowed: ${ends}`],
    [
      'measure: speed\natLeast: 1',
      'FILE:10: expectations.0.measure is "speed"; allowed: a measure that begins with one of jobs, attempts, metrics, endSeconds, meanJobs, counts, perDay, busyFraction, littlesLaw, sites, shares',
    ],
    [
      'measure: shares.A.finished\natLeast: 1',
      'FILE:10: expectations.0.measure is "shares.A.finished"; allowed: shares.<share>.busyFraction',
    ],
    ['atLeast: 1', 'FILE:9: expectations.0.measure is missing; allowed: a text'],
    ['measure: jobs.failed', `FILE:9: expectations.0.atLeast is missing; allowed: ${oneBound}`],
    ['measure: jobs.failed\natLeast: 1\natMost: 2', `FILE:12: expectations.0.atMost is 2; allowed: ${oneBound}`],
    ['measure: jobs.failed\natLeast: 2 h', 'FILE:11: expectations.0.atLeast is "2 h"; allowed: a number from 0'],
    ['measure: jobs.failed\natMost: -1', 'FILE:11: expectations.0.atMost is -1; allowed: a number from 0'],
    ['measure: endSeconds\natMost: 3600', `FILE:11: expectations.0.atMost is 3600; allowed: ${duration}`],
    [
      'measure: metrics.waitSeconds.p50\natMost: 4 hours',
      `FILE:11: expectations.0.atMost is "4 hours"; allowed: ${duration}`,
    ],
    ['measure: busyFraction\natMost: 4 h', `FILE:11: expectations.0.atMost is "4 h"; allowed: ${part}`],
    [
      'measure: jobs.failed\nbetween: [3, 1]',
      'FILE:11: expectations.0.between is [3,1]; allowed: the lesser bound first',
    ],
    ['measure: jobs.failed\nbetween: [3, x]', 'FILE:11: expectations.0.between.1 is "x"; allowed: a number from 0'],
    [
      'measure: jobs.failed\natLeast: 1\nduring: { from: 1 h, until: 2 h }',
      'FILE:12: expectations.0.during is {"from":"1 h","until":"2 h"}; allowed: no time: it is a measure of the whole run',
    ],
    [
      'measure: counts.failed\natLeast: 1\nduring: { from: 2 h, until: 2 h }',
      'FILE:12: expectations.0.during.until is "2 h"; allowed: a time after the one it begins at',
    ],
    [
      'measure: counts.failed\natLeast: 1 %\nagainst: { measure: counts.done }',
      'FILE:12: expectations.0.against.measure is "counts.done"; allowed: counts.submitted, counts.placed, counts.started, counts.finished, counts.failed, counts.closed, counts.transfers, counts.inputTransfers, counts.outputTransfers, counts.failedTransfers, counts.movedBytes, counts.deletedCopies',
    ],
    [
      'measure: counts.failed\natLeast: 1 %\nagainst: { measure: endSeconds }',
      'FILE:12: expectations.0.against.measure is "endSeconds"; allowed: a measure of the unit of counts.failed',
    ],
    [
      'measure: counts.failed\natLeast: 1 %\nagainst: {}',
      'FILE:12: expectations.0.against is {}; allowed: another measure, or another time',
    ],
    [
      'measure: counts.failed\natLeast: 1 h\nagainst: { measure: counts.placed }',
      `FILE:11: expectations.0.atLeast is "1 h"; allowed: ${part}`,
    ],
    [
      'measure: busyFraction\natLeast: 1 %\nscales: true',
      'FILE:12: expectations.0.scales is true; allowed: false: only counts and bytes grow with the size of a run',
    ],
    [
      'measure: jobs.failed\natLeast: 1\npolicies: [best]',
      `FILE:12: expectations.0.policies.0 is "best"; allowed: ${policies.replaceAll('|', ', ')}`,
    ],
    ['measure: jobs.failed\natLeast: 1\nwhen: now', `FILE:12: unknown key expectations.0.when; allowed: ${keys}`],
  ]
  for (const [expectation, message] of cases) t.throws(() => scenarioOf(t, expectation), { message }, expectation)
  await t.throwsAsync(simulate(scenarioOf(t, 'measure: sites.T2-009.placed\natLeast: 1')), {
    message:
      /file\.yaml:10: sites\.T2-009\.placed is of a site that is not there; allowed: sites of the grid, e\.g\. T0-001, T1-002$/,
  })
})
