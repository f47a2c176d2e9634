/** All rules by which pilots are asked for. */
import { autopyfactory } from './autopyfactory.js'
import { harvesterPull } from './harvester-pull.js'
import { onePerJob } from './one-per-job.js'
import type { PilotDemandKind } from './pilot-demand-rule.js'

export const pilotDemands: readonly PilotDemandKind[] = [onePerJob, autopyfactory, harvesterPull]

/** The rule that holds where none is chosen. */
export const usualPilotDemand = onePerJob.name
