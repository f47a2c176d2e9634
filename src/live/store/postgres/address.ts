import type { ClientConfig } from 'pg'
import { BadInput } from '../../../model/bad-input.js'

/** Seconds' worth of patience: a commit or a connection that takes longer has failed. */
const CONNECT_MILLISECONDS = 10_000
const COMMIT_MILLISECONDS = 60_000

/** All tables are in a schema of this name, so that the database may hold other things. */
export const SCHEMA = 'ailuro'

const options = `-c search_path=${SCHEMA} -c client_min_messages=warning -c jit=off`
/**
 * Rows of commits are always found by their keys. Left to itself, a server that has not counted its rows for a while takes a table for
 * small and reads all of it.
 */
const commitOptions = [
  ...['synchronous_commit=on', 'plan_cache_mode=force_generic_plan'],
  ...['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'],
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/** A PostgreSQL database and how to reach it. */
export interface Address {
  /** In words without the password. */
  readonly place: string
  readonly forCommits: ClientConfig
  readonly forReading: ClientConfig
}

/**
 * @param url `postgres://user:password@host:port/database`; without a password, PGPASSWORD or the file .pgpass has it
 * @throws BadInput, without a word of the URL's, for it may hold a password
 */
export function addressOf(url: string): Address {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw notAllowed('the address cannot be read as a URL')
  }
  const { username, hostname, port, pathname } = parsed
  if (!/^\/[^/]+$/.test(pathname)) throw notAllowed('the address names no database')
  // A folder of sockets is given as a parameter: `postgres://user@/database?host=/run/postgresql`.
  const host = hostname || parsed.searchParams.get('host') || 'localhost'
  const place = `postgres://${username && `${username}@`}${host}${port && `:${port}`}${pathname}`
  // Options in the address would take the place of ours instead of joining them.
  const own = parsed.searchParams.get('options') ?? ''
  parsed.searchParams.delete('options')
  const config: ClientConfig = {
    connectionString: parsed.href,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    keepAlive: true,
    application_name: 'ailuro',
    types: { getTypeParser },
  }
  const forCommits = { ...config, query_timeout: COMMIT_MILLISECONDS, options: `${options} ${commitOptions} ${own}` }
  return { place, forCommits, forReading: { ...config, options: `${options} ${own}` } }
}

function notAllowed(found: string): BadInput {
  return new BadInput('store', found, 'postgres://user@host:port/database')
}

/** Whole numbers, counts and fractions become numbers; all else stays text. */
function getTypeParser(type: number): (text: string) => string | number {
  const int8 = 20
  const int4 = 23
  const float8 = 701
  const numeric = 1700
  return [int8, int4, float8, numeric].includes(type) ? Number : String
}
