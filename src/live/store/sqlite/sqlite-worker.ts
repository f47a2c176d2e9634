import { parentPort, workerData } from 'node:worker_threads'
import { BadInput } from '../../../model/bad-input.js'
import { LostLeadership } from '../store.js'
import { SqliteCheckpointer } from './sqlite-checkpointer.js'
import { SqliteFiller } from './sqlite-filler.js'
import { SqliteReader } from './sqlite-reader.js'
import type { Answer, Call, Failure, Role } from './sqlite-thread.js'
import { SqliteWriter } from './sqlite-writer.js'

// A thread that plays one role: it carries out the calls of SqliteThread one after the other.

const roles = { writer: SqliteWriter, checkpointer: SqliteCheckpointer, reader: SqliteReader, filler: SqliteFiller }
const player = new roles[workerData as Role]()

parentPort!.on('message', ({ id, method, values }: Call) => {
  parentPort!.postMessage(carryOut(id, method, values))
  if (method === 'close') parentPort!.close()
})

function carryOut(id: number, method: string, values: readonly unknown[]): Answer {
  try {
    const methods = player as unknown as Record<string, (...values: readonly unknown[]) => unknown>
    return { id, result: methods[method](...values) }
  } catch (error) {
    return { id, failure: failureOf(error as Error) }
  }
}

/** What of an error crosses between threads. */
function failureOf(error: Error): Failure {
  if (error instanceof BadInput) return { badInput: [error.where, error.found, error.allowed] }
  return { message: error.message, isLostLeadership: error instanceof LostLeadership }
}
