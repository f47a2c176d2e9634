import { access, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Kept in memory by Linux. */
const MEMORY = '/dev/shm'

/**
 * A new folder in memory where there is one: for what must outlive processes and not the machine, such as the folders of pilots,
 * whose hundreds of small syncs would take the disk from the store.
 */
export async function memoryFolder(prefix: string): Promise<string> {
  const isThere = await access(MEMORY).then(
    () => true,
    () => false,
  )
  return mkdtemp(join(isThere ? MEMORY : tmpdir(), prefix))
}
