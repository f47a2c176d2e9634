import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../live/api/client.js'
import type { Output } from '../../live/api/client-types.js'
import { localTime } from './answer.js'
import { standing } from './job-text.js'

type Job = Output<'GET /jobs/:id'>

const PERIOD_MILLISECONDS = 1_000
const ENDED = ['finished', 'failed', 'cancelled', 'closed']

/**
 * Waits until a job has ended and is not tried again, and tells each change of its state.
 * @returns the last attempt
 */
export async function followJob(client: Client, id: number, tell: (words: string) => void): Promise<Job> {
  let last = ''
  for (let at = id; ;) {
    const job = await client.call('GET /jobs/:id', { params: { id: at } })
    const words = `job ${job.id} ${standing(job)}${job.error === null ? '' : `: ${job.error.text}`}`
    if (words !== last) tell(`${localTime(job.since)}  ${words}`)
    last = words
    const newest = Math.max(...job.attempts.map((attempt) => attempt.id), at)
    if (newest > at) at = newest
    else if (ENDED.includes(job.state)) return job
    else await sleep(PERIOD_MILLISECONDS)
  }
}
