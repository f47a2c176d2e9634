import { Core } from '../../brokerage/core.js'
import { builtInPolicy } from '../../brokerage/define-policy.js'
import type { Orders } from '../../brokerage/ports.js'
import { calm } from '../../brokerage/testing/stage.js'
import { defaultConstants } from '../../model/constants.js'
import { gridsOf, seed } from '../../model/testing/small-grid.js'

/** Time-outs of a small and hasty world. */
const constants = {
  ...defaultConstants,
  ...calm,
  pilotCycleSeconds: 20,
  watchdogPeriodSeconds: 120,
  sentTimeoutSeconds: 400,
  heartbeatTimeoutSeconds: 300,
  assignedTimeoutSeconds: 700,
  activatedTimeoutSeconds: 1_500,
  definedTimeoutSeconds: 700,
  transferringTimeoutSeconds: 700,
  transferringTimeoutUrgentSeconds: 700,
  holdingTimeoutSeconds: 700,
  outputRetrySeconds: 60,
  noCandidateRetrySeconds: 60,
}

const newGrid = gridsOf('queue cores\nBNL 1+8\nCERN 1')
const policy = builtInPolicy('production')

/** The core of a history's host. */
export function buildCore(orders: Orders): Core {
  return new Core({
    grid: newGrid(),
    policy,
    constants,
    seed,
    orders,
  })
}
