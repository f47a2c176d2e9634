import { type Seed, keyOf, uniform } from '../src/model/draws.js'
import { formatCount } from '../src/model/format.js'
import { Rows } from '../src/model/rows.js'
import { networkModels } from '../src/sim/network/index.js'
import type { Network, NetworkModel, NetworkParts } from '../src/sim/network/network.js'
import { rateFactors } from '../src/sim/network/rate-classes.js'
import { exponential, logNormal, logNormalMeanOverMedian, pick, runningSums } from '../src/sim/samplers.js'
import { version } from '../src/sim/version.js'
import { holdNanoseconds } from './hold.js'

/** What a way to share the network costs at some load, and how far its transfer times are from the exact ones. */
export interface NetworkRow {
  model: string
  /** Offered bytes over capacity of the sites; 0: no limit anywhere. */
  load: number
  cpuMicrosPerEvent: number
  holdsPerEvent: number
  /** Of |duration − exact| ÷ exact. */
  meanError: number
  p95Error: number
  /** Transfers under way or waiting. */
  meanConcurrency: number
  /** Mean of duration ÷ duration at the transfer's cap. */
  stretch: number
}

/** Cost of the simulated network (perf.md §4b). */
export interface NetworkCost {
  bench: 'network'
  version: string
  node: string
  sites: number
  transfers: number
  holdNanoseconds: number
  rows: NetworkRow[]
}

/** Transfers to come, by time. */
interface Trace {
  at: Float64Array
  from: Int32Array
  to: Int32Array
  bytes: Float64Array
  cap: Float64Array
}

const SITES = 150
const PER_SECOND = 35
const MEAN_BYTES = 2e9
const SIZE_SIGMA = 1
/** Mean rate of a transfer that nothing slows down: about a thousand are under way then, as in perf.md §4b. */
const MEAN_CAP = 75e6
const CAP_SIGMA = 0.5
/** Sites differ in size, and traffic with it. */
const SITE_SIGMA = 0.5
const SLOTS_PER_LINK = 2
const seed: Seed = { a: 4, b: 2 }
const purposes = ['gap', 'from', 'to', 'bytes', 'cap', 'site'].map((name) => keyOf(`bench.network.${name}`))

/** Runs one Poisson trace through all models at several loads. */
export function network(transfers: number, loads: readonly number[]): NetworkCost {
  const sizes = Array.from({ length: SITES }, (_, site) => logNormal(draw(5, site), 1, SITE_SIGMA))
  const trace = traceOf(transfers, sizes)
  const hold = holdNanoseconds(transfers)
  const rows: NetworkRow[] = []
  for (const load of [0, ...loads]) {
    const parts = partsOf(sizes, load)
    let right: Float64Array | undefined
    for (const model of load === 0 ? networkModels.slice(0, 1) : networkModels) {
      const { durations, microsPerEvent } = play(model, parts, trace)
      right ??= durations
      rows.push({
        model: model.name,
        load,
        cpuMicrosPerEvent: microsPerEvent,
        holdsPerEvent: (1000 * microsPerEvent) / hold,
        ...errorsOf(durations, right),
        meanConcurrency: sum(durations) / trace.at[transfers - 1],
        stretch: sum(durations.map((seconds, i) => (seconds * trace.cap[i]) / trace.bytes[i])) / transfers,
      })
    }
  }
  return { bench: 'network', version, node: process.version, sites: SITES, transfers, holdNanoseconds: hold, rows }
}

/** The cost as a table, and in short. */
export function networkText({ transfers, sites, rows }: NetworkCost): string {
  const percent = (part: number): string => `${(100 * part).toFixed(2)} %`
  const table = rows.map((row) => [
    row.load === 0 ? 'no limit' : String(row.load),
    row.model,
    row.cpuMicrosPerEvent.toFixed(2),
    row.holdsPerEvent.toFixed(1),
    percent(row.meanError),
    percent(row.p95Error),
    row.meanConcurrency.toFixed(0),
    row.stretch.toFixed(2),
  ])
  const heads = ['load', 'model', 'µs/event', 'holds', 'mean error', 'p95 error', 'under way', 'time ÷ free time']
  const widths = heads.map((head, i) => Math.max(head.length, ...table.map((cells) => cells[i].length)))
  const cost = (model: string, load: number): string => {
    const row = rows.find((one) => one.model === model && one.load === load)
    return `${model} at ${load}: ${row === undefined ? 'not run' : `${row.cpuMicrosPerEvent.toFixed(2)} µs`}`
  }
  return [
    `network: ${formatCount(transfers)} transfers between ${sites} sites, two events each`,
    ...[heads, ...table].map((cells) => cells.map((cell, i) => cell.padStart(widths[i])).join('  ')),
    `${cost('exact', 0.3)}, ${cost('one-hop', 0.6)}, ${cost('slots', 0.6)}`,
  ].join('\n')
}

function draw(purpose: number, i: number): number {
  return uniform(seed, purposes[purpose], i, 0, 0)
}

function traceOf(transfers: number, sizes: readonly number[]): Trace {
  const sums = runningSums(sizes)
  const factors = rateFactors(CAP_SIGMA)
  const medianBytes = MEAN_BYTES / logNormalMeanOverMedian(SIZE_SIGMA)
  const trace: Trace = {
    at: new Float64Array(transfers),
    from: new Int32Array(transfers),
    to: new Int32Array(transfers),
    bytes: new Float64Array(transfers),
    cap: new Float64Array(transfers),
  }
  let now = 0
  for (let i = 0; i < transfers; i++) {
    now += exponential(draw(0, i), 1 / PER_SECOND)
    trace.at[i] = now
    trace.from[i] = pick(draw(1, i), sums)
    trace.to[i] = pick(draw(2, i), sums)
    if (trace.to[i] === trace.from[i]) trace.to[i] = (trace.to[i] + 1) % SITES
    trace.bytes[i] = logNormal(draw(3, i), medianBytes, SIZE_SIGMA)
    trace.cap[i] = MEAN_CAP * factors[Math.floor(draw(4, i) * factors.length)]
  }
  return trace
}

/** Sites whose capacity, each way, is their part of the traffic over the load. */
function partsOf(sizes: readonly number[], load: number): NetworkParts {
  const base = { sites: SITES, slotsPerLink: SLOTS_PER_LINK }
  if (load === 0) return base
  const total = sum(Float64Array.from(sizes))
  const capacities = sizes.map((size) => ((size / total) * PER_SECOND * MEAN_BYTES) / load)
  return { ...base, ingress: capacities, egress: capacities }
}

function play(
  model: NetworkModel,
  parts: NetworkParts,
  trace: Trace,
): { durations: Float64Array; microsPerEvent: number } {
  const { at } = trace
  carry(model.create(parts), trace, Math.min(at.length, 20_000))
  const network = model.create(parts)
  const began = process.cpuUsage()
  const durations = carry(network, trace, at.length)
  const { user, system } = process.cpuUsage(began)
  network.check()
  return { durations, microsPerEvent: (user + system) / (2 * at.length) }
}

/** Carries the first transfers of the trace; returns how long each took. */
function carry(network: Network, { at, from, to, bytes, cap }: Trace, transfers: number): Float64Array {
  const rows = new Rows()
  const numbers = new Int32Array(transfers)
  const durations = new Float64Array(transfers)
  let next = 0
  for (;;) {
    const endAt = network.nextEnd()
    if (next < transfers && at[next] < endAt) {
      const row = rows.take()
      numbers[row] = next
      network.start(at[next], row, from[next], to[next], bytes[next], cap[next])
      next++
    } else if (endAt < Infinity) {
      const row = network.popEnded(endAt)
      durations[numbers[row]] = endAt - at[numbers[row]]
      rows.giveBack(row)
    } else return durations
  }
}

function errorsOf(durations: Float64Array, right: Float64Array): { meanError: number; p95Error: number } {
  const errors = durations.map((seconds, i) => Math.abs(seconds - right[i]) / right[i]).sort()
  return { meanError: sum(errors) / errors.length, p95Error: errors[Math.floor(0.95 * errors.length)] }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
