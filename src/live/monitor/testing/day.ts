import test, { type ExecutionContext } from 'ava'
import { runJobs, type SourceStage, sourceStage } from './source-stage.js'

/** Two tasks of alice's and one of bob's, some of their jobs ended; all but bob's third go to CERN. */
async function aDay(stage: SourceStage): Promise<void> {
  const { clients } = stage
  const spec = { command: ['./fit', '--quick'], inputs: [{ name: 'a.root', bytes: 7 }], outputs: [{ name: 'b.root' }] }
  const usual = { queue: 'CERN', maxFailures: 1, memoryMBPerCore: 1_000 }
  await clients.alice.call('POST /tasks', { body: { name: 'fit', jobs: 6, spec, ...usual, priority: 900 } })
  await clients.bob.call('POST /tasks', { body: { name: 'scan', jobs: 3, spec, ...usual, queue: 'BNL' } })
  await runJobs(stage, 'CERN', ['finished', 'failed', 'finished', 'running'])
  await runJobs(stage, 'BNL', ['failed', 'finished'], 30)
  await clients.alice.call('POST /tasks', { body: { name: 'plot', jobs: 2, spec, ...usual } })
}

/** A story on a stage of its own, after a day of work. */
export const day = test.macro(
  async (t: ExecutionContext, play: (t: ExecutionContext, stage: SourceStage) => Promise<void>) => {
    const stage = await sourceStage()
    try {
      await aDay(stage)
      await play(t, stage)
      stage.door.core.check()
    } finally {
      await stage.close()
    }
  },
)
