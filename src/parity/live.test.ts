/** What a simulated world told its core, told to a live server over HTTP under a virtual clock: the same facts, answers and orders. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Core } from '../brokerage/core.js'
import type { CoreParts } from '../brokerage/core-parts.js'
import { policies } from '../brokerage/policies/index.js'
import type { Policy } from '../brokerage/policy.js'
import { ApiServer } from '../live/api/api-server.js'
import { Client } from '../live/api/client.js'
import { TokenBook } from '../live/auth/token-book.js'
import type { OrderCarrier } from '../live/host-parts.js'
import { LiveHost } from '../live/live-host.js'
import type { Message } from '../live/messages.js'
import { openStore } from '../live/store/open-store.js'
import type { Store } from '../live/store/store.js'
import { postgresPrograms, type PostgresServer, startPostgres } from '../live/testing/postgres-server.js'
import { VirtualClock } from '../live/testing/virtual-clock.js'
import { Journal } from '../model/journal.js'
import type { Seconds } from '../model/units.js'
import { RecordingHost, type Told } from './testing/recording-host.js'
import { playStory, storyGrid } from './testing/story.js'
import { PandaTeller } from './testing/tell-panda.js'
import { tellServer } from './testing/tell-server.js'

/** A live pilot says every so often what a simulated one promises in one report. */
const BEAT_SECONDS = 1500

const programs = postgresPrograms()
let postgres: PostgresServer | undefined
let folder = ''
test.before(async () => {
  // Thousands of commits: in memory, where there is a file system for that.
  folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ailuro-parity-'))
  if (programs !== undefined) postgres = await startPostgres(programs)
})
test.after.always(async () => {
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** All of a core but what changes with it, and its orders. */
type Parts = Omit<CoreParts, 'grid' | 'orders'>

interface Recorded {
  readonly told: readonly Told[]
  readonly ordered: readonly string[]
  readonly facts: number
  readonly hash: string
  readonly parts: Parts
}

/** Plays the story in the simulator, and takes down what passes the border. */
async function recorded(policy: Policy): Promise<Recorded> {
  let host: RecordingHost | undefined
  let parts: Parts | undefined
  const { result } = await playStory(
    policy,
    (build, world) => {
      host = new RecordingHost((orders) => {
        const core = build(orders)
        const { seed, constants } = core.state
        parts = { policy, seed, constants: { ...constants } }
        return core
      }, world)
      const { core, reports, listener } = host
      return { core, reports, listener: listener.bind(host) }
    },
    false,
  )
  const { facts, hash } = result.summary.journal
  return { told: host!.told, ordered: host!.ordered, facts, hash, parts: parts! }
}

/** Promises of pilots as heartbeats that come when they come, before what else happens then. */
function beating(told: readonly Told[]): Told[] {
  const beats: Told[] = []
  for (const { message, given } of told) {
    if (message.report !== 'heartbeat') continue
    const { until, id, now } = message
    const times: Seconds[] = []
    for (let at = now; at < until; at += BEAT_SECONDS) times.push(at)
    for (const at of [...times, until]) beats.push({ message: { report: 'heartbeat', id, until: at, now: at }, given })
  }
  const rest = told.filter(({ message }) => message.report !== 'heartbeat')
  return [...beats, ...rest].sort((one, other) => one.message.now - other.message.now)
}

/** Tells a live server all of it, one report after another. */
async function retell(t: ExecutionContext, store: Store, { told, parts }: Recorded, byPanda: boolean) {
  const clock = new VirtualClock()
  const grid = storyGrid()
  const ordered: string[] = []
  const carrier: OrderCarrier = {
    pilots: ({ pilots, cores, queue }) => void ordered.push(`${pilots} pilots of ${cores} for ${queue}`),
    transfer: ({ number }) => void ordered.push(`transfer ${number}`),
    asked: () => undefined,
  }
  const opening = await store.open()
  const host = await LiveHost.open({
    ...{ clock, store, opening, carrier, longestSilenceSeconds: Infinity },
    build: (orders) => new Core({ ...parts, grid, orders }),
    onFailure: (error) => t.fail(error.message),
  })
  const tokens = new TokenBook((change) => host.keep([change]))
  const { secret } = await tokens.make({ user: 'root', roles: ['admin'] })
  const limits = { requestsPerSecond: 1e6, requestsAtOnce: 1e6 }
  const server = new ApiServer({ door: host, tokens, logFolder: join(folder, 'logs'), limits })
  const url = await server.listen()
  const client = new Client({ url, token: secret })
  const panda = new PandaTeller(url, secret, client)
  const tell = (message: Message) => (byPanda ? panda.tell(message, grid) : tellServer(client, message, grid))
  try {
    for (const { message, given } of beating(told)) {
      clock.set(message.now)
      if (message.report === 'advance') {
        clock.ring()
        await host.ask(() => undefined)
      } else t.is(await tell(message), given, JSON.stringify(message))
    }
    await host.ask((core) => core.check())
    const journal = await host.ask(({ state }) => [state.journal.facts, state.journal.hash()])
    return { ordered, journal, kept: await keptHash(store) }
  } finally {
    client.close()
    await server.close()
    await host.close()
  }
}

/** Hash of the journal, written again from the facts that a store keeps. */
async function keptHash(store: Store): Promise<string> {
  const journal = new Journal()
  for (;;) {
    const { facts } = await store.facts(journal.facts + 1, 1000)
    if (facts.length === 0) return journal.hash()
    for (const [kind, at, subject, a, b, c, d] of facts) journal.write(kind, at, subject, a, b, c, d, -1)
  }
}

const stores = [
  { name: 'SQLite', missing: undefined, place: () => Promise.resolve(join(folder, `${Math.random()}.db`)) },
  {
    name: 'PostgreSQL',
    missing: programs === undefined ? 'PostgreSQL is not installed' : undefined,
    place: () => postgres!.database(),
  },
]

for (const { name, missing, place } of stores) {
  for (const policy of name === 'SQLite' ? policies.slice(0, 2) : policies.slice(0, 1)) {
    const title = `${policy.name}: a story of 492 jobs in the simulator, and over HTTP on ${name}`
    const run = missing === undefined ? test.serial : test.serial.skip
    run(missing === undefined ? title : `${title} (${missing})`, async (t) => {
      const straight = await recorded(policy)
      const { ordered, journal, kept } = await retell(t, openStore(await place()), straight, false)
      t.deepEqual(journal, [straight.facts, straight.hash])
      t.is(kept, straight.hash, 'facts kept')
      t.deepEqual(ordered, straight.ordered, 'orders')
    })
  }
}

test.serial('the same story with pilots and people at PanDA’s wire', async (t) => {
  const straight = await recorded(policies[0])
  const { ordered, journal, kept } = await retell(t, openStore(await stores[0].place()), straight, true)
  t.deepEqual(journal, [straight.facts, straight.hash])
  t.is(kept, straight.hash, 'facts kept')
  t.deepEqual(ordered, straight.ordered, 'orders')
})
