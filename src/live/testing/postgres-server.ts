import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { quietPort } from './quiet-port.js'

const run = promisify(execFile)

/** Where Debian and its kin keep the programs of each version. */
const VERSIONS = '/usr/lib/postgresql'

/** A PostgreSQL server for tests: its own folder, no password, reached from this machine only. */
export interface PostgresServer {
  /** Makes an empty database; its address. */
  database(): Promise<string>
  /** Kills it, as a crash does. */
  crash(): Promise<void>
  /** Starts it again where it was; what it had promised to keep is there. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The folder of PostgreSQL's programs, or undefined where they are not, or where nobody is there to run them. */
export function postgresPrograms(): string | undefined {
  if (isRoot() && !/^postgres:/m.test(readFileSync('/etc/passwd', 'utf8'))) return undefined
  const installed = namesIn(VERSIONS).sort((a, b) => Number(b) - Number(a))
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...installed.map((name) => join(VERSIONS, name, 'bin')),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => isProgram(join(folder, program))))
}

/** How often a server is started anew that does not come up: while processes of a killed one still end, it cannot. */
const MOST_STARTS = 200

/**
 * Starts a server.
 * @param isDurable whether it waits for the disk; without, it is quick, and its data would not outlive a crash of the machine
 */
export async function startPostgres(programs: string, { isDurable = false } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-postgres-'))
  // The server refuses to run as root.
  const owner = isRoot() ? await idsOf('postgres') : undefined
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const files = join(folder, 'files')
  const init = ['-D', files, '-U', 'postgres', '--auth=trust', '--no-locale', '-E', 'UTF8', '--no-sync']
  await run(join(programs, 'initdb'), init, { ...owner, cwd: folder })
  const port = await quietPort()
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`]
  if (!isDurable) settings.push('fsync=off')
  const args = ['-D', files, ...settings.flatMap((setting) => ['-c', setting])]
  const url = `postgres://postgres@127.0.0.1:${port}`
  let server: ChildProcess
  let ended: Promise<void>
  const begin = async (): Promise<void> => {
    for (let starts = 1; ; starts++) {
      const begun = (server = spawn(join(programs, 'postgres'), args, { ...owner, cwd: folder, stdio: 'ignore' }))
      ended = new Promise<void>((resolve) => begun.once('close', () => resolve()))
      try {
        await answers(`${url}/postgres`, () => begun.exitCode === null)
        return
      } catch (error) {
        if (starts === MOST_STARTS || begun.exitCode === null) throw error
        await pause()
      }
    }
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    server.kill(signal)
    await ended
  }
  // SIGINT ends what is connected, and then the server; also when the tests end without a word.
  const interrupt = (): void => void server.kill('SIGINT')
  process.once('exit', interrupt)
  const stop = async (): Promise<void> => {
    await end('SIGINT')
    process.off('exit', interrupt)
    await rm(folder, { recursive: true, force: true })
  }
  await begin().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  let databases = 0
  return {
    async database() {
      const name = `store_${++databases}`
      await query(`${url}/postgres`, `CREATE DATABASE ${name}`)
      return `${url}/${name}`
    },
    crash: () => end('SIGKILL'),
    restart: begin,
    stop,
  }
}

/** Asks one thing over a connection of its own. */
export async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Waits until the server takes connections. */
async function answers(url: string, isAlive: () => boolean): Promise<void> {
  for (let left = 600; ; left--) {
    try {
      await query(url, 'SELECT 1')
      return
    } catch (error) {
      if (left === 0 || !isAlive()) throw error
      await pause()
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50))
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (which) => (await run('id', [which, user])).stdout))
  return { uid: Number(uid), gid: Number(gid) }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
