import type { HostDoor } from '../door.js'
import { HarvesterBook } from './harvester-book.js'
import { SecretBook } from './secret-book.js'
import { WorkerBook } from './worker-book.js'

/** What of PanDA's world is kept beside the core. */
export interface PandaBooks {
  readonly workers: WorkerBook
  readonly harvesters: HarvesterBook
  readonly secrets: SecretBook
}

/** The books as the host's store has kept them. */
export function openBooks(door: HostDoor): PandaBooks {
  const save = (rows: Parameters<HostDoor['keep']>[0]): Promise<void> => door.keep(rows)
  const nowMilliseconds = (): number => door.bornMilliseconds + Math.round(door.now() * 1000)
  return {
    workers: new WorkerBook(save, nowMilliseconds, door.keptRows('worker')),
    harvesters: new HarvesterBook(save, nowMilliseconds, door.keptRows('harvester')),
    secrets: new SecretBook(save, door.keptRows('secret')),
  }
}
