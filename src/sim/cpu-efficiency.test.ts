/** CPU efficiency is known only where a trace tells CPU time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { replayScenario } from './scenario-file.js'
import { simulate } from './simulate.js'

/** Replays records as they were: run time, cores, and mean CPU time of a core, -1 where the record does not tell. */
async function efficiencyOf(
  records: readonly (readonly [run: number, cores: number, cpu: number])[],
): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-cpu-'))
  try {
    const trace = join(folder, 'jobs.swf')
    const lines = records.map(
      ([run, cores, cpu], i) => `${i + 1} 0 0 ${run} ${cores} ${cpu} -1 ${cores} -1 -1 1 1 1 -1 -1 1 -1 -1`,
    )
    writeFileSync(trace, `${lines.join('\n')}\n`)
    return (await simulate(replayScenario({ trace, mode: 'recorded' }))).summary.metrics.cpuEfficiencyFraction
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('null where no record tells CPU time', async (t) => {
  t.is(await efficiencyOf([[100, 1, -1]]), null)
})

test('weighted by wall time and cores, over the records that tell it', async (t) => {
  const told = [
    [100, 1, 90],
    [300, 4, 150],
    [1_000, 1, -1],
  ] as const
  t.is(await efficiencyOf(told), (90 + 4 * 150) / (100 + 4 * 300))
})
