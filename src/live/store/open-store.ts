import { BadInput } from '../../model/bad-input.js'
import { sqlite } from './dialect.js'
import { fillDatabase } from './postgres/fill-database.js'
import { PostgresStore } from './postgres/postgres-store.js'
import { readBackup } from './sqlite/read-backup.js'
import { snapshotOf } from './sqlite/sqlite-snapshot.js'
import { SqliteStore } from './sqlite/sqlite-store.js'
import type { Store } from './store.js'

/**
 * The store at a place, to be opened by its `open`.
 * @param place path of an SQLite file, or `postgres://user@host:port/database`; a password comes from PGPASSWORD or the file .pgpass
 * @throws BadInput when it is neither
 */
export function openStore(place: string): Store {
  return isDatabase(place) ? new PostgresStore(place) : new SqliteStore(place)
}

/**
 * Makes a new store out of a backup, all or nothing.
 * @param file what `backUp` of any store has written
 * @param place as for `openStore`
 * @throws BadInput when the file is not a sound backup, or there is something at the place already
 */
export function restore(file: string, place: string): Promise<void> {
  const isToDatabase = isDatabase(place)
  return readBackup(file, (reader, version) =>
    isToDatabase ? fillDatabase(place, version, snapshotOf(reader), sqlite.columns) : reader.call('copy', place),
  )
}

/** Whether the place is in PostgreSQL rather than a file. The place is not told in errors: it may hold a password. */
export function isDatabase(place: string): boolean {
  if (/^postgres(ql)?:/.test(place)) return true
  // More than one letter before the colon: not the drive of a path.
  if (place.trim() === '' || place === ':memory:' || /^[a-z][a-z0-9+.-]+:/i.test(place))
    throw new BadInput('store', what(place), 'the path of a file, or postgres://user@host:port/database')
  return false
}

function what(place: string): string {
  if (place.trim() === '') return 'the place is empty'
  return place === ':memory:' ? 'memory does not last' : `a place that begins with ${place.split(':')[0]}:`
}
