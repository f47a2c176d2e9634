import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Core } from '../brokerage/core.js'
import type { Orders } from '../brokerage/ports.js'
import { BadInput } from '../model/bad-input.js'
import type { Bytes, Seconds } from '../model/units.js'
import type { ApiLimits } from './api/api-limits.js'
import { ApiServer, type ApiSettings } from './api/api-server.js'
import { makeAdminToken, writeSecret } from './auth/first-token.js'
import { TokenBook } from './auth/token-book.js'
import { Carriers } from './carriers.js'
import { WallClock } from './clock.js'
import { chooseDataMover, type DataMoverOptions } from './data-mover/choose-data-mover.js'
import type { DataMover } from './data-mover/data-mover.js'
import { DiskWatch } from './disk-watch.js'
import type { HttpEndpoint } from './http-storage/http-access.js'
import { LiveHost } from './live-host.js'
import { Opened } from './opened.js'
import { Retention } from './retention.js'
import { type IdentitySettings, openIdentity } from './identity.js'
import type { PandaSettings } from './panda/panda-desk.js'
import { type PilotSettings, serverPilots } from './server-pilots.js'
import { isDatabase, openStore } from './store/open-store.js'
import { FileLock } from './store/sqlite/file-lock.js'
import { type Opening, type Store, StoreNotOpened } from './store/store.js'

/** What a live server is made of. */
export interface ServeOptions {
  /** Makes the core, with its grid and policy. */
  build(orders: Orders): Core
  /** Folder of all that the server keeps: store, tokens, logs of jobs, pilots. One server at a time has it. */
  readonly folder: string
  /** Path of an SQLite file, or `postgres://…`; default: `ailuro.db` in the folder. */
  readonly store?: string | undefined
  readonly host?: string | undefined
  /** 0: any that is free. */
  readonly port?: number | undefined
  /** Whether other machines may reach it. */
  readonly allowRemote?: boolean | undefined
  readonly pilots: PilotSettings
  readonly dataMover: { readonly name: string } & DataMoverOptions
  /** How long ended work is kept; Infinity: for ever. */
  readonly retentionSeconds: Seconds
  /** New work is refused while less is free on the disk; 0: never. */
  readonly leastFreeBytes: Bytes
  readonly limits?: Partial<ApiLimits> | undefined
  /** Who may come in beside those with tokens of this server; undefined: nobody. */
  readonly identity?: IdentitySettings | undefined
  /** Whether a further token of an admin is made, since the first one was lost. */
  readonly newAdminToken?: boolean | undefined
  /** What of PanDA's world is set up. */
  readonly panda?: Partial<PandaSettings> | undefined
  /** After a longer silence of the clock deadlines move by it; it must be more than a minute where little happens. */
  readonly longestSilenceSeconds?: Seconds | undefined
  /** What the pages of the monitor call the server, and the version of the program. */
  readonly about?: ApiSettings['about']
  readonly log: Logger
  /** The store has failed: nothing was answered since, and the process must stop. */
  onFailure(error: Error): void
}

/** A live server that runs. */
export interface LiveServer {
  readonly url: string
  /** Where it listens with TLS; undefined: nowhere. */
  readonly secureUrl: string | undefined
  /** Resolved when it has closed, or closed to be started again. */
  readonly ended: Promise<'closed' | 'restart'>
  /** Takes no more requests, commits all, lets go of the store. Pilots go on. */
  close(): Promise<void>
}

/**
 * Starts a live server: reads back what its store holds, listens, and has pilots started and data moved. What was opened is closed
 * again when it cannot start.
 * @throws BadInput when an option makes no sense, the folder, the store or the port is another server's, or the store holds what the
 * grid does not know
 * @throws StoreNotOpened when the store cannot be reached or not be written to
 */
export async function startServer(options: ServeOptions): Promise<LiveServer> {
  const opened = new Opened()
  try {
    return await start({ ...options, folder: resolve(options.folder) }, opened)
  } catch (error) {
    // What went wrong first is the reason; what follows from it is no news.
    await opened.close().catch((second: unknown) => options.log.warn(`not all could be closed: ${String(second)}`))
    throw error
  }
}

async function start(options: ServeOptions, opened: Opened): Promise<LiveServer> {
  const { folder, log } = options
  await mkdir(join(folder, 'logs'), { recursive: true })
  opened.add(lockFolder(folder))
  const { host, carriers, mover } = await openHost(options, opened)
  const [urlFile, tokenFile] = [join(folder, 'url'), join(folder, 'pilot-token')]
  const storageOf = (queue: string): string | HttpEndpoint | undefined => {
    const { folders = {}, endpoints = {} } = options.dataMover
    const { name } = host.grid.sites[host.grid.queue(queue)?.siteIndex ?? 0]
    return folders[name] ?? endpoints[name]
  }
  const pilots = serverPilots(options.pilots, { folder, urlFile, tokenFile, storageOf }, (words) => log.info(words))
  const tokens = new TokenBook((change) => host.keep([change]), Date.now, host.keptRows('token'))
  await makeAdminToken(tokens, join(folder, 'admin-token'), options.newAdminToken)
  await keepPilotToken(tokens, tokenFile)
  const { url, secureUrl, restartAsked } = await openDoor(
    options,
    { door: host, tokens, movedBytes: () => mover.movedBytes },
    opened,
  )
  await writeSecret(urlFile, url)
  await carriers.begin(host, pilots)
  beginRetention(options, host, opened)
  return running({ url, secureUrl }, opened, restartAsked)
}

function storePlace({ store, folder }: ServeOptions): string {
  return store ?? join(folder, 'ailuro.db')
}

/** @throws StoreNotOpened when it cannot be reached or not be written to */
async function openingOf(store: Store): Promise<Opening> {
  try {
    return await store.open()
  } catch (error) {
    if (error instanceof BadInput) throw error
    throw new StoreNotOpened((error as Error).message, { cause: error })
  }
}

/** Keeps other servers out of the folder. @returns how to let them in again */
function lockFolder(folder: string): () => void {
  const lock = FileLock.take(join(folder, 'server-lock'))
  if (lock === undefined) throw new BadInput(folder, 'another server runs in this folder', 'one server at a time')
  return () => lock.release()
}

/** The host with what its store holds, and who will carry out its orders. */
async function openHost(
  options: ServeOptions,
  opened: Opened,
): Promise<{ host: LiveHost; carriers: Carriers; mover: DataMover }> {
  const { dataMover, log, onFailure, longestSilenceSeconds } = options
  const mover = chooseDataMover(dataMover.name, dataMover)
  const carriers = new Carriers(mover, (words) => log.warn(words))
  const store = openStore(storePlace(options))
  opened.add(() => store.close())
  const opening = await openingOf(store)
  const clock = new WallClock(opening.bornMilliseconds, opening.at)
  const build = (orders: Orders): Core => options.build(orders)
  const host = await LiveHost.open({
    ...{ clock, store, opening, build, carrier: carriers, onFailure },
    ...(longestSilenceSeconds !== undefined && { longestSilenceSeconds }),
  })
  opened.add(() => host.close())
  opened.add(() => carriers.end())
  return { host, carriers, mover }
}

const noIdentity = { tls: undefined, recognisers: [] }

/** Listens. A restart that is asked for while the server is still starting waits until it has. */
async function openDoor(
  options: ServeOptions,
  inside: Pick<ApiSettings, 'door' | 'tokens' | 'movedBytes'>,
  opened: Opened,
): Promise<{ url: string; secureUrl: string | undefined; restartAsked: Promise<void> }> {
  const { folder, limits = {}, panda = {}, about, log, host, port, allowRemote } = options
  const { tls, recognisers } =
    options.identity === undefined ? noIdentity : openIdentity(options.identity, (words) => log.warn(words))
  const place = storePlace(options)
  const disk = new DiskWatch(isDatabase(place) ? [folder] : [folder, dirname(place)], options.leastFreeBytes)
  opened.add(() => disk.end())
  await disk.begin()
  let restart: () => void = () => undefined
  const restartAsked = new Promise<void>((resolve) => (restart = resolve))
  const isReadOnly = (): string | undefined => disk.isReadOnly()
  const api = new ApiServer({
    ...{ ...inside, recognisers, logFolder: join(folder, 'logs'), isReadOnly, restart, limits, panda, about, log },
  })
  opened.add(() => api.close())
  const url = await api.listen({
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(allowRemote !== undefined && { allowRemote }),
  })
  const secureUrl = tls && (await api.listenSecurely(tls, options.identity?.tls))
  return { url, secureUrl, restartAsked }
}

function beginRetention({ folder, retentionSeconds, log }: ServeOptions, host: LiveHost, opened: Opened): void {
  const retention = new Retention(
    host.store,
    join(folder, 'logs'),
    retentionSeconds,
    () => host.now(),
    (words) => log.warn(words),
  )
  retention.begin()
  opened.add(() => retention.end())
}

/** The server, once all of it is open. */
function running(urls: Pick<LiveServer, 'url' | 'secureUrl'>, opened: Opened, restartAsked: Promise<void>): LiveServer {
  let settle: (how: 'closed' | 'restart') => void = () => undefined
  const ended = new Promise<'closed' | 'restart'>((resolve) => (settle = resolve))
  let closing: Promise<void> | undefined
  const close = (how: 'closed' | 'restart'): Promise<void> => {
    closing ??= opened.close().then(() => settle(how))
    return closing
  }
  void restartAsked.then(() => close('restart'))
  return { ...urls, ended, close: () => close('closed') }
}

/** A token for the server's own pilots: the same after a restart, since pilots of before live on. */
async function keepPilotToken(tokens: TokenBook, file: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (tokens.whose(kept.trim()) !== undefined) return
  const wish = { user: 'pilot', roles: ['pilot'], note: 'for the pilots that the server starts' } as const
  await tokens.make(wish, (secret) => writeSecret(file, secret))
}
