import type { QueueStatus } from '../../model/grid.js'
import type { Numbers } from './pilot-demand-rule.js'

/** What a factory's queue is when its plugins are asked. */
export interface FactoryQueue {
  readonly status: QueueStatus
  readonly activated: number
  readonly pending: number
  readonly running: number
  /** Pilots of all queues. */
  readonly everywhere: number
}

/** The numbers of the plugins: AutoPyFactory's defaults and ATLAS's configuration. Limits that are Infinity are none. */
export const factoryNumbers = {
  /** From cycle to cycle of a queue (apfqueue.sleep). */
  cycleSeconds: 120,
  /** Activated jobs that get no pilots. */
  readyOffset: 0,
  activatedWeight: 1,
  pendingWeight: 1,
  fixedPilots: 0,
  keepPilots: 0,
  scaleFactor: 1,
  maxPerCycle: 50,
  minPerCycle: 0,
  maxPending: 100,
  minPending: 0,
  maxToRun: 9_999,
  maxPerFactory: Infinity,
  testPilots: 1,
  offlinePilots: 0,
  /** 1: nothing is held back while no pilot is pending ([quirk] of MaxPending). */
  quirkMaxPending: 0,
}

type FactoryNumbers = Numbers<keyof typeof factoryNumbers>

/** Gets the number that the one before it proposes, the first one 0, and proposes another: below 0 where pilots are too many. */
export type FactoryPlugin = (pilots: number, queue: FactoryQueue, numbers: FactoryNumbers) => number

/** The plugins that decide how many pilots a queue of AutoPyFactory gets (brokerage.md §K.1), by name. */
export const factoryPlugins: Readonly<Record<string, FactoryPlugin>> = {
  ready: (_, { activated, pending }, { readyOffset }) => Math.max(0, activated - readyOffset - pending),
  activated: (_, { activated, pending }) => Math.max(0, activated - pending),
  'weighted-activated': (_, { activated, pending }, { activatedWeight, pendingWeight }) =>
    Math.max(0, Math.trunc(activated * activatedWeight) - Math.trunc(pending * pendingWeight)),
  fixed: (_, __, { fixedPilots }) => fixedPilots,
  'keep-n-running': (_, { pending, running }, { keepPilots }) => keepPilots - (running + pending),
  scale: (pilots, _, { scaleFactor }) => Math.ceil(pilots * scaleFactor),
  'max-per-cycle': (pilots, _, { maxPerCycle }) => Math.min(pilots, maxPerCycle),
  'min-per-cycle': (pilots, _, { minPerCycle }) => Math.max(pilots, minPerCycle),
  'max-pending': (pilots, { pending }, { maxPending, quirkMaxPending }) =>
    quirkMaxPending !== 0 && pending === 0 ? pilots : Math.min(pilots, maxPending - pending),
  'min-pending': (pilots, { pending }, { minPending }) => Math.max(pilots, minPending - pending),
  'max-to-run': (pilots, { pending, running }, { maxToRun }) => Math.min(pilots, maxToRun - (pending + running)),
  'max-per-factory': (pilots, { everywhere }, { maxPerFactory }) =>
    everywhere > maxPerFactory ? 0 : Math.min(pilots, maxPerFactory - everywhere),
  'status-test': (pilots, { status }, { testPilots }) => (status === 'test' ? testPilots : pilots),
  'status-offline': (pilots, { status }, { offlinePilots }) => (status === 'offline' ? offlinePilots : pilots),
  null: () => 0,
}
