import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../src/live/store/open-store.js'
import { postgresPrograms, startPostgres } from '../../src/live/testing/postgres-server.js'
import { formatBytes, formatCount, formatNumber } from '../../src/model/format.js'
import { version } from '../../src/sim/version.js'
import { holdNanoseconds } from '../hold.js'
import type { LoadOrder, LoadResult } from './load-worker.js'
import { type PandaLoad, pandaLoad } from './panda-load.js'
import { ServerProcess } from './server-process.js'

/** What a live server does over one store. */
export interface StoreCost {
  store: string
  /** Jobs a second from getJob to the end, each with its own specification and three requests. */
  jobsPerSecond: number
  requestsPerSecond: number
  /** Of requests for jobs, at a third of that rate. */
  getJobP50Millis: number
  getJobP99Millis: number
  /** The same with a connection for each request. */
  jobsPerSecondConnectionClose: number
  /** The same with pilots that talk as PanDA's do, and what a job costs the server then, in milliseconds of one core. */
  jobsPerSecondPandaWire: number
  pandaWireMillisPerJob: number
  /** What a job costs the server with pilots of ours. */
  ownWireMillisPerJob: number
  /** Part of one core that server and load took at the highest rate. */
  serverCpuShare: number
  loadCpuShare: number
  /** Part of one core at PanDA's load, peak of memory, and the time from a kill to a server that listens again. */
  cpuShareAtPandaLoad: number | null
  peakRssBytes: number
  restartSeconds: number
  unfinishedJobsAtRestart: number
  /** What was acknowledged before the kill and found afterwards. */
  acknowledged: number
  found: number
  limitedBy: string
}

export interface LiveCost {
  bench: string
  version: string
  node: string
  connections: number
  seconds: number
  stores: StoreCost[]
  holdNanoseconds: number
}

/** How much is asked for. */
export interface LiveSize {
  readonly connections: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly panda: PandaLoad | undefined
}

export const smallLive: LiveSize = { connections: 20, seconds: 1, warmUpSeconds: 0.5, panda: undefined }
export const largeLive: LiveSize = {
  ...{ connections: 500, seconds: 60, warmUpSeconds: 10 },
  panda: { queued: 1_000_000, running: 150_000, jobsPerSecond: 12, heartbeatSeconds: 1800, seconds: 60 },
}

const QUEUES = 20
const BACKLOG = 5_000

/** Measures a live server over each store that can be had. Both processes share this machine. */
export async function live(size: LiveSize, wanted: readonly string[]): Promise<LiveCost> {
  const stores: StoreCost[] = []
  for (const store of wanted)
    stores.push(await withPlace(store, (place, folder) => measure(store, place, folder, size)))
  return {
    bench: 'live',
    version,
    node: process.version,
    connections: size.connections,
    seconds: size.seconds,
    stores,
    holdNanoseconds: holdNanoseconds(),
  }
}

async function withPlace<T>(store: string, work: (place: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-bench-'))
  const programs = postgresPrograms()
  const isPostgres = store === 'postgres'
  if (isPostgres && programs === undefined) throw new Error('PostgreSQL is not installed')
  const postgres = isPostgres ? await startPostgres(programs!, { isDurable: true }) : undefined
  try {
    return await work(postgres === undefined ? join(folder, 'ailuro.db') : await postgres.database(), folder)
  } finally {
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(name: string, store: string, folder: string, size: LiveSize): Promise<StoreCost> {
  const order = { folder, store, port: 0, queues: QUEUES }
  const server = await ServerProcess.start(order)
  const own = await withCpu(server, () => load(server, size, {}))
  const most = own.result
  const serverCpuShare = own.cpuSeconds / own.seconds
  const jobsPerSecond = most.jobs / most.seconds
  const third = await load(server, size, { asksPerSecond: jobsPerSecond / 3 })
  const closing = await load(server, { ...size, seconds: size.seconds / 4 }, { closes: true })
  const panda = await withCpu(server, () => load(server, { ...size, seconds: size.seconds / 2 }, { wire: 'panda' }))
  const loads = [most, third, closing, panda.result]
  const sum = (of: (result: LoadResult) => number): number => loads.reduce((total, result) => total + of(result), 0)
  const acknowledged = sum((result) => result.acknowledged)
  await server.kill()
  const found = await finishedIn(store)
  const inDoubt = sum((result) => result.inDoubt)
  if (found < acknowledged || found > acknowledged + inDoubt) {
    throw new Error(
      `${acknowledged} ends were acknowledged, ${inDoubt} are in doubt, ${found} were found after the kill`,
    )
  }
  const atPandaLoad = await pandaLoad(size.panda, order)
  const loadCpuShare = most.cpuSeconds / most.seconds
  return {
    store: name,
    jobsPerSecond,
    requestsPerSecond: most.requests / most.seconds,
    getJobP50Millis: third.getJobP50Millis,
    getJobP99Millis: third.getJobP99Millis,
    jobsPerSecondConnectionClose: closing.jobs / closing.seconds,
    jobsPerSecondPandaWire: panda.result.jobs / panda.result.seconds,
    pandaWireMillisPerJob: (1000 * panda.cpuSeconds) / panda.result.acknowledged,
    ownWireMillisPerJob: (1000 * own.cpuSeconds) / most.acknowledged,
    serverCpuShare,
    loadCpuShare,
    ...atPandaLoad,
    acknowledged,
    found,
    limitedBy: limitOf(serverCpuShare, loadCpuShare),
  }
}

/** What the server spends while something goes on. */
async function withCpu<T>(
  server: ServerProcess,
  work: () => Promise<T>,
): Promise<{ result: T; cpuSeconds: number; seconds: number }> {
  const cpu = server.cpuSeconds()
  const started = performance.now()
  const result = await work()
  return { result, cpuSeconds: server.cpuSeconds() - cpu, seconds: (performance.now() - started) / 1000 }
}

/** What stands in the way of more, as far as shares of processors tell. */
function limitOf(server: number, load: number): string {
  if (server + load > 1.8) return 'the processors, which server and load share'
  return server > 0.9 ? 'the one thread of the host' : 'the disk: commits wait for it'
}

function load(server: ServerProcess, size: LiveSize, more: Partial<LoadOrder>): Promise<LoadResult> {
  const { url, token } = server
  const { connections, seconds, warmUpSeconds } = size
  const usual = { closes: false, asksPerSecond: 0, backlog: BACKLOG, queues: QUEUES, wire: 'own' as const }
  const order: LoadOrder = { url, token, connections, seconds, warmUpSeconds, ...usual, ...more }
  const child = fork(fileURLToPath(new URL('./load-worker.js', import.meta.url)))
  child.send(order)
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as LoadResult))
    child.once('exit', (code) => reject(new Error(`the load ended with code ${code}`)))
  })
}

/** Attempts that finished, by the archive. */
async function finishedIn(place: string): Promise<number> {
  const store = openStore(place)
  await store.open()
  const { endedJobs } = await store.size()
  await store.close()
  return endedJobs
}

export function liveText({ connections, seconds, stores }: LiveCost): string {
  const lines = stores.flatMap((cost) => [
    `${cost.store}: ${formatNumber(cost.jobsPerSecond)} jobs/s, ${formatNumber(cost.requestsPerSecond)} requests/s over ${connections} connections for ${seconds} s; ${formatNumber(cost.jobsPerSecondConnectionClose)} jobs/s with a connection for each request`,
    `  pilots as PanDA's: ${formatNumber(cost.jobsPerSecondPandaWire)} jobs/s, ${formatNumber(cost.pandaWireMillisPerJob)} ms of the server a job (${formatNumber(cost.ownWireMillisPerJob)} with ours)`,
    `  getJob at a third of that: ${formatNumber(cost.getJobP50Millis)} ms in the middle, ${formatNumber(cost.getJobP99Millis)} ms at 99 %`,
    `  server ${formatNumber(cost.serverCpuShare)}, load ${formatNumber(cost.loadCpuShare)} of a core; limited by ${cost.limitedBy}`,
    `  after SIGKILL: ${formatCount(cost.acknowledged)} ends acknowledged, ${formatCount(cost.found)} found`,
    `  restart with ${formatCount(cost.unfinishedJobsAtRestart)} unfinished jobs: ${formatNumber(cost.restartSeconds)} s, ${formatBytes(cost.peakRssBytes)} at peak` +
      (cost.cpuShareAtPandaLoad === null
        ? ''
        : `; at PanDA's load ${formatNumber(100 * cost.cpuShareAtPandaLoad)} % of a core`),
  ])
  return lines.join('\n')
}
