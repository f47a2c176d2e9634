import { Core } from '../../brokerage/core.js'
import { builtInPolicy } from '../../brokerage/define-policy.js'
import type { Orders } from '../../brokerage/ports.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { gridOf, seed } from '../../model/testing/small-grid.js'

/** Queues that the pilots of long tests serve. */
export const longQueues = ['NORTH', 'EAST', 'SOUTH'] as const

/**
 * What differs from PanDA's constants: all that is given hours there has seconds here, no queue is ever too full, and the throttler,
 * which lets go of a backlog minute by minute, holds nothing back.
 */
const constants: Partial<Constants> = {
  generatorCycleSeconds: 0,
  statisticsSeconds: 0,
  noCandidateRetrySeconds: 1,
  noCandidateRetryAnalysisSeconds: 1,
  queueCapJobs: 1_000_000,
  throttling: 0,
  pilotCycleSeconds: 5,
  pilotKeepAliveSeconds: 1e9,
  pilotSilenceSeconds: 1e9,
  watchdogPeriodSeconds: 2,
  sentTimeoutSeconds: 20,
  heartbeatTimeoutSeconds: 20,
}

/** The core of the servers that long tests kill. @param more constants beyond its own */
export function longCore(orders: Orders, more: Partial<Constants> = {}): Core {
  return new Core({
    grid: gridOf(`queue cores\n${longQueues.map((name) => `${name} 1`).join('\n')}`),
    policy: builtInPolicy('production'),
    constants: { ...defaultConstants, ...constants, ...more },
    seed,
    orders,
  })
}
