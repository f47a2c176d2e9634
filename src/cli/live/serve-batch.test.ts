import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { FakeBatch } from '../../live/pilot-source/testing/fake-batch.js'
import { ProcessFamily } from '../../live/processes/process-family.js'
import { BatchTale } from '../../live/testing/batch-tale.js'

const program = fileURLToPath(new URL('../run.js', import.meta.url))
const templates = {
  slurm: '#!/bin/sh\n#SBATCH --output={{log}}\nexec {{script}}\n',
  htcondor: 'executable = {{script}}\noutput = {{log}}\nqueue\n',
}

for (const name of ['slurm', 'htcondor'] as const)
  test(`${name}: a server is killed while pilots are submitted and while they run; nothing is lost or done twice`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ailuro-batch-'))
    const fake = await FakeBatch.make(join(folder, 'batch'))
    await fake.slots(2)
    const tale = new BatchTale(
      program,
      folder,
      {
        name,
        template: templates[name],
        environment: { ...fake.environment, AILURO_TEST: folder },
        jobs: async () => (await fake.jobs()).map((job) => ({ tag: job.split(' ')[0], state: job.split(' ')[1] })),
      },
      { jobs: 6, surplus: 20, patienceMilliseconds: 60_000 },
    )
    t.teardown(async () => {
      await tale.end()
      await new ProcessFamily(`FAKE=${join(folder, 'batch')}`).end(1000)
      rmSync(folder, { recursive: true, maxRetries: 5 })
    })
    const { kills } = await tale.tell()
    t.deepEqual(tale.faults, [])
    t.is(kills, 2)
  })
