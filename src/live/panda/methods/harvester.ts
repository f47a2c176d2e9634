/** What Harvester asks and tells about itself and its workers (panda-protocol.md §3), and pilots about theirs (§2.7). */
import { refusal, well } from '../answer.js'
import type { WorkerCounts } from '../harvester-book.js'
import { factsIn } from '../harvester-facts.js'
import { method } from '../method.js'
import { anything, id, listOf, object, optional, text, words } from '../parameter.js'
import { countsIn } from '../worker-counts.js'
import { workerNews } from '../worker-news.js'
import { factories } from './callers.js'

const MOST_WORKERS = 5_000
const harvester = text({ classic: 'harvesterID', v1: 'harvester_id' }, 200)

const dialogFields = ['diagID', 'moduleName', 'identifier', 'creationTime', 'messageLevel', 'diagMessage']

export const harvesterMethods = {
  harvesterHeartbeat: method({
    classic: 'harvesterIsAlive',
    v1: 'POST harvester/heartbeat',
    summary: 'Hear that an instance of Harvester is alive',
    usedBy: ['Harvester'],
    may: factories,
    secure: true,
    refusals: 'pair',
    takes: { harvester, data: optional(object('data'), {}) },
    example: { harvester: 'h1', data: { sw_version: '0.7.3' } },
    handle: async ({ given }, { books }) => {
      await books.harvesters.heard(given.harvester, factsIn(given.data))
      return well(null, [true, 'succeeded'])
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
    refusals: 'pair',
    takes: { harvester, workers: listOf('workers', object('worker'), MOST_WORKERS) },
    size: 'bulk',
    example: { harvester: 'h1', workers: [{ workerID: 1, status: 'running', computingSite: 'CERN' }] },
    handle: async ({ given }, { books }) => {
      const news = given.workers.map((one) => workerNews(given.harvester, one))
      const known = news.filter((one) => one !== undefined)
      const numbers = known.map(({ id: number }) => number)
      await books.harvesters.hasWorkers(given.harvester, numbers)
      await books.workers.hear(known)
      const results = news.map((one) => one !== undefined)
      return well(results, [true, results])
    },
  }),

  updateWorkerPilotStatus: method({
    classic: 'updateWorkerPilotStatus',
    v1: 'POST pilot/update_worker_status',
    summary: 'Hear that the pilot of a worker has begun or ended',
    usedBy: ['pilot3', 'later pilots'],
    missing: 'when it was is not kept',
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
      const place = site === undefined || known !== undefined ? {} : { queue: site }
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
    refusals: 'pair',
    takes: {
      harvester,
      queue: text({ classic: 'siteName', v1: 'panda_queue' }, 200),
      counts: object({ classic: 'paramsList', v1: 'statistics' }),
    },
    example: { harvester: 'h1', queue: 'CERN', counts: '{"managed": {"SCORE": {"running": 2}}}' },
    handle: async ({ given: { harvester: name, queue, counts } }, { books }) => {
      await books.harvesters.counted(name, queue, countsIn(counts))
      return well(null, [true, 'OK'])
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
      // Harvester and queues choose their names: objects without a prototype have none of their own.
      const data = Object.create(null) as Record<string, Record<string, WorkerCounts>>
      for (const { name, queue, counts } of books.harvesters.counts())
        (data[queue] ??= Object.create(null) as Record<string, WorkerCounts>)[name] = counts
      return { ...well(data), classic: data }
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
    refusals: 'pair',
    takes: { harvester, dialogs: listOf('dialogs', object('dialog'), 10_000) },
    size: 'bulk',
    example: { harvester: 'h1', dialogs: [{ diagID: 1, moduleName: 'submitter', diagMessage: 'no quota' }] },
    handle: async ({ given: { harvester: name, dialogs } }, { books }) => {
      const facts = dialogs.map((one) => factsIn(one, dialogFields))
      await books.harvesters.said(name, facts)
      return well(null, [true, ''])
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
    refusals: 'pair',
    takes: { harvester, metrics: listOf('metrics', anything('metric'), 10_000) },
    size: 'bulk',
    example: { harvester: 'h1', metrics: [['2026-01-01 00:00:00', 'host', '{"rss": 1}']] },
    handle: async ({ given: { harvester: name, metrics } }, { books }) => {
      await books.harvesters.measured(name, JSON.stringify(metrics.at(-1) ?? null).slice(0, 2_000))
      return well(null, [true, [true]])
    },
  }),

  getCurrentWorkerId: method({
    classic: 'get_max_worker_id',
    v1: 'GET harvester/get_current_worker_id',
    summary: 'Tell the highest number that a worker of an instance of Harvester has had, 0 for none',
    usedBy: ['Harvester'],
    may: factories,
    takes: { harvester: text('harvester_id', 200) },
    example: { harvester: 'h1' },
    handle: ({ given }, { books }) => {
      const { lastWorker } = books.harvesters.instance(given.harvester)
      return well(lastWorker, String(lastWorker))
    },
  }),
} as const
