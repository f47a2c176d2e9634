/** The host against a core alone: whatever is reported, sense or nonsense, both answer, refuse and write the same. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { Core } from '../brokerage/core.js'
import { production } from '../brokerage/policies/production.js'
import type { Orders, Reports } from '../brokerage/ports.js'
import { taskOf } from '../brokerage/testing/stage.js'
import { defaultConstants } from '../model/constants.js'
import { queueStatuses } from '../model/grid.js'
import { gridOf, seed } from '../model/testing/small-grid.js'
import type { JobRow, PandaId, Seconds } from '../model/units.js'
import { Host } from './host.js'

type ReportName = Exclude<keyof Reports, 'nextDue'>
/** Numbers from 0 to 999 that settle what a report says, and a size that may be no sensible number. */
interface Draw {
  readonly which: number
  readonly how: number
  readonly size: number
}
type AfterNow<Name extends ReportName> = Parameters<Reports[Name]> extends [Seconds, ...infer Rest] ? Rest : never

const of = <T>(list: readonly T[], draw: number): T => list[draw % list.length]
const siteOf = (draw: number) => of(['BNL', 'CERN', 'LYON', 'CERN', 'BNL', 'nowhere'], draw)
const datasetOf = (draw: number) => of(['one', 'two', 'one', 'two', 'three'], draw)

/** A job out of those that ever were: the row it has, or one that it has not. */
function jobOf({ state: { jobs } }: Core, draw: number): [JobRow, PandaId] {
  const id = Math.max(1, jobs.created - (draw % 30))
  for (let row = 0; row < jobs.top; row++) if (jobs.id(row) === id) return [row, id]
  return [draw, id]
}

/** What each report is made with. A report that the core learns to hear is missing here until it is added. */
const reports: { readonly [Name in ReportName]: (draw: Draw, core: Core, now: Seconds) => AfterNow<Name> } = {
  datasetKnown: ({ which, how, size }) => {
    const sites = [['BNL'], ['CERN', 'LYON'], [], ['nowhere']][how % 4]
    return [datasetOf(which), size, sites, ...([[], [12], [12, ['BNL']], [size, ['LYON']]] as const)[which % 4]]
  },
  replicaArrived: ({ which, how }) => [datasetOf(which), siteOf(how), of(['primary', 'cached'], how)],
  replicaGone: ({ which, how }) => [datasetOf(which), siteOf(how), of(['primary', 'cached', 'tape'], which + how)],
  storageChanged: ({ which, how, size }) => {
    const able = how % 3 > 0
    const news = [{ freeBytes: size }, { readWan: able, readLan: able }, { writeWan: able, totalBytes: size }, {}]
    return [siteOf(which), of(news, how)]
  },
  linkMeasured: ({ which, how, size }) => {
    return [siteOf(which), siteOf(how), { hourMBps: size, dayMBps: how % 2 === 0 ? 10 : NaN, weekMBps: which }]
  },
  submit: ({ which, how, size }) => {
    const oddities = [{}, {}, { nucleus: siteOf(which) }, { queue: siteOf(which) }, { rules: { isScout: true } }]
    const input = { dataset: datasetOf(which), inputBytes: which % 2 === 0 ? 2e9 : size * 1e6, inputFiles: 3 }
    const task = { name: `task-${which}-${how}`, jobs: 1 + (how % 20), outputBytes: 1e8, outputFiles: 1 + (how % 3) }
    return [
      taskOf({ ...task, ...(how % 2 === 0 ? input : {}), ...of(oddities, how), memoryMBPerCore: 1000 + (which % 2) }),
    ]
  },
  pilotAsks: ({ which, how }) => {
    const pilot = { face: which % 4, first: how % 2 > 0, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
    const limits = [
      {},
      { otherFaces: [which % 3] },
      { remainingSeconds: 50_000 },
      { label: 'managed' },
      { resourceType: 0, user: 'alice' },
    ]
    return [{ ...pilot, ...of(limits, how) }]
  },
  accepted: ({ which }, core) => jobOf(core, which),
  started: ({ which }, core) => jobOf(core, which),
  heartbeat: ({ which, size }, core, now) => [...jobOf(core, which), now + size],
  ended: ({ which, how }, core) => [...jobOf(core, which), of(['finished', 'failed'], how), how],
  transferEnded: ({ which, how }, { state }) => {
    const transfer = which % 20
    // The host goes by the number alone, so a wrong one must be nobody's.
    return [transfer, how % 7 === 0 ? 1_000_000 + how : state.transfers.number[transfer], how % 3 > 0]
  },
  queueChanged: ({ which, how }) => [siteOf(which), of(queueStatuses, how)],
  pilotsLost: ({ which, how }) => [which % 4, how % 5],
  kill: ({ which }, core) => jobOf(core, which),
  killGently: ({ which }, core) => jobOf(core, which),
  killTask: ({ which }, { state }) => [Math.max(0, state.tasks.submitted - (which % 4))],
  reprioritise: ({ which, how, size }, { state }) => {
    return [Math.max(0, state.tasks.submitted - (which % 4)), how % 5 === 0 ? size : 100 * (how % 12)]
  },
  pauseBrokerage: ({ how }) => [how % 4 === 0],
  changeLimit: ({ which, how, size }) => {
    const constant = of(['queueCapJobs', 'heartbeatTimeoutSeconds', 'statisticsSeconds', 'nothing'], which)
    return [constant, how % 3 === 0 ? size : 20 + how]
  },
  hearingGap: ({ size }) => [size],
  advance: () => [],
}

const likely: ReportName[] = ['submit', 'pilotAsks', 'pilotAsks', 'started', 'ended', 'transferEnded', 'advance']
const names = [...(Object.keys(reports) as ReportName[]), ...likely]
const sizes = [0, 5, 700.5, 1e9, 1e9, 4e12, NaN, Infinity, -Infinity, -1]
const history = fc.array(
  fc.record({
    name: fc.constantFrom(...names),
    draw: fc.record({ which: fc.nat(999), how: fc.nat(999), size: fc.constantFrom(...sizes) }),
    wait: fc.constantFrom(0, 0, 5, 60, 900, 7200, 50_000),
  }),
  { maxLength: 80, size: 'max' },
)

/** Takes note of the orders of a core. */
class Noted implements Orders {
  readonly orders: unknown[] = []
  transfer(...order: Parameters<Orders['transfer']>): void {
    this.orders.push(order)
  }
  requestPilots(...order: Parameters<Orders['requestPilots']>): void {
    this.orders.push(order)
  }
}

function coreWith(orders: Orders): Core {
  const grid = gridOf('queue site cores memory\nBNL BNL 1+8 4000\nCERN CERN 1 0\nLYON LYON 1 3000')
  return new Core({ grid, policy: production, constants: defaultConstants, seed, orders })
}

/** What is answered, or the words of the refusal. */
function answerOf(made: () => unknown): unknown {
  try {
    return made() ?? 'heard'
  } catch (error) {
    return String(error)
  }
}

function tell(reports: Reports, name: ReportName, args: unknown[]): unknown {
  return answerOf(() => (reports[name] as (...args: unknown[]) => unknown).apply(reports, args))
}

/** What the core knows of the world beyond its facts. */
function knowledge({ state: { grid, datasets } }: Core): unknown {
  const queues = grid.queues.map(({ status, pilotsUnderWay }) => [status, pilotsUnderWay])
  return { sites: grid.sites, costs: grid.costs, copies: datasets.copies, bytes: datasets.bytes, queues }
}

test('reports that pass through the host leave the core as those that go straight', (t) => {
  const heard = new Map<ReportName, number>()
  let refused = 0
  const play = (t: ExecutionContext, happening: { name: ReportName; draw: Draw; wait: Seconds }[]): void => {
    const [orders, hostedOrders] = [new Noted(), new Noted()]
    const core = coreWith(orders)
    const host = new Host(coreWith, hostedOrders)
    let now = 0
    for (const { name, draw, wait } of happening) {
      now += wait
      while (core.nextDue() <= now) for (const one of [core, host]) one.advance(now)
      const args = [now, ...reports[name](draw, core, now)]
      const answer = tell(core, name, args)
      t.is(tell(host, name, args), answer, `${name} ${JSON.stringify(args)}`)
      heard.set(name, (heard.get(name) ?? 0) + 1)
      if (typeof answer === 'string' && answer !== 'heard') refused++
    }
    t.deepEqual(hostedOrders.orders, orders.orders)
    t.is(host.core.state.journal.hash(), core.state.journal.hash())
    t.is(host.facts.length, core.state.journal.facts)
    t.deepEqual(knowledge(host.core), knowledge(core))
    core.check()
    host.core.check()
  }
  fc.assert(
    fc.property(history, (happening) => play(t, happening)),
    { numRuns: 150 },
  )
  for (const name of names) t.true((heard.get(name) ?? 0) > 100, `${name} was reported ${heard.get(name)} times`)
  t.true(refused > 500, `${refused} reports were refused`)
})
