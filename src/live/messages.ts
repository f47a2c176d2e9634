/** Reports and orders as plain data: what crosses the border of the live host. */
import type { Outcome, PilotAsk, TaskSubmission } from '../brokerage/ports.js'
import type { QueueStatus } from '../model/grid.js'
import type { PandaId, Seconds, TransferRow } from '../model/units.js'

/** A report; jobs are named by PandaID alone. */
export type Message = { readonly now: Seconds } & (
  | { report: 'datasetKnown'; name: string; bytes: number; sites: readonly string[] }
  | { report: 'submit'; task: TaskSubmission }
  | { report: 'pilotAsks'; pilot: PilotAsk }
  | { report: 'started'; id: PandaId }
  | { report: 'heartbeat'; id: PandaId; until: Seconds }
  | { report: 'ended'; id: PandaId; outcome: Outcome; errorCode: number }
  | { report: 'transferEnded'; transfer: TransferRow; number: number; arrived: boolean }
  | { report: 'queueChanged'; queue: string; status: QueueStatus }
  | { report: 'pilotsLost'; face: number; pilots: number }
  | { report: 'kill'; id: PandaId }
  | { report: 'hearingGap'; seconds: Seconds }
  | { report: 'advance' }
)

/** An order that waits for the commit of the facts it follows from. */
export type OrderMessage = { readonly now: Seconds } & (
  { order: 'transfer'; transfer: TransferRow } | { order: 'requestPilots'; face: number; pilots: number }
)
