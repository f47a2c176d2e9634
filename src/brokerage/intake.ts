import { BadInput } from '../model/bad-input.js'
import { keyOf } from '../model/draws.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import { plainRules, type TaskRules } from '../model/task-rules.js'
import { NONE, type Seconds, type TaskRow, TO_BE_CHOSEN } from '../model/units.js'
import { Bunch } from './bunch.js'
import type { TaskSubmission } from './ports.js'

/**
 * Writes a submitted task into the tables; its jobs are created by the generator.
 * @param refusalOf why no queue could ever run the work, undefined when one could
 * @throws BadInput when the task names a site, queue or dataset that is not there, has an impossible number, or can run
 *   nowhere; nothing has changed then
 */
export function takeIn(
  state: State,
  task: TaskSubmission,
  refusalOf: (bunch: Bunch) => string | undefined,
  now: Seconds,
): TaskRow {
  refuseNonsense(task, now)
  const where = `task ${task.name}`
  const nucleus =
    task.nucleus === undefined
      ? NONE
      : task.nucleus === 'auto'
        ? TO_BE_CHOSEN
        : known(state.grid.site(task.nucleus), where, 'nucleus', task.nucleus)
  const queues = task.queue === undefined ? [] : [known(state.grid.queue(task.queue), where, 'queue', task.queue)]
  const dataset = task.dataset === undefined ? NONE : datasetOf(state, where, task.dataset)
  const { tasks, kinds, shares, users, groups, constants } = state
  // A new share gets its number with the first task that is accepted.
  const share = shares.find(task.share) ?? shares.size
  const kind = kinds.hold(task, share)
  const refusal = refusalOf(new Bunch().announce(task, kind, dataset, Math.max(NONE, nucleus), queues))
  if (refusal !== undefined) {
    kinds.release(kind)
    throw new BadInput(where, refusal, 'needs that at least one queue can meet')
  }
  state.shareNumber(task.share)
  const row = tasks.add(task.name, keyOf(task.name), task.submittedAt ?? now)
  tasks.kind[row] = kind.index
  tasks.user[row] = users.numberOf(task.user)
  tasks.group[row] = groups.numberOf(task.group)
  tasks.priority[row] = task.priority
  tasks.jobs[row] = task.jobs
  tasks.firstOrdinal[row] = task.firstOrdinal
  tasks.walltimeSeconds[row] = task.walltimeSeconds
  tasks.hs06Seconds[row] = task.hs06Seconds
  tasks.dataset[row] = dataset
  tasks.inputBytes[row] = dataset === NONE ? 0 : task.inputBytes
  tasks.inputFiles[row] = task.inputFiles
  tasks.outputBytes[row] = task.outputBytes
  tasks.outputFiles[row] = task.outputFiles ?? 1
  tasks.nucleus[row] = nucleus
  tasks.queues[row] = queues
  if (task.rules !== undefined) tasks.rules[row] = { ...plainRules, ...task.rules }
  tasks.maxAttempts[row] = task.maxAttempts ?? constants.maxAttempts
  tasks.maxFailures[row] = task.maxFailures ?? constants.maxFailures
  state.jobsSubmitted += task.jobs
  state.journal.write(
    Fact.taskSubmitted,
    now,
    tasks.number[row],
    tasks.key[row],
    task.jobs,
    task.firstOrdinal,
    task.priority,
    row,
  )
  return row
}

/** The tables hold whole numbers of 32 bits. */
const MOST = 2_000_000_000

/** @throws BadInput when the task has an impossible number */
export function refuseNonsense(task: TaskSubmission, now: Seconds): void {
  const where = `task ${task.name}`
  wholeFrom(1, where, 'jobs', task.jobs)
  wholeFrom(1, where, 'cores', task.cores)
  wholeFrom(0, where, 'firstOrdinal', task.firstOrdinal)
  wholeFrom(-MOST, where, 'priority', task.priority)
  if (task.maxAttempts !== undefined) wholeFrom(1, where, 'maxAttempts', task.maxAttempts)
  if (task.maxFailures !== undefined) wholeFrom(1, where, 'maxFailures', task.maxFailures)
  if (task.submittedAt !== undefined && !(task.submittedAt <= now)) {
    throw new BadInput(where, `submittedAt is ${task.submittedAt}`, `a time that is not after the report, ${now}`)
  }
  const amounts = {
    memoryMBPerCore: task.memoryMBPerCore,
    baseMemoryMB: task.baseMemoryMB,
    scratchMB: task.scratchMB,
    walltimeSeconds: task.walltimeSeconds,
    hs06Seconds: task.hs06Seconds,
    inputBytes: task.inputBytes,
    inputFiles: task.inputFiles,
    outputBytes: task.outputBytes,
    outputFiles: task.outputFiles ?? 1,
    maxCores: task.maxCores ?? 0,
  }
  for (const [field, amount] of Object.entries(amounts)) fromZero(where, field, amount)
  refuseOddRules(where, { ...plainRules, ...task.rules })
}

function refuseOddRules(where: string, rules: TaskRules): void {
  const { ioIntensityKBps, diskIoKBps, workBytes, baseWalltimeSeconds, cpuEfficiencyPercent, nucleusWeight } = rules
  const amounts = { ioIntensityKBps, diskIoKBps, workBytes, baseWalltimeSeconds }
  for (const [field, amount] of Object.entries(amounts)) fromZero(where, `rules.${field}`, amount)
  wholeFrom(1, where, 'rules.eventServiceShares', rules.eventServiceShares)
  if (!(cpuEfficiencyPercent > 0 && cpuEfficiencyPercent < Infinity))
    throw new BadInput(where, `rules.cpuEfficiencyPercent is ${cpuEfficiencyPercent}`, 'a number above 0')
  if (!Number.isFinite(nucleusWeight)) throw new BadInput(where, `rules.nucleusWeight is ${nucleusWeight}`, 'a number')
}

function fromZero(where: string, field: string, amount: number): void {
  if (!(amount >= 0 && amount < Infinity)) throw new BadInput(where, `${field} is ${amount}`, 'a number from 0')
}

function wholeFrom(least: number, where: string, field: string, value: number): void {
  if (!Number.isInteger(value) || value < least || value > MOST) {
    throw new BadInput(
      where,
      `${field} is ${value}`,
      value > MOST ? `a whole number up to ${MOST}` : `a whole number from ${least}`,
    )
  }
}

function known(thing: { readonly index: number } | undefined, where: string, what: string, name: string): number {
  if (thing === undefined) throw new BadInput(where, `${what} ${name} is not in the grid`, `a ${what} of the grid`)
  return thing.index
}

function datasetOf(state: State, where: string, name: string): number {
  const row = state.datasets.find(name)
  if (row === undefined)
    throw new BadInput(where, `dataset ${name} is not known`, 'a dataset that was made known before')
  return row
}
