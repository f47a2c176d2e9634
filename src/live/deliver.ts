import type { Reports } from '../brokerage/ports.js'
import { type JobRow, NONE, type PandaId, type TransferRow } from '../model/units.js'
import type { Message } from './messages.js'

type ReportName = Message['report']
/** Makes one kind of report to the core. `row` is that of the job or transfer it is about. */
type Delivery<Name extends ReportName> = (
  core: Reports,
  message: Extract<Message, { report: Name }>,
  row: JobRow,
) => unknown

/** Finds the rows of what messages name by number; NONE for what has ended or never was. */
export interface RowsByNumber {
  rowOf(id: PandaId): JobRow
  transferOf(number: number): TransferRow
}

const deliveries: { readonly [Name in ReportName]: Delivery<Name> } = {
  datasetKnown: (core, { now, name, bytes, sites, files, tapes }) =>
    core.datasetKnown(now, name, bytes, sites, files, tapes),
  replicaArrived: (core, { now, dataset, site, kind }) => core.replicaArrived(now, dataset, site, kind),
  replicaGone: (core, { now, dataset, site, kind }) => core.replicaGone(now, dataset, site, kind),
  storageChanged: (core, { now, site, news }) => core.storageChanged(now, site, news),
  linkMeasured: (core, { now, from, to, rates }) => core.linkMeasured(now, from, to, rates),
  submit: (core, { now, task }) => core.submit(now, task),
  pilotAsks: (core, { now, pilot }) => core.pilotAsks(now, pilot),
  accepted: (core, { now, id }, row) => core.accepted(now, row, id),
  started: (core, { now, id }, row) => core.started(now, row, id),
  heartbeat: (core, { now, id, until }, row) => core.heartbeat(now, row, id, until),
  ended: (core, { now, id, outcome, errorCode }, row) => core.ended(now, row, id, outcome, errorCode),
  transferEnded: (core, { now, number, arrived }, row) => core.transferEnded(now, row, number, arrived),
  queueChanged: (core, { now, queue, status }) => core.queueChanged(now, queue, status),
  pilotsLost: (core, { now, face, pilots }) => core.pilotsLost(now, face, pilots),
  kill: (core, { now, id }, row) => core.kill(now, row, id),
  killGently: (core, { now, id }, row) => core.killGently(now, row, id),
  killTask: (core, { now, task }) => core.killTask(now, task),
  reprioritise: (core, { now, task, priority }) => core.reprioritise(now, task, priority),
  pauseBrokerage: (core, { now, isPaused }) => core.pauseBrokerage(now, isPaused),
  changeLimit: (core, { now, constant, value }) => core.changeLimit(now, constant, value),
  hearingGap: (core, { now, seconds }) => core.hearingGap(now, seconds),
  advance: (core, { now }) => core.advance(now),
}

/**
 * Makes to the core the report that a message holds.
 * @returns the answer: a row, or NONE for reports that have none
 */
export function deliver(message: Message, core: Reports, rows: RowsByNumber): number {
  const row =
    message.report === 'transferEnded'
      ? rows.transferOf(message.number)
      : 'id' in message
        ? rows.rowOf(message.id)
        : NONE
  const delivery = deliveries[message.report] as Delivery<ReportName>
  const answer = delivery(core, message, row)
  return typeof answer === 'number' ? answer : NONE
}
