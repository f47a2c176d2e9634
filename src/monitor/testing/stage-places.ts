/** Made-up queues, workers, links, datasets and errors. */
import type { DatasetInList, LinkTold, NetworkTold } from '../readings/data.js'
import type { ErrorsTold } from '../readings/errors.js'
import type { ShareInList, UserInList } from '../readings/people.js'
import { NotTold } from '../readings/not-told.js'
import type { QueueTold, WorkerInList, WorkersTold } from '../readings/places.js'
import { LONG, NASTY, NOW, ODD_QUEUE } from './stage-jobs.js'

const notCounted = new NotTold(`Nobody counts its pilots ${NASTY}.`)

function stageQueue(changes: Partial<QueueTold> = {}): QueueTold {
  return {
    queue: 'BNL_PROD',
    site: 'BNL',
    tier: 1,
    status: 'online',
    waiting: 1_204,
    running: 900,
    runningCores: 7_200,
    cores: 8_000,
    finished: 12_345,
    failed: 321,
    limits: [
      { name: 'cores', value: '8' },
      { name: 'memory', value: '2,000 MB a core' },
      { name: 'wall time', value: '4 d' },
    ],
    efficiency: 0.934,
    errors: [{ code: 1213, cause: 'pilot', text: 'The job ran longer than its queue allows', jobs: 321 }],
    pilot: ['A pilot that asked now would get job 4711.'],
    pilots: { running: 900, submitted: 40, asks: 900, empty: 7 },
    downtimes: [{ from: NOW - 3_600, to: NOW + 7_200, text: `Power work ${NASTY}` }],
    refusals: ['The step memory refuses 12 jobs of ttbar simulation.'],
    ...changes,
  }
}

export const stageQueues: readonly QueueTold[] = [
  stageQueue(),
  stageQueue({
    queue: 'BNL_TEST',
    status: 'test',
    cores: 0,
    runningCores: 3,
    finished: 0,
    failed: 0,
    pilots: notCounted,
  }),
  stageQueue({ queue: 'LYON_PROD', site: 'LYON' }),
  stageQueue({ queue: 'RAL_PROD', site: 'RAL' }),
  stageQueue({ queue: 'CERN_PROD', site: 'CERN', tier: 0, running: 2_000, runningCores: 16_000, cores: 20_000 }),
  stageQueue({
    queue: ODD_QUEUE,
    site: NASTY,
    tier: 3,
    status: 'offline',
    running: 0,
    runningCores: 0,
    efficiency: null,
  }),
  stageQueue({ queue: LONG.replaceAll('.', '_'), site: LONG.slice(0, 60), tier: 2, status: 'brokeroff' }),
]

export const stageWorkers: readonly WorkerInList[] = [
  { name: 'pilot-1', queue: 'BNL_PROD', status: 'running', job: 4714, node: 'wn001.bnl', heardAt: NOW - 40 },
  { name: NASTY, queue: ODD_QUEUE, status: 'submitted', job: null, node: LONG, heardAt: null },
]

/** Pilots by queue. */
export const stagePilots: WorkersTold['queues'] = [
  { queue: 'BNL_PROD', running: 900, submitted: 40, asks: 900, empty: 7 },
  { queue: ODD_QUEUE, running: 0, submitted: 1, asks: null, empty: null },
]

/** Links among so many sites, each with its neighbours. */
export function stageNetwork(sites: number): NetworkTold {
  const names = Array.from({ length: sites }, (_, index) => `SITE_${String(index).padStart(3, '0')}`)
  const links = names.flatMap((from, index) =>
    names.slice(index + 1, index + 6).map((to, step): LinkTold => ({
      from,
      to,
      bytesPerSecond: step === 4 ? null : 1e6 * (1 + ((7 * index + step) % 400)),
      transfers: (index + step) % 4,
      bytes: 1e9 * ((13 * index) % 29),
      closeness: (index + step) % 12,
      ageSeconds: step === 0 ? null : 600 * step,
    })),
  )
  return { sites: names, links }
}

export const stageDatasets: readonly DatasetInList[] = Array.from({ length: 130 }, (_, index) => ({
  name: index === 0 ? LONG : index === 1 ? NASTY : `data26_13p6TeV.${index}.AOD`,
  bytes: 1e9 * (index + 1),
  files: 10 * index,
  replicas: [
    { site: 'BNL', kind: 'primary' as const },
    ...(index % 3 === 0 ? [{ site: 'CERN', kind: 'tape' as const }] : []),
  ],
  uses: index % 2 === 0 ? index : null,
  lastUsedAt: index % 2 === 0 ? NOW - 60 * index : null,
}))

export const stageShares: readonly ShareInList[] = [
  { share: 'production', depth: 0, target: 0.7, used: 0.62, running: 2_000, waiting: 9_000 },
  { share: 'simulation', depth: 1, target: 0.4, used: 0.5, running: 1_500, waiting: 6_000 },
  { share: NASTY, depth: 2, target: null, used: 0, running: 0, waiting: 0 },
  { share: 'analysis', depth: 0, target: 0.3, used: 0.38, running: 1_100, waiting: 300 },
]

export const stageUsers: readonly UserInList[] = [
  { user: 'Ada Lovelace', tasks: 2, waiting: 450, running: 85, finished: 400, failed: 12 },
  { user: NASTY, tasks: 1, waiting: 450, running: 185, finished: 0, failed: 0 },
]

export const stageErrors: ErrorsTold = {
  from: NOW - 86_400,
  to: NOW,
  failed: 642,
  ended: 24_690,
  byCode: stageQueue().errors,
  bySite: [
    { site: 'BNL', failed: 321, ended: 12_666 },
    { site: NASTY, failed: 321, ended: 400 },
  ],
  byTask: [{ task: 22, name: NASTY, failed: 12, ended: 412 }],
  course: { name: 'failed', from: NOW - 86_400, stepSeconds: 21_600, values: [null, 3, 0, 12] },
  bursts: [{ from: NOW - 7_200, to: NOW - 7_000, site: NASTY, text: 'The storage did not answer', jobs: 300 }],
}
