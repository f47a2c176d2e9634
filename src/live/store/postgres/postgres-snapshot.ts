import type pg from 'pg'
import type { Value } from '../dialect.js'
import type { Snapshot } from '../sql-store.js'

/** Rows of one batch of a long answer. */
const BATCH = 1000

/** What a connection reads that is in a transaction of repeatable reads. */
export function snapshotOf(client: pg.ClientBase): Snapshot {
  const ask = async (text: string, values: readonly Value[] = []): Promise<Value[][]> =>
    (await client.query<Value[]>({ text, values: [...values], rowMode: 'array' })).rows
  const fetch = (): Promise<Value[][]> => ask(`FETCH ${BATCH} FROM long_answer`)
  return {
    read: ask,
    async readAll(sql, each) {
      await ask(`DECLARE long_answer NO SCROLL CURSOR FOR ${sql}`)
      let next = fetch()
      for (;;) {
        const batch = await next
        if (batch.length === 0) break
        // Asked for before this one is looked at: both sides work.
        next = fetch()
        try {
          await each(batch)
        } catch (error) {
          // The connection takes one question at a time.
          await next.catch(() => undefined)
          throw error
        }
      }
      await ask('CLOSE long_answer')
    },
  }
}
