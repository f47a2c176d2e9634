/** Reports for tests of the live host. */
import { taskOf } from '../../brokerage/testing/stage.js'
import type { PilotRequest } from '../door.js'

/** A pilot asks at BNL, except as told. */
export const ask = (more: Partial<PilotRequest> = {}): { report: 'pilotAsks' } & PilotRequest => ({
  report: 'pilotAsks',
  queue: 'BNL',
  cores: 1,
  first: true,
  worker: undefined,
  memoryMB: 0,
  scratchMB: 0,
  remainingSeconds: 0,
  ...more,
})

/** A task at BNL, and what its jobs run: all of them, and the first one. */
export const submit = (name: string, jobs = 1, body = '{"command":["true"]}') => ({
  report: 'submit' as const,
  task: taskOf({ name, jobs, queue: 'BNL' }),
  specs: [
    { ordinal: -1, body },
    { ordinal: 0, body: `{"first":"${name}"}` },
  ],
})
