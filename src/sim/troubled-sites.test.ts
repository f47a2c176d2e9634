/** Stories of sites that go wrong: black holes, deaths, outages, full batch systems, slots that end. */
import test, { type ExecutionContext } from 'ava'
import { Fact } from '../model/journal.js'
import { jobStateNames } from '../model/job-state.js'
import { queueStatuses } from '../model/grid.js'
import { plainBatch } from './batch-system.js'
import type { Outage } from './outages.js'
import type { GridSpec } from './grid-spec.js'
import type { RunResult } from './run-result.js'
import { type Scenario, simulate } from './simulate.js'
import { gridSpecOf, type ListedTask, ListWorkload, scenarioWith, siteOf, watching } from './testing/scenarios.js'

const HOUR = 3_600

/** A job an hour, each of them half an hour long, for a day. */
function hourly(more: Partial<ListedTask> = {}): ListedTask[] {
  return Array.from({ length: 24 }, (_, hour) => ({ at: hour * HOUR, run: HOUR / 2, ...more }))
}

function outage(site: string, from: number, hours: number, more: Partial<Outage> = {}): Outage {
  const given = { kind: 'compute', announced: false, noticeSeconds: 0 } as const
  return { site, atSeconds: from * HOUR, forSeconds: hours * HOUR, ...given, ...more }
}

async function run(
  grid: GridSpec,
  tasks: readonly ListedTask[],
  parts: Partial<Scenario>,
  datasets: ConstructorParameters<typeof ListWorkload>[1] = [],
): Promise<{ result: RunResult; ends: string[]; statuses: string[] }> {
  const statuses: string[] = []
  const { through } = watching(([kind, at, , status]) => {
    if (kind === Fact.queueChanged) statuses.push(`${at / HOUR} ${queueStatuses[status]}`)
    if (kind === Fact.storageChanged) statuses.push(`${at / HOUR} storage ${status === 0 ? 'out' : 'back'}`)
  })
  const scenario = scenarioWith(grid, () => new ListWorkload(tasks, datasets), parts)
  const result = await simulate(scenario, { records: true, through })
  const { length, ordinal, state, errorCode, startSeconds, runEndSeconds } = result.records!.attempts
  const hours = (seconds: number): string => (seconds / HOUR).toFixed(2)
  const ends = Array.from({ length }, (_, i) => {
    const ran = Number.isNaN(startSeconds[i]) ? 'never ran' : `${hours(startSeconds[i])} to ${hours(runEndSeconds[i])}`
    return `#${ordinal[i]} ${jobStateNames[state[i]]} ${errorCode[i]}, ${ran}`
  })
  return { result, ends, statuses }
}

function counts(t: ExecutionContext, { summary }: RunResult, finished: number, failed: number): void {
  t.deepEqual(summary.jobs, { submitted: finished + failed, finished, failed, cancelled: 0, unfinished: 0 })
}

test('a black hole: jobs that start there fail within a minute, until it is over', async (t) => {
  const incident = {
    atSeconds: 5 * HOUR,
    site: 'A',
    kind: 'black-hole',
    forSeconds: 3 * HOUR,
    silentSeconds: 0,
  } as const
  const { result, ends, statuses } = await run(gridSpecOf(siteOf('A', 4)), hourly({ maxAttempts: 1 }), {
    incidents: [incident],
  })
  counts(t, result, 21, 3)
  for (const hour of [5, 6, 7]) {
    const end = ends.find((one) => one.startsWith(`#${hour} `)) ?? ''
    t.regex(end, new RegExp(`^#${hour} failed 1110, ${hour}\\.00 to ${hour}\\.0[012]$`))
  }
  t.true(ends.includes('#4 finished 0, 4.00 to 4.50') && ends.includes('#8 finished 0, 8.00 to 8.50'))
  t.deepEqual(statuses, [], 'nobody is told')
})

test('a black hole eats jobs, since it is always free for more', async (t) => {
  const tasks = Array.from({ length: 200 }, (_, i): ListedTask => ({ at: i * 60, run: 10 * HOUR, maxAttempts: 2 }))
  const grid = gridSpecOf(siteOf('A', 2), siteOf('B', 50))
  const runsAtA = async (parts: Partial<Scenario>): Promise<number> => {
    const { length, site, startSeconds } = (await run(grid, tasks, { policy: 'least-queued', ...parts })).result
      .records!.attempts
    return Array.from({ length }, (_, i) => i).filter((i) => site[i] === 0 && startSeconds[i] >= 0).length
  }
  const incident = { atSeconds: 0, site: 'A', kind: 'black-hole', forSeconds: 3 * HOUR, silentSeconds: 0 } as const
  const sound = await runsAtA({})
  const eaten = await runsAtA({ incidents: [incident] })
  t.true(eaten > 5 * sound, `${eaten} runs at a black hole of 2 cores, ${sound} at a sound site`)
})

test('a dying site fails more and more, then falls silent, and nobody is told', async (t) => {
  const incident = {
    atSeconds: 4 * HOUR,
    site: 'A',
    kind: 'dying',
    forSeconds: 8 * HOUR,
    silentSeconds: 6 * HOUR,
  } as const
  const tasks = hourly({ jobs: 50, maxAttempts: 1, run: 1.25 * HOUR }).map((task, i) => ({
    ...task,
    name: `task-${i}`,
    firstOrdinal: 0,
  }))
  const { result, statuses } = await run(gridSpecOf(siteOf('A', 200)), tasks, { incidents: [incident] })
  const { length, startSeconds, runEndSeconds, errorCode } = result.records!.attempts
  const rows = Array.from({ length }, (_, i) => i)
  const failedOf = (from: number, to: number): number => {
    const started = rows.filter((i) => startSeconds[i] >= from * HOUR && startSeconds[i] < to * HOUR)
    return started.filter((i) => errorCode[i] !== 0).length / started.length
  }
  t.is(failedOf(0, 4), 0)
  t.true(failedOf(4, 8) > 0.1 && failedOf(4, 8) < 0.4, `${failedOf(4, 8)} failed in the first half`)
  t.true(failedOf(8, 11) > 0.5 && failedOf(8, 11) < 0.9, `${failedOf(8, 11)} failed in the second half`)
  const silent = rows.filter((i) => errorCode[i] === 100)
  t.true(silent.length > 0)
  for (const i of silent) t.is(runEndSeconds[i], 12 * HOUR, 'last heard when the site died')
  t.is(rows.filter((i) => startSeconds[i] >= 12 * HOUR && startSeconds[i] < 18 * HOUR).length, 0)
  t.is(failedOf(18, 30), 0, 'the site is back and sound')
  t.deepEqual(statuses, [])
})

test('an outage that nobody announced ends what runs; what waits starts when the site is back', async (t) => {
  const tasks = hourly({ run: 1.5 * HOUR, maxAttempts: 1 })
  const { result, ends, statuses } = await run(gridSpecOf(siteOf('A', 4)), tasks, { outages: [outage('A', 6.25, 2)] })
  t.deepEqual(statuses, ['6.25 offline', '8.25 online'])
  t.deepEqual(ends.filter((end) => end.includes('failed')).sort(), [
    '#5 failed 100, 5.00 to 6.25',
    '#6 failed 100, 6.00 to 6.25',
  ])
  t.true(ends.includes('#4 finished 0, 4.00 to 5.50'))
  for (const end of ends) t.notRegex(end, /, (6\.[3-9]|7|8\.[01])/, 'nothing starts while it lasts')
  counts(t, result, 22, 2)
  const { busyCoreSeconds, cores, utilisationFraction } = result.sites[0]
  t.true(
    Math.abs(utilisationFraction! - busyCoreSeconds / (cores * (23 - 2) * HOUR)) < 1e-9,
    'capacity without the outage',
  )
  t.is(result.summary.metrics.utilisationFraction, utilisationFraction)
})

test('an outage that was announced: no new work before, and what runs ends in peace', async (t) => {
  const tasks = hourly({ run: 1.5 * HOUR })
  const { result, ends, statuses } = await run(gridSpecOf(siteOf('A', 4)), tasks, {
    outages: [outage('A', 6.25, 2, { announced: true, noticeSeconds: HOUR })],
  })
  t.deepEqual(statuses, ['5.25 brokeroff', '6.25 offline', '8.25 online'])
  t.true(ends.includes('#5 finished 0, 5.00 to 6.50'))
  for (const end of ends) t.notRegex(end, /, ([67]|8\.[01])/, 'nothing starts from the notice to the end')
  counts(t, result, 24, 0)
})

test('pilots that hold a slot when the outage comes never ask, and others are sent for their jobs', async (t) => {
  const pilots = { startDelaySeconds: 600, startDelaySpreadSeconds: 0, timefloorSeconds: 0 }
  const { result, ends } = await run(gridSpecOf(siteOf('A', 4)), [{ at: HOUR, run: HOUR }], {
    pilots,
    outages: [{ ...outage('A', 1, 1), atSeconds: HOUR + 300 }],
  })
  t.deepEqual(ends, ['#0 finished 0, 2.25 to 3.25'])
  t.is(result.summary.metrics.pilotsStarted, 2)
})

test('while the storage of a site is out its transfers stand still, its jobs run on', async (t) => {
  const data = [{ name: 'data', sites: ['FAR'] }]
  const tasks: ListedTask[] = [
    // 2 GB at 20 MB/s and a second: 101 s.
    { at: 0, run: HOUR, queue: 'A', dataset: 'data', inputBytes: 2e9, inputFiles: 1 },
    { at: 0, run: HOUR, queue: 'FAR', outputBytes: 2e9, nucleus: 'A' },
  ]
  const out = { ...outage('FAR', 0, 3, { kind: 'storage' }), atSeconds: 36 }
  const { result, ends, statuses } = await run(
    gridSpecOf(siteOf('A', 1), siteOf('FAR', 1)),
    tasks,
    { outages: [out] },
    data,
  )
  t.deepEqual(statuses, ['0.01 storage out', '3.01 storage back'], 'brokerage is told')
  t.deepEqual([...ends].sort(), ['#0 finished 0, 3.03 to 4.03', '#1 finished 0, 0.00 to 1.00'])
  const { startSeconds, endSeconds, ordinal } = result.records!.attempts
  const input = Array.from(ordinal.subarray(0, 2)).indexOf(0)
  t.is(startSeconds[input], 3 * HOUR + 101, 'a third of it before, the rest after')
  t.is(endSeconds[1 - input], 3 * HOUR + 36 + 101, 'the output begins when the storage is back')
})

/** A site of one core whose slots last an hour. */
function shortSlots(): GridSpec {
  const site = siteOf('A', 1)
  return gridSpecOf({ ...site, queues: [{ ...site.queues[0], maxWalltimeSeconds: HOUR }] })
}

test('a slot ends at the wall time of its queue and takes its job along', async (t) => {
  // It asked for less than it takes.
  const tasks = [{ at: 0, run: 2 * HOUR, walltimeSeconds: 0.9 * HOUR, maxAttempts: 1 }]
  const reported = await run(shortSlots(), tasks, { batch: { ...plainBatch, wallTimeLimits: true } })
  t.deepEqual(reported.ends, ['#0 failed 1213, 0.00 to 1.00'])
  const silent = await run(shortSlots(), tasks, { batch: { ...plainBatch, wallTimeLimits: true, silentKills: 1 } })
  t.deepEqual(silent.ends, ['#0 failed 100, 0.00 to 1.00'])
  t.true(silent.result.records!.attempts.endSeconds[0] > 3 * HOUR, 'noticed when the heartbeat is missed')
  const unlimited = await run(shortSlots(), tasks, {})
  t.deepEqual(unlimited.ends, ['#0 finished 0, 0.00 to 2.00'])
})

test('a pilot that asks again says how much of its slot is left, and none of that is used twice', async (t) => {
  const tasks = Array.from({ length: 4 }, () => ({ at: 0, run: 0.4 * HOUR, walltimeSeconds: 0.5 * HOUR }))
  const { result, ends } = await run(shortSlots(), tasks, {
    batch: { ...plainBatch, wallTimeLimits: true },
    pilots: { startDelaySeconds: 0, startDelaySpreadSeconds: 0, timefloorSeconds: 10 * HOUR },
  })
  t.deepEqual(ends, [
    '#0 finished 0, 0.00 to 0.40',
    '#1 finished 0, 0.40 to 0.80',
    '#2 finished 0, 0.80 to 1.20',
    '#3 finished 0, 1.20 to 1.60',
  ])
  t.is(
    result.summary.metrics.pilotsStarted -
      result.summary.metrics.emptyPilotFraction! * result.summary.metrics.pilotsStarted,
    2,
  )
})

test('with backfill a narrow pilot passes a wide one that does not fit', async (t) => {
  const tasks: ListedTask[] = [
    { at: 0, run: 100, cores: 8 },
    { at: 1, run: 100, cores: 8 },
    { at: 2, run: 10, cores: 1 },
  ]
  for (const [backfill, start] of [
    [false, 200],
    [true, 2],
  ] as const) {
    const grid = gridSpecOf(siteOf('A', 8 + (backfill ? 1 : 0), [1, 8]))
    const { result } = await run(grid, tasks, { batch: { ...plainBatch, backfill } })
    const row = Array.from(result.records!.attempts.ordinal).indexOf(2)
    t.is(result.records!.attempts.startSeconds[row], start, `backfill ${backfill}`)
  }
})

test('before they stand in line pilots are delayed, the longer the fuller the site is', async (t) => {
  const n = 1_500
  const spaced = Array.from({ length: n }, (_, i): ListedTask => ({ at: 5_000 + i * 1_000, run: 1, firstOrdinal: i }))
  const batch = { ...plainBatch, queueDelaySeconds: 100, longestQueueDelaySeconds: HOUR }
  for (const [cores, mean] of [
    [0, 100],
    [80, 500],
  ]) {
    // So many cores are taken all the time by a job of that width, which lives for less than the 21 days it may.
    const filler: ListedTask[] = cores === 0 ? [] : [{ at: 0, run: 1.7e6, cores, name: 'filler', firstOrdinal: 0 }]
    const grid = gridSpecOf(siteOf('A', 100, cores === 0 ? [1] : [1, cores]))
    const { result } = await run(grid, [...filler, ...spaced], { batch })
    const { startSeconds, submitSeconds, task, taskNames, length } = result.records!.attempts
    const rows = Array.from({ length }, (_, i) => i).filter((i) => taskNames[task[i]] === 'list')
    const found = rows.reduce((sum, i) => sum + startSeconds[i] - submitSeconds[i], 0) / rows.length
    // The spread of an exponential delay is its mean; 2.58: 99 %.
    t.true(Math.abs(found - mean) < (2.58 * mean) / Math.sqrt(n), `${found} s at ${cores} of 100 cores in use`)
  }
})
