/** What the tests of stores share: the kinds there are, each with new places; PostgreSQL on a server of the test file's own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import Database from 'libsql'
import { postgresPrograms, type PostgresServer, query, startPostgres } from '../../testing/postgres-server.js'
import { openStore } from '../open-store.js'
import type { Opening, Store } from '../store.js'

const programs = postgresPrograms()
const missing = programs === undefined ? 'PostgreSQL is not installed, or cannot be run by root' : undefined
let server: Promise<PostgresServer> | undefined
let folder = ''
let files = 0

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ailuro-store-'))
})

test.after.always(async () => {
  const started = await server?.catch(() => undefined)
  await started?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Folder of the stores that are files; removed at the end. */
export const storeFolder = (): string => folder

/** Path of a file that is not there yet. */
export const newFile = (): string => join(folder, `store-${++files}.db`)

/** Address of a new database, on a server that is started for the first. */
export async function newDatabase(): Promise<string> {
  server ??= startPostgres(programs!)
  return (await server).database()
}

/** What differs between the kinds for their tests: a new place, and a way past the store into its tables. */
export const kinds = [
  {
    name: 'SQLite',
    missing: undefined,
    newPlace: (): Promise<string> => Promise.resolve(newFile()),
    sql: (place: string, sql: string): Promise<readonly unknown[]> => {
      const database = new Database(place)
      database.exec('PRAGMA busy_timeout = 5000')
      const found = /^SELECT/i.test(sql) ? database.prepare(sql).all() : (database.exec(sql), [])
      database.close()
      return Promise.resolve(found)
    },
  },
  {
    name: 'PostgreSQL',
    missing,
    newPlace: newDatabase,
    sql: (place: string, sql: string) => query(place, `SET search_path TO ailuro; ${sql}`),
  },
]
export type Kind = (typeof kinds)[number]

/** One test for each kind of store. @param lacks why the test cannot be made at all */
export function onEach(title: string, body: (t: ExecutionContext, kind: Kind) => Promise<void>, lacks?: string): void {
  for (const kind of kinds) {
    const reason = kind.missing ?? lacks
    if (reason === undefined) test.serial(`${kind.name}: ${title}`, body, kind)
    else test.serial.skip(`${kind.name}: ${title} (${reason})`, body, kind)
  }
}

/** One test, of PostgreSQL alone. */
export function onPostgres(title: string, body: (t: ExecutionContext) => Promise<void>): void {
  if (missing === undefined) test.serial(`PostgreSQL: ${title}`, body)
  else test.serial.skip(`PostgreSQL: ${title} (${missing})`, body)
}

/** A store that is open for as long as the work takes. */
export async function withStore<T>(place: string, work: (store: Store, opening: Opening) => Promise<T>): Promise<T> {
  const store = openStore(place)
  try {
    const opening = await store.open()
    return await work(store, opening)
  } finally {
    await store.close()
  }
}

/** One test for each kind of store, which is new and open. */
export const onNewStore = (
  title: string,
  body: (t: ExecutionContext, store: Store, kind: Kind, place: string) => Promise<void>,
) =>
  onEach(title, async (t, kind) => {
    const place = await kind.newPlace()
    await withStore(place, (store) => body(t, store, kind, place))
  })
