/** Reports and orders as plain data: what crosses the border of the live host, and how reports are written as text. */
import type { Outcome, PilotAsk, TaskSubmission } from '../brokerage/ports.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import type { Bytes, PandaId, Seconds } from '../model/units.js'

/** A report; jobs, tasks and transfers are named by their numbers alone. */
export type Message = { readonly now: Seconds } & (
  | {
      report: 'datasetKnown'
      name: string
      bytes: Bytes
      sites: readonly string[]
      files: number
      tapes: readonly string[]
    }
  | { report: 'replicaArrived'; dataset: string; site: string; kind: 'primary' | 'cached' }
  | { report: 'replicaGone'; dataset: string; site: string; kind: 'primary' | 'cached' | 'tape' }
  | { report: 'storageChanged'; site: string; news: Partial<Storage> }
  | { report: 'linkMeasured'; from: string; to: string; rates: MeasuredRates }
  | { report: 'submit'; task: TaskSubmission }
  | { report: 'pilotAsks'; pilot: PilotAsk }
  | { report: 'accepted'; id: PandaId }
  | { report: 'started'; id: PandaId }
  | { report: 'heartbeat'; id: PandaId; until: Seconds }
  | { report: 'ended'; id: PandaId; outcome: Outcome; errorCode: number }
  | { report: 'transferEnded'; number: number; arrived: boolean }
  | { report: 'queueChanged'; queue: string; status: QueueStatus }
  | { report: 'pilotsLost'; face: number; pilots: number }
  | { report: 'kill'; id: PandaId }
  | { report: 'killGently'; id: PandaId }
  | { report: 'killTask'; task: number }
  | { report: 'reprioritise'; task: number; priority: number }
  | { report: 'pauseBrokerage'; isPaused: boolean }
  | { report: 'changeLimit'; constant: string; value: number }
  | { report: 'hearingGap'; seconds: Seconds }
  | { report: 'advance' }
)

/** An order that waits for the commit of the facts it follows from. */
export type OrderMessage = { readonly now: Seconds } & (
  { order: 'transfer'; number: number } | { order: 'requestPilots'; face: number; pilots: number }
)

/**
 * A report as JSON. Numbers that are not finite have no word there: unknown ones (NaN) are written as null, unlimited ones
 * as `{"infinite": 1}` or, below zero, -1.
 */
export function encode(message: Message): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value
    return Number.isNaN(value) ? null : { infinite: Math.sign(value) }
  })
}

/** The report that was written. */
export function decode(text: string): Message {
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null) return NaN
    return isInfinite(value) ? value.infinite * Infinity : value
  }) as Message
}

function isInfinite(value: unknown): value is { infinite: 1 | -1 } {
  return typeof value === 'object' && value !== null && 'infinite' in value
}
