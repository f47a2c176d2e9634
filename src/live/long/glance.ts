import { ApiProblem, type Client } from '../api/client.js'
import { readLastEndings } from './notes.js'
import type { Submitter } from './submitter.js'

/** How many of the last submissions and reports are looked at. */
const LAST = 3
const finalStates: readonly string[] = ['finished', 'failed', 'cancelled', 'closed']

/**
 * Asks a server that has just started for what was acknowledged last before it.
 * @returns what is wrong; undefined when the server went away meanwhile
 */
export async function glance(client: Client, submitter: Submitter, notes: string): Promise<string[] | undefined> {
  const faults: string[] = []
  try {
    for (const { name, task } of submitter.acknowledged.slice(-LAST)) {
      const found = await orMissing(client.call('GET /tasks/:number', { params: { number: task } }))
      if (found?.name !== name) faults.push(`${name}, acknowledged as task ${task}, is ${found?.name ?? 'not there'}`)
    }
    for (const { id, outcome } of readLastEndings(notes, LAST)) {
      const found = await orMissing(client.call('GET /jobs/:id', { params: { id } }))
      if (found === undefined || !finalStates.includes(found.state))
        faults.push(`job ${id}, whose report was acknowledged (${outcome}), is ${found?.state ?? 'not there'}`)
    }
    return faults
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 0 || error.status >= 500)) return undefined
    // The answer broke off.
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return undefined
    throw error
  }
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined
    throw error
  }
}
