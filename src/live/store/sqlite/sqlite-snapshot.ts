import type { Found } from '../dialect.js'
import type { Snapshot } from '../sql-store.js'
import type { Batch } from './sqlite-reader.js'
import type { SqliteThread } from './sqlite-thread.js'

/** What a thread reads that has been opened for a snapshot. */
export function snapshotOf(reader: SqliteThread<'reader'>): Snapshot {
  return {
    read: (sql, values = []) => reader.call('read', sql, values),
    async readAll(sql, each) {
      await reader.call('begin', sql)
      let next = reader.call('next')
      for (;;) {
        const batch = await next
        if (batch.values.length === 0) return
        // Asked for before this one is looked at: both threads work. The failure is met when it is awaited.
        next = reader.call('next')
        next.catch(() => undefined)
        await each(rowsOf(batch))
      }
    },
  }
}

function rowsOf({ width, values }: Batch): readonly Found[] {
  const rows: Found[] = []
  for (let start = 0; start < values.length; start += width) rows.push(values.slice(start, start + width))
  return rows
}
