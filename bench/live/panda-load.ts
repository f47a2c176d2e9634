import { setTimeout as sleep } from 'node:timers/promises'
import { Line } from './line.js'
import { ServerProcess } from './server-process.js'
import type { ServerOrder } from './server-worker.js'

/** PanDA's load: what stands in the server, and what happens in it. */
export interface PandaLoad {
  readonly queued: number
  readonly running: number
  readonly jobsPerSecond: number
  readonly heartbeatSeconds: number
  /** For how long it is measured. */
  readonly seconds: number
}

export interface PandaCost {
  cpuShareAtPandaLoad: number | null
  peakRssBytes: number
  restartSeconds: number
  unfinishedJobsAtRestart: number
}

/** Requests under way while the jobs of the load are made to run. */
const LINES = 200
const JOBS_IN_TASK = 1_000

/**
 * Starts the server again, and measures it under PanDA's load: first filled, then killed and started once more with all that
 * unfinished, then watched.
 * @param size undefined: only the restart with what there is
 */
export async function pandaLoad(size: PandaLoad | undefined, order: ServerOrder): Promise<PandaCost> {
  let server = await ServerProcess.start(order)
  const running = size === undefined ? [] : await fill(server, size)
  if (size !== undefined) {
    await server.kill()
    server = await ServerProcess.start(order)
  }
  const restartSeconds = server.startSeconds
  const unfinishedJobsAtRestart = await unfinished(server)
  const share = size === undefined ? null : await watch(server, size, running, order.queues)
  const peakRssBytes = server.peakRssBytes()
  await server.kill()
  return { cpuShareAtPandaLoad: share, peakRssBytes, restartSeconds, unfinishedJobsAtRestart }
}

/** Makes jobs wait and run. @returns PandaIDs of those that run */
export async function fill(
  server: ServerProcess,
  { queued, running }: Pick<PandaLoad, 'queued' | 'running'>,
): Promise<string[]> {
  const line = new Line(server.url, server.token, false)
  const tasks = Math.ceil((queued + running) / JOBS_IN_TASK)
  for (let i = 0; i < tasks; i++) {
    const body = JSON.stringify({ jobs: JOBS_IN_TASK, share: 'bench', spec: { command: ['true'] } })
    const { status } = await line.post('/api/ailuro/v1/tasks', body)
    if (status !== 201) throw new Error(`a task of the load was refused with ${status}`)
  }
  while ((await stateCount(line, 'activated')) < queued + running) await sleep(500)
  const ids: string[] = []
  const pilot = async (number: number): Promise<void> => {
    const own = new Line(server.url, server.token, false)
    for (let queue = number; ids.length < running;) {
      const ask = JSON.stringify({ queue: `Q${queue % 20}`, cores: 1, first: false })
      const id = /"id":(\d+)/.exec((await own.post('/api/ailuro/v1/pilots/ask', ask)).body)?.[1]
      if (id === undefined) queue++
      else {
        await own.post(`/api/ailuro/v1/jobs/${id}/started`, '')
        ids.push(id)
      }
    }
    own.close()
  }
  await Promise.all(Array.from({ length: LINES }, (_, i) => pilot(i)))
  line.close()
  return ids
}

/** Jobs come and go, pilots say that they live. @returns the part of one core that the server takes */
async function watch(
  server: ServerProcess,
  size: PandaLoad,
  running: readonly string[],
  queues: number,
): Promise<number> {
  const line = new Line(server.url, server.token, false)
  const beats = new Line(server.url, server.token, false)
  const end = performance.now() + size.seconds * 1000
  const cpu = server.cpuSeconds()
  const beat = async (): Promise<void> => {
    const period = (1000 * size.heartbeatSeconds) / running.length
    let due = performance.now()
    for (let i = 0; performance.now() < end; i = (i + 1) % running.length) {
      await beats.post(`/api/ailuro/v1/jobs/${running[i]}/heartbeat`, '')
      await sleep(Math.max(0, (due += period) - performance.now()))
    }
  }
  const come = async (): Promise<void> => {
    let due = performance.now()
    for (let i = 0; performance.now() < end; i++) {
      const body = JSON.stringify({ jobs: 1, share: 'bench', spec: { command: ['true'] } })
      await line.post('/api/ailuro/v1/tasks', body)
      const ask = JSON.stringify({ queue: `Q${i % queues}`, cores: 1, first: false })
      const id = /"id":(\d+)/.exec((await line.post('/api/ailuro/v1/pilots/ask', ask)).body)?.[1]
      if (id !== undefined) {
        await line.post(`/api/ailuro/v1/jobs/${id}/started`, '')
        await line.post(`/api/ailuro/v1/jobs/${id}/ended`, '{"outcome":"finished"}')
      }
      await sleep(Math.max(0, (due += 1000 / size.jobsPerSecond) - performance.now()))
    }
  }
  await Promise.all([beat(), come()])
  const share = (server.cpuSeconds() - cpu) / size.seconds
  line.close()
  beats.close()
  return share
}

async function unfinished(server: ServerProcess): Promise<number> {
  const line = new Line(server.url, server.token, false)
  let jobs = 0
  for (const state of ['pending', 'defined', 'activated', 'sent', 'running', 'holding'])
    jobs += await stateCount(line, state)
  line.close()
  return jobs
}

/** Jobs in a state, by the server's own metrics. */
async function stateCount(line: Line, state: string): Promise<number> {
  const { body } = await line.get('/metrics')
  const found = new RegExp(`^ailuro_jobs\\{[^}]*state="${state}"[^}]*\\} (\\d+)`, 'm').exec(body)
  return Number(found?.[1] ?? 0)
}
