/** Rules for pilots asked by themselves, of figures that a test makes up. */
import type { ExecutionContext } from 'ava'
import type { QueueStatus } from '../../../model/grid.js'
import { gridOf, linesOf } from '../../../model/testing/small-grid.js'
import { choosePilotDemand } from '../choose-pilot-demand.js'
import type { PilotDemandRule, PilotFigures } from '../pilot-demand-rule.js'

/** Jobs and pilots of each pseudo-queue. */
export type Standing = readonly (readonly [activated: number, pending: number, running: number])[]

export function figuresOf(standing: Standing, elsewhere = 0): PilotFigures {
  const all = standing.reduce((sum, [, pending, running]) => sum + pending + running, elsewhere)
  return {
    activated: (face) => standing[face][0],
    pending: (face) => standing[face][1],
    running: (face) => standing[face][2],
    everywhere: () => all,
  }
}

/** A queue with so many sorts of slots, of 1, 2, 3 ... cores. */
export function queueOf(status: QueueStatus, sorts: number) {
  const cores = Array.from({ length: sorts }, (_, i) => i + 1).join('+')
  return gridOf(`queue status cores memory\nBNL ${status} ${cores} 2000`).queues[0]
}

export function ask(rule: PilotDemandRule, status: QueueStatus, standing: Standing, elsewhere = 0): readonly number[] {
  return rule.newPilots(queueOf(status, standing.length), figuresOf(standing, elsewhere), () => undefined)
}

/** The pilots that a queue of one sort of slots gets, by what stands there and by settings such as `maxPending=20 chain=ready,scale`. */
export function answers(t: ExecutionContext, name: string, table: string): void {
  for (const { activated, pending, running, status = 'online', elsewhere = '0', wants, settings } of linesOf(table)) {
    const rule = choosePilotDemand({ name, ...settingsOf(settings) })
    const standing: Standing = [[Number(activated), Number(pending), Number(running)]]
    const line = `${activated} ${pending} ${running} ${status} ${settings}`
    t.deepEqual(ask(rule, status as QueueStatus, standing, Number(elsewhere)), [Number(wants)], line)
  }
}

function settingsOf(text: string): Record<string, number | string[]> {
  const pairs = text.split(' ').map((word) => word.split('='))
  const value = (given: string) => (Number.isNaN(Number(given)) ? given.split(',') : Number(given))
  return Object.fromEntries(pairs.filter(([key]) => key !== '-').map(([key, given]) => [key, value(given)]))
}
