import { mkdtempSync, rmSync, statSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Kept in memory by Linux. */
const MEMORY = '/dev/shm'

const undoings = new Set<() => void>()
process.once('exit', () => {
  // What was begun last is undone first.
  for (const undo of [...undoings].reverse()) {
    try {
      undo()
    } catch (error) {
      // The others are still to be undone.
      process.stderr.write(`left behind: ${(error as Error).message}\n`)
    }
  }
})

/** Has something undone when this process ends early, at once and without waiting. @returns what to call when it is done with */
export function undoAtExit(undo: () => void): () => void {
  undoings.add(undo)
  return () => void undoings.delete(undo)
}

/** Kills a process when this one ends early. */
export function killAtExit(child: ChildProcess): void {
  child.once(
    'exit',
    undoAtExit(() => void child.kill('SIGKILL')),
  )
}

/** A folder for this run alone, which it does not leave behind. */
export interface OwnFolder {
  readonly path: string
  remove(): void
}

/** A new folder on the disk for temporary files. */
export function diskFolder(prefix: string): OwnFolder {
  return folderIn(tmpdir(), prefix)
}

/**
 * A new folder in memory where there is one: for what must outlive processes and not the machine, such as the folders of pilots,
 * whose hundreds of small syncs would take the disk from the store.
 */
export function memoryFolder(prefix: string): OwnFolder {
  const isThere = statSync(MEMORY, { throwIfNoEntry: false })?.isDirectory() === true
  return folderIn(isThere ? MEMORY : tmpdir(), prefix)
}

function folderIn(parent: string, prefix: string): OwnFolder {
  const path = mkdtempSync(join(parent, prefix))
  // Payloads of a pilot that was just killed may still write into it.
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  const done = undoAtExit(remove)
  return {
    path,
    remove: () => {
      remove()
      done()
    },
  }
}
