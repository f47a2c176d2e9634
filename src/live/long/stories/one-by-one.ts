/** What stories do at a server, one call at a time. */
import type { Output } from '../../api/client-types.js'
import { ApiProblem, type Client } from '../../api/client.js'
import { longQueues } from '../long-core.js'

/** A task that the server has acknowledged. */
export interface Promised {
  readonly name: string
  readonly task: number
}

/** Submits a task for the first queue. @param fill characters that its specification has more */
export async function submitOne(client: Client, name: string, jobs = 1, fill = 0): Promise<Promised> {
  const environment = fill > 0 ? { FILL: 'x'.repeat(fill) } : {}
  const body = { name, jobs, queue: longQueues[0], spec: { command: ['true'], environment } }
  const { task } = await client.call('POST /tasks', { body }, { key: name })
  return { name, task }
}

/** A job for this worker, once there is one. */
export async function takeOne(client: Client, worker: string): Promise<NonNullable<Output<'POST /pilots/ask'>['job']>> {
  for (;;) {
    const { job } = await client.call('POST /pilots/ask', { body: { queue: longQueues[0], cores: 1, worker } })
    if (job !== null) return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Which of the promised tasks are not there under their names. */
export async function missing(client: Client, promised: readonly Promised[]): Promise<string[]> {
  const faults: string[] = []
  for (const { name, task } of promised) {
    const found = await client.call('GET /tasks/:number', { params: { number: task } }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 404) return undefined
      throw error
    })
    if (found?.name !== name) faults.push(`${name}, acknowledged as task ${task}, is ${found?.name ?? 'not there'}`)
  }
  return faults
}

/** State of a job in PanDA's words. */
export async function stateOf(client: Client, id: number): Promise<string> {
  return (await client.call('GET /jobs/:id', { params: { id } })).state
}

/** The status of a call's refusal, 0 when nobody answered; undefined: it was answered. */
export async function refusalOf(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof ApiProblem) return error.status
    throw error
  }
}
