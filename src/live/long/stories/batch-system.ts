import { mkdir } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BatchTale } from '../../testing/batch-tale.js'
import { OwnSlurm, slurmMissing } from '../own-slurm.js'
import type { Story } from './story.js'

const program = fileURLToPath(new URL('../../../cli/run.js', import.meta.url))
const template = new URL('../../../../../scenarios/batch/slurm.sh', import.meta.url)

const CORES = 4
/** Longer than the server waits for the answer to a submission, after which it looks again. */
const PATIENCE_MILLISECONDS = 240_000
const AWAY_MILLISECONDS = 8_000

/** Pilots that a real Slurm starts: the server is killed while it submits and while they run, and Slurm's controller is away for a while. */
export const batchSystem: Story = {
  name: 'pilots in a real Slurm',
  async tell(scene) {
    const missing = slurmMissing()
    if (missing !== undefined) return missing
    const [slurmFolder, folder] = [join(scene.folder, 'slurm'), join(scene.folder, 'server')]
    for (const one of [slurmFolder, folder]) await mkdir(one)
    const slurm = await OwnSlurm.start(slurmFolder, CORES)
    const tale = new BatchTale(
      program,
      folder,
      {
        name: 'slurm',
        template: readFileSync(template, 'utf8'),
        environment: slurm.environment,
        jobs: () => slurm.jobs(),
        outage: async () => {
          await slurm.killController()
          await sleep(AWAY_MILLISECONDS)
          await slurm.startController()
        },
      },
      { jobs: 40, surplus: 60, patienceMilliseconds: PATIENCE_MILLISECONDS },
    )
    try {
      for (const [what, count] of Object.entries<number>({ ...(await tale.tell()) })) scene.count(what, count)
      scene.faults.push(...tale.faults)
    } finally {
      await tale.end()
      await slurm.end()
    }
    return undefined
  },
}
