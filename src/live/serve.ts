import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Core } from '../brokerage/core.js'
import type { Orders } from '../brokerage/ports.js'
import type { Bytes, Seconds } from '../model/units.js'
import type { ApiLimits } from './api/api-limits.js'
import { ApiServer } from './api/api-server.js'
import { makeFirstToken, writeSecret } from './auth/first-token.js'
import { TokenBook } from './auth/token-book.js'
import { Carriers } from './carriers.js'
import { WallClock } from './clock.js'
import { chooseDataMover } from './data-mover/choose-data-mover.js'
import { DiskWatch } from './disk-watch.js'
import { LiveHost } from './live-host.js'
import { choosePilotSource } from './pilot-source/choose-pilot-source.js'
import type { PilotSource } from './pilot-source/pilot-source.js'
import { Retention } from './retention.js'
import { openStore } from './store/open-store.js'

/** What a live server is made of. */
export interface ServeOptions {
  /** Makes the core, with its grid and policy. */
  build(orders: Orders): Core
  /** Folder of all that the server keeps: store, tokens, logs of jobs, pilots. */
  readonly folder: string
  /** Path of an SQLite file, or `postgres://…`; default: `ailuro.db` in the folder. */
  readonly store?: string | undefined
  readonly host?: string | undefined
  /** 0: any that is free. */
  readonly port?: number | undefined
  /** Whether other machines may reach it. */
  readonly allowRemote?: boolean | undefined
  readonly pilots: PilotSettings
  readonly dataMover: { readonly name: string; readonly folders: Readonly<Record<string, string>> }
  /** How long ended work is kept; Infinity: for ever. */
  readonly retentionSeconds: Seconds
  /** New work is refused while less is free on the disk; 0: never. */
  readonly leastFreeBytes: Bytes
  readonly limits?: Partial<ApiLimits> | undefined
  /** After a longer silence of the clock deadlines move by it; it must be more than a minute where little happens. */
  readonly longestSilenceSeconds?: Seconds | undefined
  readonly log: Logger
  /** The store has failed: nothing was answered since, and the process must stop. */
  onFailure(error: Error): void
}

/** How pilots are started. */
export interface PilotSettings {
  /** `external`, `dry-run` or `subprocess`. */
  readonly source: string
  /** Of subprocesses: cores of this machine for each queue, and the command line that runs a pilot, without its options. */
  readonly slots: Readonly<Record<string, number>>
  readonly command: readonly string[]
}

/** A live server that runs. */
export interface LiveServer {
  readonly url: string
  /** Resolved when it has closed, or closed to be started again. */
  readonly ended: Promise<'closed' | 'restart'>
  /** Takes no more requests, commits all, lets go of the store. Pilots go on. */
  close(): Promise<void>
}

/**
 * Starts a live server: reads back what its store holds, listens, and has pilots started and data moved.
 * @throws BadInput when an option makes no sense, or the store holds what the grid does not know
 */
export async function startServer(options: ServeOptions): Promise<LiveServer> {
  const { log, onFailure, longestSilenceSeconds } = options
  const folder = resolve(options.folder)
  await mkdir(join(folder, 'logs'), { recursive: true })
  const store = openStore(options.store ?? join(folder, 'ailuro.db'))
  const opening = await store.open()
  const clock = new WallClock(opening.bornMilliseconds, opening.at)
  const complain = (words: string): void => log.warn(words)
  const mover = chooseDataMover(options.dataMover.name, { folders: options.dataMover.folders })
  const carriers = new Carriers(mover, complain)
  const build = (orders: Orders): Core => options.build(orders)
  const host = await LiveHost.open({
    ...{ clock, store, opening, build, carrier: carriers, onFailure },
    ...(longestSilenceSeconds !== undefined && { longestSilenceSeconds }),
  })
  const tokens = new TokenBook((change) => host.keep([change]), Date.now, host.keptRows('token'))
  const disk = new DiskWatch(folder, options.leastFreeBytes)
  await disk.begin()
  const retention = new Retention(store, options.retentionSeconds, () => host.now(), complain)
  let settle: (how: 'closed' | 'restart') => void = () => undefined
  const ended = new Promise<'closed' | 'restart'>((resolve) => (settle = resolve))
  const api = new ApiServer({
    door: host,
    tokens,
    logFolder: join(folder, 'logs'),
    isReadOnly: () => disk.isReadOnly(),
    restart: () => void close('restart'),
    log,
    ...(options.limits && { limits: options.limits }),
  })
  let closing: Promise<void> | undefined
  const close = (how: 'closed' | 'restart'): Promise<void> => {
    closing ??= (async () => {
      retention.end()
      disk.end()
      await api.close()
      await carriers.end()
      await host.close()
      settle(how)
    })()
    return closing
  }
  const tokenFile = join(folder, 'pilot-token')
  await makeFirstToken(tokens, join(folder, 'admin-token'))
  await keepPilotToken(tokens, tokenFile)
  const { host: address, port, allowRemote } = options
  const url = await api.listen({
    ...(address !== undefined && { host: address }),
    ...(port !== undefined && { port }),
    ...(allowRemote !== undefined && { allowRemote }),
  })
  const urlFile = join(folder, 'url')
  await writeSecret(urlFile, url)
  const siteOf = (queue: string): string => host.grid.sites[host.grid.queue(queue)?.siteIndex ?? 0].name
  await carriers.begin(host, pilotSource(options, folder, { urlFile, tokenFile, siteOf }))
  retention.begin()
  return { url, ended, close: () => close('closed') }
}

/** A token for the server's own pilots: the same after a restart, since pilots of before live on. */
async function keepPilotToken(tokens: TokenBook, file: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (tokens.whose(kept.trim()) !== undefined) return
  const wish = { user: 'pilot', roles: ['pilot'], note: 'for the pilots that the server starts' } as const
  await tokens.make(wish, (secret) => writeSecret(file, secret))
}

/** The pilot source of the options, whose pilots know where the server is. */
function pilotSource({ pilots, dataMover, log }: ServeOptions, folder: string, server: PilotPlace): PilotSource {
  const { source, slots, command } = pilots
  const tell = (words: string): void => log.info(words)
  if (source !== 'subprocess') return choosePilotSource(source, { tell })
  return choosePilotSource(source, {
    tell,
    subprocess: {
      folder: join(folder, 'pilots'),
      slots,
      command: ({ name, queue, cores, folder: own }) => {
        const storage = dataMover.folders[server.siteOf(queue)]
        // Pilots live on, and find the server again when it comes back at another port.
        const place = { 'server-file': server.urlFile, 'token-file': server.tokenFile }
        const told = { ...place, queue, cores, name, folder: own, storage }
        const options = Object.entries(told).flatMap(([option, value]) => {
          return value === undefined ? [] : [`--${option}`, String(value)]
        })
        return { program: command[0], args: [...command.slice(1), ...options], environment: process.env }
      },
    },
  })
}

/** What the server's own pilots are told of it. */
interface PilotPlace {
  /** File that says where it is. */
  readonly urlFile: string
  readonly tokenFile: string
  /** Name of the site that a queue is at. */
  siteOf(queue: string): string
}
