import type { JobLogs } from '../api/job-logs.js'
import type { HostDoor } from '../door.js'
import type { WorkerBook } from '../panda/worker-book.js'
import type { Viewer } from '../../monitor/readings/about.js'
import type { Census } from './census.js'
import type { MonitorHistory } from './monitor-history.js'

/** What the readings of a live server are made from. */
export interface LiveParts {
  readonly door: HostDoor
  readonly workers: WorkerBook
  readonly logs: JobLogs
  readonly history: MonitorHistory
  readonly census: Census
  /** What the server is called, and the version of the program. */
  readonly title: string
  readonly version: string
}

/** Whether work of this user is for the viewer to see. */
export function isFor({ seesAll, user }: Viewer, owner: string): boolean {
  return seesAll || owner === user
}

/** The one user whose work is looked for; undefined: everybody's; null: that of somebody whom the viewer must not see. */
export function userAsked({ seesAll, user }: Viewer, asked: string | undefined): string | undefined | null {
  if (seesAll) return asked
  return asked === undefined || asked === user ? user : null
}
