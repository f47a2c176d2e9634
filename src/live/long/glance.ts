import { ApiProblem } from '../api/client.js'
import { readLastEndings } from './notes.js'
import type { Submitter } from './submitter.js'

/** How many of the last submissions and reports are looked at. */
const LAST = 3
const finalStates: readonly string[] = ['finished', 'failed', 'cancelled', 'closed']

/**
 * Asks a server that has just started for what was acknowledged last before it.
 * @returns what is wrong; undefined when the server went away meanwhile
 */
export async function glance(submitter: Submitter, notes: string): Promise<string[] | undefined> {
  const { people } = submitter
  const faults: string[] = []
  try {
    for (const { name, task } of submitter.acknowledged.slice(-LAST)) {
      const found = await people.taskName(task)
      if (found !== name) faults.push(`${name}, acknowledged as task ${task}, is ${found ?? 'not there'}`)
    }
    for (const { id, outcome } of readLastEndings(notes, LAST)) {
      const state = await people.jobState(id)
      if (state === undefined || !finalStates.includes(state))
        faults.push(`job ${id}, whose report was acknowledged (${outcome}), is ${state ?? 'not there'}`)
    }
    return [...faults, ...(await people.look('last'))]
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 0 || error.status >= 500)) return undefined
    // The answer broke off.
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return undefined
    throw error
  }
}
