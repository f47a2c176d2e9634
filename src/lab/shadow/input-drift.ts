import type { TaskSubmission } from '../../brokerage/ports.js'
import type { Drift } from './drift.js'
import { amountBin } from './drift-measures.js'

/** Notes a task for the mix of the input: each task counts once, however many jobs it has. */
export function noteInput(drift: Drift, task: TaskSubmission): void {
  const bins = {
    label: task.label,
    share: task.share,
    cores: String(task.cores),
    'memory per core in MB': amountBin(task.memoryMBPerCore),
    'wall time in s': amountBin(task.walltimeSeconds),
    'input of a job in bytes': amountBin(task.inputBytes),
    priority: amountBin(task.priority),
  }
  for (const [name, bin] of Object.entries(bins)) drift.add('input', name, bin)
}
