import type { StageDoor } from '../../testing/stage-door.js'

/** A pilot takes the next job of the stage, wherever it is, and ends it. */
export async function runNextJob(door: StageDoor, outcome: 'finished' | 'failed'): Promise<void> {
  const slot = { cores: 1, first: true, worker: undefined, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
  const job =
    (await door.report({ report: 'pilotAsks', queue: 'CERN', ...slot })) ??
    (await door.report({ report: 'pilotAsks', queue: 'BNL', ...slot }))
  if (job === undefined) throw new Error('there is no job for a pilot')
  await door.report({ report: 'started', id: job.id })
  await door.report({ report: 'ended', id: job.id, outcome, errorCode: outcome === 'failed' ? 1305 : 0 })
}
