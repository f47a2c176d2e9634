import { BadInput } from '../model/bad-input.js'
import { defaultConstants } from '../model/constants.js'
import { type QueueStatus, queueStatuses } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import { NONE, type Seconds, type TaskRow } from '../model/units.js'
import { changeableConstant } from './limits.js'
import type { KeptParts } from './saved/saver.js'

/** Priorities lie in the table as whole numbers of 32 bits. */
const MOST_PRIORITY = 2_000_000_000

/** What operators and users ask for beside submissions: ends of tasks, priorities, states of queues, pauses, limits. */
export class AdminReports {
  constructor(private readonly parts: KeptParts) {}

  killTask(now: Seconds, task: number): void {
    const row = this.taskRow(task)
    if (row !== NONE) this.parts.taskKills.begin(row, now)
  }

  reprioritise(now: Seconds, task: number, priority: number): void {
    const { state, dispatcher, generator } = this.parts
    const row = this.taskRow(task)
    if (row === NONE) return
    refuseOddPriority(state.tasks.names[row], priority)
    state.tasks.priority[row] = priority
    state.journal.write(Fact.taskChanged, now, task, priority, 0, 0, 0, row)
    dispatcher.reorder(row)
    generator.reorder(row, now)
  }

  queueChanged(now: Seconds, name: string, status: QueueStatus): void {
    const { grid, journal } = this.parts.state
    const queue = grid.queue(name)
    if (queue === undefined) throw new BadInput(`queue ${name}`, 'it is not in the grid', 'a queue of the grid')
    grid.setStatus(queue, status)
    journal.write(Fact.queueChanged, now, queue.index, queueStatuses.indexOf(status), 0, 0, 0, queue.index)
  }

  pauseBrokerage(now: Seconds, isPaused: boolean): void {
    const { state, generator } = this.parts
    if (generator.isPaused === isPaused) return
    generator.isPaused = isPaused
    state.journal.write(Fact.brokeragePaused, now, isPaused ? 1 : 0, 0, 0, 0, 0, NONE)
  }

  changeLimit(now: Seconds, constant: string, value: number): void {
    const { state, watchdog } = this.parts
    const name = changeableConstant(constant, value)
    state.setConstant(name, value)
    watchdog.readLimits()
    const place = Object.keys(defaultConstants).indexOf(name)
    state.journal.write(Fact.limitChanged, now, Math.round(value * 1000), place, 0, 0, 0, NONE)
  }

  /** Row of a task that has not ended, NONE for others. */
  private taskRow(number: number): TaskRow {
    return number > 0 ? this.parts.state.tasks.number.indexOf(number) : NONE
  }
}

function refuseOddPriority(task: string, priority: number): void {
  if (Number.isInteger(priority) && Math.abs(priority) <= MOST_PRIORITY) return
  throw new BadInput(`task ${task}`, `priority is ${priority}`, `a whole number up to ${MOST_PRIORITY} either way`)
}
