/** A results folder of a small run, for tests of explanations. */
import type { ExecutionContext } from 'ava'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replayScenario } from '../../../sim/scenario-file.js'
import { type Scenario, simulate } from '../../../sim/simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf } from '../../../sim/testing/scenarios.js'
import { writeTables } from '../../tables/write-tables.js'

const near = siteOf('Near', 1)
const small = siteOf('Small', 40)

/**
 * Three jobs of a task whose input is at Near, which has one core, and one of another task. Small gives too little memory, Off
 * is offline, and at 500 s Near goes offline too for a while.
 */
export const fewJobs: Scenario = scenarioWith(
  gridSpecOf(
    near,
    {
      ...small,
      queues: small.queues.map((queue) => ({ ...queue, slots: [{ cores: 1, maxMemoryMB: 500, minMemoryMB: 0 }] })),
    },
    siteOf('Off', 40),
  ),
  () =>
    new ListWorkload(
      [
        { at: 60, run: 1000, jobs: 3, name: 'reco', memoryMBPerCore: 2000, dataset: 'data', inputBytes: 1e9 },
        { at: 600, run: 100, jobs: 1, name: 'late', firstOrdinal: 0, memoryMBPerCore: 2000 },
      ],
      [{ name: 'data', sites: ['Near'] }],
    ),
  {
    name: 'few-jobs',
    policy: 'production',
    incidents: [
      { atSeconds: 0, queue: 'Off', status: 'offline' },
      { atSeconds: 500, queue: 'Near', status: 'brokeroff' },
      { atSeconds: 900, queue: 'Near', status: 'online' },
    ],
  },
)

/** Twelve like sites with slots of one and of eight cores, and ten jobs of one core: of the ten candidates that are kept Last is none. */
export const manySites: Scenario = scenarioWith(
  gridSpecOf(...Array.from({ length: 11 }, (_, i) => siteOf(`Like${i + 1}`, 40, [1, 8])), siteOf('Last', 40, [1, 8])),
  () => new ListWorkload([{ at: 60, run: 1000, jobs: 10, name: 'sim', memoryMBPerCore: 2000 }]),
  { name: 'many-sites', policy: 'production' },
)

/** Three jobs of a trace at the sites that it names, the first of which waits 100 s, and the last of which fails. */
export function recordedJobs(t: ExecutionContext): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-trace-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const trace = join(folder, 'jobs.csv')
  const rows = [
    'pandaid,creationtime,starttime,endtime,jobstatus,computingsite,corecount,vo',
    '6001,2024-12-10 00:00:00,2024-12-10 00:01:40,2024-12-10 01:00:00,finished,BNL,1,atlas',
    '6002,2024-12-10 00:00:05,2024-12-10 00:00:10,2024-12-10 00:30:00,finished,2,1,atlas',
    '6003,2024-12-10 00:00:09,2024-12-10 00:00:15,2024-12-10 00:30:40,failed,2,1,atlas',
  ]
  writeFileSync(trace, rows.join('\n'))
  return replayScenario({ trace, format: undefined, mode: 'recorded', grid: undefined })
}

/** Runs a scenario under policies with records, and writes what explanations read of its results into a folder. */
export async function resultsOf(t: ExecutionContext, scenario: Scenario, policies = ['production']): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-explain-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const runs = []
  for (const policy of policies) runs.push(await simulate(scenario, { policy, records: true }))
  await writeTables(folder, runs)
  writeFileSync(join(folder, 'summary.json'), JSON.stringify({ runs: runs.map(({ summary }) => summary) }))
  return folder
}
