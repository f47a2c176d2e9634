/** A replay of a trace with faults: refused as it is, and told what was left out when that is wanted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { replayScenario } from './scenario-file.js'
import { simulate } from './simulate.js'

const rows = `pandaid,creationtime,starttime,endtime,jobstatus,computingsite
1,2024-05-01 10:00:00,2024-05-01 10:00:30,2024-05-01 11:00:00,finished,BNL
2,2024-05-01 10:00:10,2024-05-01 10:00:30,2024-05-01 11:00:00,finished
3,yesterday,2024-05-01 10:00:30,2024-05-01 11:00:00,finished,BNL
4,2024-05-01 10:00:30,2024-05-01 10:00:30,2024-05-01 11:00:00,finished,CERN
5,2024-05-01 10:00:40,2024-05-01 10:00:30
`

for (const mode of ['recorded', 'rebrokered'] as const) {
  test(`${mode}: a faulty trace is refused, or replayed without its faulty records`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ailuro-faulty-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const trace = join(folder, 'jobs.csv')
    writeFileSync(trace, rows)
    await t.throwsAsync(() => simulate(replayScenario({ trace, mode })), {
      name: 'BadInput',
      message: `${trace}:3: the row has 5 fields; allowed: 6 fields, as in the header row`,
    })
    const { summary } = await simulate(replayScenario({ trace, mode, skipFaults: true }))
    t.is(summary.jobs.submitted, 2)
    t.true(summary.complete)
    const told = summary.assumptions.find((line) => line.startsWith('of the trace'))
    t.true(
      told?.startsWith(
        `of the trace, 3 of 5 records have a fault and are left out: 2 × number of fields, 1 × creationtime. The first: ${trace}:3: the row has 5 fields; `,
      ),
      told,
    )
  })
}
