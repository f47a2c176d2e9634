import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { networkOf } from '../../sim/grid-text.js'
import { type GridSpec, openQueue } from '../../sim/grid-spec.js'
import type { Constants } from '../../model/constants.js'
import { USUAL_PORT } from './server-place.js'
import type { ServePlan } from './serve-plan.js'

/** Name of the one site of a laptop, and of its queue. */
const NAME = 'local'
/** Longer than any server lives. */
const NEVER = 1e9

/**
 * What makes a server of one machine prompt. PanDA's own constants are those of a grid: cycles of ten seconds and a minute, twenty
 * minutes until a queue that was full is tried again, queues that nobody was heard of for hours. Here pilots are ordered and come
 * within seconds, and a queue without work is well.
 */
const promptConstants: Partial<Constants> = {
  generatorCycleSeconds: 0,
  pilotCycleSeconds: 0,
  statisticsSeconds: 0,
  noCandidateRetrySeconds: 5,
  noCandidateRetryAnalysisSeconds: 5,
  throttling: 0,
  queueCapJobs: 100,
  pilotKeepAliveSeconds: NEVER,
  pilotSilenceSeconds: NEVER,
  inactiveSeconds: NEVER,
  noStartSeconds: NEVER,
  watchdogPeriodSeconds: 60,
  minFreeStorageGiB: 0,
}

/** Pilots that hear at once of a job, or that it was killed, and do not outlive the server for long. */
const promptPilots = { idleSeconds: 5, askSeconds: 1, awaySeconds: 30, heartbeatSeconds: 5 }

/** A server of this machine: one site with one queue of as many slots of one core as there are, and pilots as processes. */
export function laptopPlan(folder: string, cores = availableParallelism()): ServePlan {
  return {
    grid: laptopGrid(cores),
    policy: 'production',
    seed: '1',
    constants: promptConstants,
    constantsByShare: {},
    shares: undefined,
    listen: { host: '127.0.0.1', port: USUAL_PORT, allowRemote: false },
    folder,
    store: undefined,
    pilots: { source: 'subprocess', slots: { [NAME]: cores }, ...promptPilots },
    storage: { [NAME]: join(folder, 'storage') },
    retentionSeconds: 30 * 86_400,
    leastFreeBytes: 200e6,
    limits: {},
    queueData: new Map(),
    identity: undefined,
  }
}

function laptopGrid(cores: number): GridSpec {
  return {
    name: 'this machine',
    assumptions: [],
    sites: [{ name: NAME, tier: 2, cores, corePower: 10, queues: [openQueue(NAME, [1])] }],
    network: networkOf(undefined),
  }
}
