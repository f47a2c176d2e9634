/** Two sites with storages and a mover between them, for tests that every mover passes. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { WebDavServer, type WebServerSettings } from '../../http-storage/testing/web-dav-server.js'
import { chooseDataMover, type DataMoverOptions } from '../choose-data-mover.js'
import type { DataMover, MovedFile, TransferOrder } from '../data-mover.js'

type SiteName = 'A' | 'B'

/** Where a mover's files are. */
interface Storages {
  readonly options: DataMoverOptions
  put(site: SiteName, name: string, content: string | Buffer): Promise<void>
  content(site: SiteName, name: string): Promise<Buffer | undefined>
  names(site: SiteName): Promise<string[]>
}

/** Pauses that a test can wait for. */
export const quick = { tries: 4, firstPause: 5, longestPause: 20, silence: 60_000 }

/** A mover between the sites A and B, and what it told. */
export class MoverScene {
  readonly told: [number: number, arrived: boolean, reason: string][] = []
  private wake = (): void => undefined
  mover!: DataMover

  constructor(
    private readonly t: ExecutionContext,
    private readonly name: string,
    private readonly storages: Storages,
    private readonly more: DataMoverOptions,
  ) {}

  async begin(): Promise<void> {
    this.mover = chooseDataMover(this.name, { ...this.storages.options, atOnce: 2, ...this.more })
    await this.mover.begin((...news) => {
      this.told.push(news)
      this.wake()
    })
  }

  end(): Promise<void> {
    return this.mover.end()
  }

  put(site: SiteName, name: string, content: string | Buffer): Promise<void> {
    return this.storages.put(site, name, content)
  }

  content(site: SiteName, name: string): Promise<Buffer | undefined> {
    return this.storages.content(site, name)
  }

  async text(site: SiteName, name: string): Promise<string | undefined> {
    return (await this.content(site, name))?.toString()
  }

  names(site: SiteName): Promise<string[]> {
    return this.storages.names(site)
  }

  order(number: number, files: readonly MovedFile[], between: Partial<TransferOrder> = {}): void {
    this.mover.move({
      ...{ number, kind: 'input', id: 1000 + number, task: 1, ordinal: number, from: 'A', to: 'B', bytes: 0 },
      ...{ dataset: undefined, files },
      ...between,
    })
  }

  async answers(count: number): Promise<void> {
    while (this.told.length < count) await new Promise<void>((resolve) => (this.wake = resolve))
  }

  /** Gives an order from A to B and waits for its answer. */
  async move(number: number, files: readonly MovedFile[], between: Partial<TransferOrder> = {}): Promise<string> {
    const before = this.told.length
    this.order(number, files, between)
    await this.answers(before + 1)
    const [answered, arrived, reason] = this.told[before]
    this.t.is(answered, number)
    return arrived ? 'arrived' : reason
  }
}

/** A scene of a mover; what it leaves goes with the test. */
export async function moverScene(t: ExecutionContext, name: string, more: DataMoverOptions = {}): Promise<MoverScene> {
  const storages = name === 'http' ? (await webStorages(t)).storages : await folderStorages(t)
  return started(t, name, storages, more)
}

/** The same of the HTTP mover, with its servers. */
export async function webScene(
  t: ExecutionContext,
  settings: WebServerSettings = {},
  more: DataMoverOptions = {},
): Promise<{ scene: MoverScene; a: WebDavServer; b: WebDavServer }> {
  const { storages, a, b } = await webStorages(t, settings)
  return { scene: await started(t, 'http', storages, more), a, b }
}

export const sha = (content: string | Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

async function started(
  t: ExecutionContext,
  name: string,
  storages: Storages,
  more: DataMoverOptions,
): Promise<MoverScene> {
  const scene = new MoverScene(t, name, storages, more)
  await scene.begin()
  t.teardown(() => scene.end())
  return scene
}

/** Folders of both sites, and of a site D whose disk is not mounted. */
export async function folderStorages(t: ExecutionContext): Promise<Storages & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'mover-'))
  t.teardown(() => rm(root, { recursive: true }))
  const folders = { A: join(root, 'A'), B: join(root, 'B'), D: join(root, 'not-mounted') }
  await Promise.all([folders.A, folders.B].map((folder) => mkdir(folder)))
  return {
    root,
    options: { folders },
    put: async (site, file, content) => {
      await mkdir(dirname(join(root, site, file)), { recursive: true })
      await writeFile(join(root, site, file), content)
    },
    content: (site, file) => readFile(join(root, site, file)).catch(() => undefined),
    names: async (site) => {
      const found = await readdir(join(root, site), { recursive: true, withFileTypes: true })
      return found
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(root, site).length + 1))
        .sort()
    },
  }
}

async function webStorages(
  t: ExecutionContext,
  settings: WebServerSettings = {},
): Promise<{ storages: Storages; a: WebDavServer; b: WebDavServer }> {
  const [a, b] = [await WebDavServer.start(t, settings), await WebDavServer.start(t, settings)]
  const of = (site: SiteName): WebDavServer => (site === 'A' ? a : b)
  const storages: Storages = {
    options: { endpoints: { A: { url: a.url }, B: { url: b.url } }, patience: quick },
    put: (site, name, content) => {
      of(site).put(name, content)
      return Promise.resolve()
    },
    content: (site, name) => Promise.resolve(of(site).files.get(`/data/${name}`)),
    names: (site) => Promise.resolve(of(site).names()),
  }
  return { storages, a, b }
}
