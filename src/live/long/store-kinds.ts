import { join } from 'node:path'
import { postgresPrograms, type PostgresServer, query, startPostgres } from '../testing/postgres-server.js'

/** A kind of store that long tests kill servers on, and ways to hurt it beside killing its server. */
export interface StoreKind {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** Of all kills, the part that are made on it. */
  readonly part: number
  /** Why it cannot be tested here. */
  readonly missing: string | undefined
  prepare(folder: string): Promise<PreparedStore>
}

export interface PreparedStore {
  readonly place: string
  /** What can be done to the store while its server lives, by name; each makes a server with work to commit stop. */
  readonly hurts: Readonly<Record<string, () => Promise<void>>>
  end(): Promise<void>
}

const programs = postgresPrograms()

export const sqliteKind: StoreKind = {
  name: 'SQLite',
  part: 0.8,
  missing: undefined,
  prepare: (folder) => Promise.resolve({ place: join(folder, 'ailuro.db'), hurts: {}, end: () => Promise.resolve() }),
}

export const postgresKind: StoreKind = {
  name: 'PostgreSQL',
  part: 0.2,
  missing: programs === undefined ? 'PostgreSQL is not installed, or cannot be run by root' : undefined,
  async prepare() {
    const server = await startPostgres(programs!, { isDurable: true })
    try {
      const place = await server.database()
      return { place, hurts: hurtsOf(server, place), end: () => server.stop() }
    } catch (error) {
      await server.stop()
      throw error
    }
  },
}

function hurtsOf(server: PostgresServer, place: string): PreparedStore['hurts'] {
  return {
    'connections ended': async () => {
      const others = `application_name = 'ailuro' AND pid <> pg_backend_pid()`
      await query(place, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`)
    },
    'database killed': async () => {
      await server.crash()
      await server.restart()
    },
  }
}
