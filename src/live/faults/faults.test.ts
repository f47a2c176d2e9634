/**
 * The live host through thousands of short histories in which everything goes wrong, at its own door and with PanDA's wire before it. A
 * failing one tells its seed: to play that one alone, `AILURO_FAULT_SEED=crashes-17-panda npm test -- --only-tests dist/src/live/faults/faults.test.js`.
 */
import test, { type ExecutionContext } from 'ava'
import type { Acknowledgement, HostDoor, LiveReport } from '../door.js'
import type { OrderCarrier } from '../host-parts.js'
import { LiveHost } from '../live-host.js'
import type { Commit, KeptAnswer } from '../store/commit.js'
import { type FaultPlan, faultPlans } from './fault-plan.js'
import { type HistoryMaking, playHistory, type Tally, usualMaking } from './history.js'
import { soundMaking } from './host-machine.js'
import { LogStore } from './log-store.js'
import { PandaWire } from './panda-wire.js'
import { type WireName, wireNames, wires } from './wires.js'

type Theme = keyof typeof faultPlans

/** Histories of each theme by each wire, and the seed of the first. A request of PanDA's takes ten times as long. */
const HISTORIES: Readonly<Record<WireName, number>> = { own: 250, panda: 12 }
const FIRST_SEED = 1
/** A planted bug must show within so many. */
const PATIENCE = 60

const file = 'dist/src/live/faults/faults.test.js'
const alone = process.env['AILURO_FAULT_SEED']

async function playAll(t: ExecutionContext, theme: Theme, wire: WireName): Promise<void> {
  const sum: Record<string, number> = {}
  const start = process.cpuUsage()
  const histories = HISTORIES[wire]
  for (let seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
    for (const [what, count] of Object.entries(await playOne(theme, seed, wire)))
      sum[what] = (sum[what] ?? 0) + Number(count)
  }
  const { user, system } = process.cpuUsage(start)
  t.log(told(sum))
  t.log(`${Math.round((histories * 1e6) / (user + system))} histories in a second of CPU`)
  t.true(sum['jobs'] > 2 * histories, 'the histories are rich')
}

async function playOne(theme: Theme, seed: number, wire: WireName): Promise<Tally> {
  try {
    return await playHistory(seed, faultPlans[theme], wires[wire])
  } catch (error) {
    const command = `AILURO_FAULT_SEED=${theme}-${seed}-${wire} npm test -- --only-tests ${file}`
    throw new Error(`${(error as Error).message}\nagain: ${command}`, { cause: error })
  }
}

/** What there was of it, in words. */
function told(sum: Readonly<Record<string, number>>): string {
  return Object.entries(sum)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
}

/** A LogStore that is wrong in some way, and how the host is opened on it. */
class EarlyStore extends LogStore {
  override async commit(commit: Commit): Promise<void> {
    // It is said to be kept, and is written afterwards.
    super.commit(commit).catch(() => undefined)
    return Promise.resolve()
  }
}

class UnsyncedStore extends LogStore {
  protected override sync(): Promise<void> {
    return Promise.resolve()
  }
}

class ForgetfulStore extends LogStore {
  override answer(): Promise<KeptAnswer | undefined> {
    return Promise.resolve(undefined)
  }
}

/** What is kept for pilots or for Harvester goes. */
const storeWithout = (kinds: readonly string[]): typeof LogStore =>
  class extends LogStore {
    override commit(commit: Commit): Promise<void> {
      return super.commit({ ...commit, rows: commit.rows.filter(({ kind }) => !kinds.includes(kind)) })
    }
  }

/** PanDA's wire before a door that is wrong in some way. */
const before = (wrong: (door: HostDoor) => Partial<HostDoor>): HistoryMaking => ({
  ...usualMaking,
  wire: (parts) =>
    new (class extends PandaWire {
      protected override doorOf(host: LiveHost): HostDoor {
        return changed<HostDoor>(host, wrong(host))
      }
    })(parts),
})

/** A thing some of whose methods are others. */
function changed<T extends object>(thing: T, others: Partial<T>): T {
  return new Proxy(thing, {
    get: (_, name) => {
      const found: unknown = Reflect.get(name in others ? others : thing, name)
      return typeof found === 'function' ? (found.bind(thing) as unknown) : found
    },
  })
}

/** A door whose answers to reports are others. */
function reportingBy(
  door: HostDoor,
  change: (report: LiveReport, answer: Promise<unknown>) => Promise<unknown>,
): Pick<HostDoor, 'report'> {
  return { report: (report) => change(report, door.report(report)) as Promise<never> }
}

/** Rows of transfers that ended stay. */
class HoardingStore extends LogStore {
  override commit(commit: Commit): Promise<void> {
    const rows = commit.rows.filter(({ kind, body }) => kind !== 'transfer' || body !== undefined)
    return super.commit({ ...commit, rows })
  }
}

const on = (Kind: typeof LogStore, wire: WireName = 'own'): HistoryMaking => ({
  ...wires[wire],
  host: { ...soundMaking, store: (file) => new Kind(file) },
})

/** What is ordered while a host is opened is lost. */
const ordersLost = (lost: (carrier: OrderCarrier, isOpen: () => boolean) => OrderCarrier): HistoryMaking => ({
  ...usualMaking,
  host: {
    ...soundMaking,
    open: async (parts) => {
      let isOpen = false
      const host = await LiveHost.open({ ...parts, carrier: lost(parts.carrier, () => isOpen) })
      isOpen = true
      return host
    },
  },
})

const planted: readonly {
  readonly bug: string
  readonly theme: Theme
  readonly making: HistoryMaking
  shows: RegExp
}[] = [
  { bug: 'a host that answers before the commit', theme: 'crashes', making: on(EarlyStore), shows: /./ },
  {
    bug: 'a store that says committed before the sync',
    theme: 'crashes',
    making: on(UnsyncedStore),
    shows: /facts are kept, but/,
  },
  {
    bug: 'a host that forgets who got what',
    theme: 'everything',
    making: on(storeWithout(['grant'])),
    shows: /was given to it before|rows are left: grant/,
  },
  {
    bug: 'a host that does a doubled submission twice',
    theme: 'network',
    making: on(ForgetfulStore),
    shows: /was submitted \d times|was done twice/,
  },
  {
    bug: 'a store that keeps what is gone',
    theme: 'crashes',
    making: on(HoardingStore),
    shows: /transfer|no step|left/,
  },
  {
    bug: 'a host that does not order transfers again',
    theme: 'crashes',
    making: ordersLost((carrier, isOpen) => ({
      pilots: (order) => carrier.pilots(order),
      transfer: (order) => {
        if (isOpen()) carrier.transfer(order)
      },
      asked: (worker) => carrier.asked(worker),
    })),
    shows: /was not ordered again/,
  },
  {
    bug: 'a host that does not order pilots again',
    theme: 'crashes',
    making: ordersLost((carrier, isOpen) => ({
      pilots: (order) => {
        if (isOpen()) carrier.pilots(order)
      },
      transfer: (order) => carrier.transfer(order),
      asked: (worker) => carrier.asked(worker),
    })),
    shows: /rows are left: order|does not come to an end/,
  },
  {
    bug: 'a host that forgets which pilot of PanDA’s got what',
    theme: 'everything',
    making: on(storeWithout(['grant']), 'panda'),
    shows: /was given to it before|rows are left: grant/,
  },
  {
    bug: 'a host that forgets what pilots said, and what Harvester did',
    theme: 'crashes',
    making: on(storeWithout(['said', 'worker']), 'panda'),
    shows: /words are not kept|no row of kind worker/,
  },
  {
    bug: 'a wire that tells pilots of PanDA’s nothing',
    theme: 'network',
    making: before((door) =>
      reportingBy(door, async (_, answer) => {
        const told = (await answer) as Partial<Acknowledgement> | undefined
        return told?.command === undefined ? told : { ...told, command: undefined }
      }),
    ),
    shows: /its pilot is to end it/,
  },
  {
    bug: 'a wire that answers PanDA’s pilots before the commit',
    theme: 'crashes',
    making: before((door) =>
      reportingBy(door, ({ report }, answer) => {
        if (report !== 'ended') return answer
        answer.catch(() => undefined)
        return Promise.resolve({ known: true })
      }),
    ),
    shows: /its end is not kept/,
  },
  {
    bug: 'a wire that looks nobody’s earlier submission up',
    theme: 'network',
    making: before(({ store }) => ({ store: changed(store, { endedTasks: () => Promise.resolve([]) }) })),
    shows: /was submitted \d times/,
  },
]

/** What goes wrong in the first of the histories in which something does, and in which that is. */
async function firstFlaw(
  plan: FaultPlan,
  making: HistoryMaking,
): Promise<{ readonly words: string; readonly after: number }> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PATIENCE; seed++) {
    try {
      await playHistory(seed, plan, making)
    } catch (error) {
      return { words: (error as Error).message, after: seed - FIRST_SEED + 1 }
    }
  }
  return { words: 'nothing was found', after: PATIENCE }
}

if (alone !== undefined) {
  test(`faults: ${alone} again`, async (t) => {
    const [theme, seed, wire = 'own'] = alone.split('-')
    const isSane = theme in faultPlans && /^\d+$/.test(seed) && wire in wires
    t.true(isSane, 'a theme, the number of a seed, and a wire: crashes-17-panda')
    t.log(told({ ...(await playOne(theme as Theme, Number(seed), wire as WireName)) }))
  })
} else {
  for (const wire of wireNames) {
    for (const theme of Object.keys(faultPlans) as Theme[]) {
      const title = `faults, ${wire} wire: ${theme}: nothing that was answered is lost or done twice, and all comes to its end`
      test.serial(title, playAll, theme, wire)
    }
    test.serial(`faults, ${wire} wire: a history is the same each time`, async (t) => {
      const tallies = [1, 2].map(() => playHistory(7, faultPlans.everything, wires[wire]))
      t.deepEqual(await tallies[0], await tallies[1])
    })
  }
  for (const { bug, theme, making, shows } of planted) {
    test.serial(`faults: ${bug} is found`, async (t) => {
      const { words, after } = await firstFlaw(faultPlans[theme], making)
      t.regex(words, shows)
      t.log(`after ${after} histories: ${words.slice(0, 150)}`)
    })
  }
}
