/** What Harvester asks and tells about itself and its workers (panda-protocol.md §3), and pilots about theirs (§2.7). */
import { BadInput } from '../../../model/bad-input.js'
import { shown } from '../../api/wording.js'
import { refusal, well } from '../answer.js'
import type { WorkerCounts } from '../harvester-book.js'
import { method } from '../method.js'
import { anything, id, listOf, object, optional, text, words } from '../parameter.js'
import type { WorkerNews } from '../worker-book.js'

const factories = ['pilot', 'production'] as const
const MOST_WORKERS = 5_000
const harvester = text({ classic: 'harvesterID', v1: 'harvester_id' }, 200)

export const harvesterMethods = {
  harvesterHeartbeat: method({
    classic: 'harvesterIsAlive',
    v1: 'POST harvester/heartbeat',
    summary: 'Hear that an instance of Harvester is alive',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    takes: { harvester, data: optional(object('data'), {}) },
    example: { harvester: 'h1', data: { sw_version: '0.7.3' } },
    handle: async ({ given }, { books }) => {
      await books.harvesters.heard(given.harvester, given.data)
      return well()
    },
  }),

  updateWorkers: method({
    classic: 'updateWorkers',
    v1: 'POST harvester/update_workers',
    summary: 'Hear how workers do',
    usedBy: ['Harvester'],
    missing: 'the end of a worker does not end its job: the missing heartbeat does',
    may: factories,
    secure: true,
    takes: { harvester, workers: listOf('workers', object('worker'), MOST_WORKERS) },
    size: 'bulk',
    example: { harvester: 'h1', workers: [{ workerID: 1, status: 'running', computingSite: 'CERN' }] },
    handle: async ({ given }, { books }) => {
      const news = given.workers.map((one) => workerNews(given.harvester, one))
      await books.workers.hear(news.filter((one) => one !== undefined))
      const results = news.map((one) => one !== undefined)
      return well(results, { results })
    },
  }),

  updateWorkerPilotStatus: method({
    classic: 'updateWorkerPilotStatus',
    v1: 'POST pilot/update_worker_status',
    summary: 'Hear that the pilot of a worker has begun or ended',
    usedBy: ['pilot3', 'later pilots'],
    may: factories,
    secure: true,
    takes: {
      harvester,
      worker: id({ classic: 'workerID', v1: 'worker_id' }),
      status: text('status', 50),
      site: optional(text('site', 200)),
      node: optional(words('node_id', 200)),
    },
    example: { harvester: 'h1', worker: 1, status: 'started' },
    handle: async ({ given: { harvester: name, worker, status, site, node } }, { books }) => {
      if (!['started', 'finished'].includes(status)) return refusal(`status ${status} is neither started nor finished`)
      const said = { pilot_status: status, ...(node !== undefined && { node_id: node }) }
      const known = books.workers.worker(name, worker)
      const isNews =
        status === 'started' && (known === undefined || ['submitted', 'ready', 'pending'].includes(known.status))
      const place = site === undefined ? {} : { queue: site }
      await books.workers.hear([{ harvester: name, id: worker, said, ...place, ...(isNews && { status: 'running' }) }])
      return well()
    },
  }),

  updateWorkerNode: method({
    v1: 'POST pilot/update_worker_node',
    summary: 'Hear what a worker node is made of',
    usedBy: ['pilot3', 'later pilots'],
    missing: 'worker nodes are not kept',
    may: factories,
    secure: true,
    takes: { site: words('site', 128), node: words('host_name', 128), model: optional(words('cpu_model', 256)) },
    example: { site: 'CERN', node: 'node1' },
    handle: () => well(),
  }),

  updateWorkerNodeGpu: method({
    v1: 'POST pilot/update_worker_node_gpu',
    summary: 'Hear which graphics processors a worker node has',
    usedBy: ['later pilots'],
    missing: 'worker nodes are not kept',
    may: factories,
    secure: true,
    takes: { site: words('site', 128), node: words('host_name', 128) },
    example: { site: 'CERN', node: 'node1' },
    handle: () => well(),
  }),

  reportWorkerStatistics: method({
    classic: 'reportWorkerStats_jobtype',
    v1: 'POST harvester/report_worker_statistics',
    summary: 'Hear how many workers there are at a queue',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    takes: {
      harvester,
      queue: text({ classic: 'siteName', v1: 'panda_queue' }, 200),
      counts: object({ classic: 'paramsList', v1: 'statistics' }),
    },
    example: { harvester: 'h1', queue: 'CERN', counts: '{"managed": {"SCORE": {"running": 2}}}' },
    handle: async ({ given: { harvester: name, queue, counts } }, { books }) => {
      await books.harvesters.counted(name, queue, countsOf(counts))
      return well()
    },
  }),

  getWorkerStatistics: method({
    classic: 'getWorkerStats',
    v1: 'GET harvester/get_worker_statistics',
    summary: 'Tell how many workers there are, as Harvester told',
    usedBy: ['Harvester', 'monitors'],
    may: 'anyone',
    takes: {},
    example: {},
    handle: (_, { books }) => {
      const data: Record<string, Record<string, unknown>> = {}
      for (const { name, workers } of books.harvesters.all()) {
        for (const [queue, counts] of Object.entries(workers)) (data[queue] ??= {})[name] = counts
      }
      return well(data, { data })
    },
  }),

  addDialogs: method({
    classic: 'addHarvesterDialogs',
    v1: 'POST harvester/add_dialogs',
    summary: 'Hear what an instance of Harvester has to say',
    usedBy: ['Harvester'],
    missing: 'the last hundred are kept, no more',
    may: factories,
    secure: true,
    takes: { harvester, dialogs: listOf('dialogs', object('dialog'), 10_000) },
    size: 'bulk',
    example: { harvester: 'h1', dialogs: [{ diagID: 1, moduleName: 'submitter', diagMessage: 'no quota' }] },
    handle: async ({ given: { harvester: name, dialogs } }, { books }) => {
      const before = (books.harvesters.instance(name).said['dialogs'] ?? []) as readonly unknown[]
      await books.harvesters.heard(name, { dialogs: [...before, ...dialogs.map(plain)].slice(-100) })
      return well()
    },
  }),

  updateServiceMetrics: method({
    classic: 'updateServiceMetrics',
    v1: 'POST harvester/update_service_metrics',
    summary: 'Hear how the machine of an instance of Harvester does',
    usedBy: ['Harvester'],
    missing: 'the last word of each instance is kept, no more',
    may: factories,
    secure: true,
    takes: { harvester, metrics: listOf('metrics', anything('metric'), 10_000) },
    size: 'bulk',
    example: { harvester: 'h1', metrics: [['2026-01-01 00:00:00', 'host', '{"rss": 1}']] },
    handle: async ({ given: { harvester: name, metrics } }, { books }) => {
      const last = JSON.stringify(metrics.at(-1) ?? null).slice(0, 2_000)
      await books.harvesters.heard(name, { metrics: last })
      return well()
    },
  }),

  getCurrentWorkerId: method({
    v1: 'GET harvester/get_current_worker_id',
    summary: 'Give the next number for a worker of an instance of Harvester',
    usedBy: ['Harvester'],
    may: factories,
    takes: { harvester },
    example: { harvester: 'h1' },
    handle: async ({ given }, { books }) => well(await books.harvesters.nextWorker(given.harvester)),
  }),
} as const

/** What Harvester tells of a worker; undefined: it lacks its number. */
function workerNews(harvester: string, one: Readonly<Record<string, unknown>>): WorkerNews | undefined {
  const number = Number(one['workerID'] ?? NaN)
  if (!Number.isSafeInteger(number) || number < 0) return undefined
  const { workerID: _, status, computingSite, pandaid_list: jobs, ...rest } = one
  return {
    ...{ harvester, id: number, said: plain(rest) },
    ...(typeof status === 'string' && { status: status.slice(0, 50) }),
    ...(typeof computingSite === 'string' && { queue: computingSite.slice(0, 200) }),
    ...(Array.isArray(jobs) && { jobs: jobs.map(Number).filter(Number.isSafeInteger).slice(0, 1_000) }),
  }
}

/** Texts and numbers of an object, cut where they are long; Harvester's times without their prefix. */
function plain(object: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const kept: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(object).slice(0, 50)) {
    if (typeof value === 'number') kept[name] = value
    else if (typeof value === 'string') kept[name] = value.replace(/^datetime\//, '').slice(0, 500)
  }
  return kept
}

/** Workers by job type, resource type and status. @throws BadInput when a number is none */
function countsOf(sent: Readonly<Record<string, unknown>>): WorkerCounts {
  const levels = (value: unknown, depth: number, path: string): unknown => {
    if (depth === 0) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
      throw new BadInput(path, `it is ${shown(value)}`, 'a whole number from 0')
    }
    if (typeof value !== 'object' || value === null) throw new BadInput(path, `it is ${shown(value)}`, 'an object')
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, levels(inner, depth - 1, `${path}.${name}`)]),
    )
  }
  return levels(sent, 3, 'statistics') as WorkerCounts
}
