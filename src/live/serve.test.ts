/** A live server as a whole: it starts, is started again, and leaves nothing behind where it cannot start. */
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { pino } from 'pino'
import { Core } from '../brokerage/core.js'
import { builtInPolicy } from '../brokerage/define-policy.js'
import { calm } from '../brokerage/testing/stage.js'
import { BadInput } from '../model/bad-input.js'
import { defaultConstants } from '../model/constants.js'
import { gridOf, seed } from '../model/testing/small-grid.js'
import { Client } from './api/client.js'
import { type LiveServer, type ServeOptions, startServer } from './serve.js'
import { FileLock } from './store/sqlite/file-lock.js'

/** A folder of a live server's, removed with the test, and what runs in it. */
class Scene {
  private readonly servers: LiveServer[] = []

  private constructor(
    private readonly t: ExecutionContext,
    readonly folder: string,
  ) {}

  static async in(t: ExecutionContext): Promise<Scene> {
    const scene = new Scene(t, await mkdtemp(join(tmpdir(), 'ailuro-serve-')))
    t.teardown(() => scene.end())
    return scene
  }

  /** @param queues of its grid, each with a site of its own */
  async start(options: Partial<ServeOptions> = {}, queues = ['BNL', 'CERN']): Promise<LiveServer> {
    const server = await startServer({
      folder: this.folder,
      build: (orders) =>
        new Core({
          grid: gridOf(['queue cores', ...queues.map((queue) => `${queue} 1`)].join('\n')),
          policy: builtInPolicy('production'),
          constants: { ...defaultConstants, ...calm, generatorCycleSeconds: 0 },
          seed,
          orders,
        }),
      pilots: { source: 'external', slots: {}, command: [] },
      dataMover: { name: 'none', folders: {} },
      retentionSeconds: Infinity,
      leastFreeBytes: 0,
      log: pino({ level: 'silent' }),
      onFailure: (error) => this.t.fail(`the store failed: ${error.message}`),
      ...options,
    })
    this.servers.push(server)
    return server
  }

  /** One call of the admin's, at the place that the server's file tells. */
  async asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ url: await this.read('url'), token: await this.read('admin-token'), tries: 1 })
    try {
      return await work(client)
    } finally {
      client.close()
    }
  }

  submit(name: string): Promise<unknown> {
    const body = { name, queue: 'CERN', jobs: 2, spec: { command: ['true'] } }
    return this.asAdmin((client) => client.call('POST /tasks', { body }))
  }

  /** Names of the tasks that are kept. */
  async tasks(): Promise<string[]> {
    const { items } = await this.asAdmin((client) => client.call('GET /tasks', { query: {} }))
    return items.map(({ name }) => name).sort()
  }

  async read(file: string): Promise<string> {
    return (await readFile(join(this.folder, file), 'utf8')).trim()
  }

  /** Whether nobody has the folder or its store. */
  isFree(): boolean {
    return ['server-lock', 'ailuro.db-host'].every((file) => {
      const lock = FileLock.take(join(this.folder, file))
      lock?.release()
      return lock !== undefined
    })
  }

  private async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()))
    await rm(this.folder, { recursive: true })
  }
}

/** Listens at a port of this machine. @param port 0: any that is free */
async function listenerAt(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return server
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const end = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

test('a restart that was asked for ends the server, and it goes on with everything there', async (t) => {
  const scene = await Scene.in(t)
  const first = await scene.start()
  await scene.submit('one')
  const secrets = await Promise.all(['admin-token', 'pilot-token'].map((file) => scene.read(file)))
  t.deepEqual(await scene.asAdmin((client) => client.call('POST /restart')), { done: true })
  t.is(await first.ended, 'restart')
  t.true(scene.isFree())

  const second = await scene.start({ port: Number(new URL(first.url).port) })
  t.is(second.url, first.url)
  t.deepEqual(await Promise.all(['admin-token', 'pilot-token'].map((file) => scene.read(file))), secrets)
  t.deepEqual(await scene.tasks(), ['one'])
  await scene.submit('two')
  t.deepEqual(await scene.tasks(), ['one', 'two'])
  t.is((await scene.asAdmin((client) => client.call('GET /tokens'))).items.length, 2, 'no token was made again')
  const pilot = new Client({ url: second.url, token: secrets[1], tries: 1 })
  const { job } = await pilot.call('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })
  pilot.close()
  t.is(job?.taskName, 'one')

  await Promise.all([second.close(), second.close()])
  t.is(await second.ended, 'closed')
  t.is(await first.ended, 'restart')
})

test('a pilot token that was removed is made anew', async (t) => {
  const scene = await Scene.in(t)
  await (await scene.start()).close()
  const before = await scene.read('pilot-token')
  await rm(join(scene.folder, 'pilot-token'))
  await scene.start()
  t.not(await scene.read('pilot-token'), before)
})

test('a second server in the same folder is refused, and the first goes on', async (t) => {
  const scene = await Scene.in(t)
  const first = await scene.start()
  const url = await scene.read('url')
  for (const store of [undefined, join(scene.folder, 'other.db')]) {
    const error = await t.throwsAsync(scene.start({ store }), { instanceOf: BadInput })
    t.is(error.message, `${scene.folder}: another server runs in this folder; allowed: one server at a time`)
  }
  t.is(await scene.read('url'), url)
  await t.throwsAsync(access(join(scene.folder, 'other.db')), { code: 'ENOENT' })
  await scene.submit('one')
  t.deepEqual(await scene.tasks(), ['one'])
  await first.close()

  const both = await Promise.allSettled([scene.start(), scene.start()])
  t.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  t.deepEqual(await scene.tasks(), ['one'])
})

test('where it cannot start, one clear error says why, and nothing stays open', async (t) => {
  const scene = await Scene.in(t)
  const before = await scene.start()
  await scene.submit('one')
  await before.close()
  const taken = await listenerAt(0)
  const port = portOf(taken)
  const external = { source: 'external', slots: {}, command: [] }
  const cases: [Partial<ServeOptions>, string[] | undefined, string][] = [
    [{ port }, undefined, `port ${port}: something listens there already; allowed: one that is free; 0: any that is`],
    [{}, ['BNL'], 'store: it holds queue CERN, which is not in the grid; allowed: a grid with all of its queues'],
    [
      { host: '192.0.2.1', allowRemote: true },
      undefined,
      'host 192.0.2.1: it is no address of this machine; allowed: one of its own, such as 127.0.0.1',
    ],
    [
      { pilots: { ...external, source: 'batch' } },
      undefined,
      'pilot source: batch; allowed: none, external, dry-run, subprocess, slurm, htcondor',
    ],
    [{ dataMover: { name: 'fts', folders: {} } }, undefined, 'data mover: fts; allowed: none, posix, http'],
  ]
  for (const [options, queues, message] of cases) {
    await t.throwsAsync(scene.start(options, queues), { instanceOf: BadInput, message })
    t.true(scene.isFree(), message)
  }
  await end(taken)
  await end(await listenerAt(port))
  await scene.start({ port })
  t.deepEqual(await scene.tasks(), ['one'])
})

test('where the last step fails, the server does not listen any more', async (t) => {
  const scene = await Scene.in(t)
  await writeFile(join(scene.folder, 'pilots'), 'no folder')
  const pilots = { source: 'subprocess', slots: { BNL: 1 }, command: ['true'] }
  await t.throwsAsync(scene.start({ pilots }), { code: 'EEXIST' })
  t.true(scene.isFree())
  await end(await listenerAt(Number(new URL(await scene.read('url')).port)))
})
