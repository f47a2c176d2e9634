import type { Seconds, TaskRow } from './units.js'

/** Is told of changes that no fact tells of, by whoever makes them, so that what is kept of them can be renewed. */
export interface SilentChanges {
  /** When the task is visited next, or whether it is held back. */
  task(row: TaskRow): void
  /** When a pilot was last heard at a queue, which pilots are under way, how many have asked. */
  queue(index: number): void
  /** What is free or possible at a site's storage. */
  site(index: number): void
  /** What was measured of a link. */
  link(from: number, to: number): void
  /** When a job of an analysis task last finished at a queue; undefined: long ago. */
  lastFinish(task: number, queue: number, at: Seconds | undefined): void
}
