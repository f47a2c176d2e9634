import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { NONE, type TransferRow } from '../model/units.js'
import type { TransferOrder } from './data-mover/data-mover.js'

/** A transfer that the core ordered, without the files, which the core does not know. */
export type OrderedTransfer = Omit<TransferOrder, 'files'>

/** What a transfer under way is to move. Of a job that has ended meanwhile nothing is known: its task is 0. */
export function orderedTransfer({ transfers, jobs, tasks, datasets, grid }: State, row: TransferRow): OrderedTransfer {
  const [job, id] = [transfers.job[row], transfers.jobId[row]]
  const isInput = transfers.kind[row] === TransferKind.input
  const isAlive = job !== NONE && jobs.holds(job, id)
  const task = isAlive ? jobs.task(job) : NONE
  const dataset = task === NONE || !isInput ? NONE : tasks.dataset[task]
  return {
    number: transfers.number[row],
    kind: isInput ? 'input' : 'output',
    id,
    task: task === NONE ? 0 : tasks.number[task],
    ordinal: isAlive ? jobs.ordinal(job) : NONE,
    from: grid.sites[transfers.from[row]].name,
    to: grid.sites[transfers.to[row]].name,
    bytes: transfers.bytes[row],
    dataset: dataset === NONE ? undefined : datasets.nameOf(dataset),
  }
}
