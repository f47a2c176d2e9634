/** Disks that jobs fill: what may go goes in time, also when nobody asks for space. */
import test from 'ava'
import type { SiteSpec } from './grid-spec.js'
import type { RunSummary } from './run-result.js'
import { simulate } from './simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf } from './testing/scenarios.js'
import { plainTransfers } from './transfers.js'

const HOUR = 3_600
const disk: SiteSpec = { ...siteOf('DISK', 50), storage: { totalBytes: 1e12, usedBytes: 5e11 } }

/** Ten jobs bring 400 GB to a disk with 500 GB to spare; a day and a half later another one wants to run there. */
async function secondTask(keepFree: number, cacheGraceHours: number): Promise<RunSummary> {
  const work = { queue: 'DISK', run: HOUR, inputFiles: 1 }
  const workload = (): ListWorkload =>
    new ListWorkload(
      [
        { ...work, at: 0, jobs: 10, name: 'first', dataset: 'data', inputBytes: 40e9 },
        { ...work, at: 36 * HOUR, jobs: 1, name: 'second' },
      ],
      [{ name: 'data', sites: ['STORE'] }],
    )
  const { summary } = await simulate(
    scenarioWith(gridSpecOf(siteOf('STORE', 1), disk), workload, {
      policy: 'production',
      transfers: {
        ...plainTransfers,
        keepFree,
        cacheGraceSeconds: cacheGraceHours * HOUR,
        cacheLifetimeSeconds: Infinity,
      },
      drainSeconds: 30 * 24 * HOUR,
    }),
  )
  return summary
}

test('copies that are old enough are deleted before space is asked for, or a full disk would stay full for good', async (t) => {
  const cases: readonly (readonly [keepFree: number, graceHours: number, finished: number])[] = [
    // Brokerage wants 200 GiB free and 100 GB are: nothing is sent there, so nothing asks for space.
    [0, 24, 10],
    [0.05, 24, 10],
    [0.3, 24, 11],
    // Too young when the job comes, but not for ever.
    [0.3, 48, 11],
    [0.3, 1e6, 10],
  ]
  for (const [keepFree, hours, finished] of cases) {
    const { jobs } = await secondTask(keepFree, hours)
    t.is(jobs.finished, finished, `${keepFree} ${hours}`)
  }
})
