import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { ProcessFamily } from '../processes/process-family.js'
import { hasInEnvironment, liveProcesses, processOf, type ProcessIdentity } from '../processes/process-table.js'
import type { PilotFolders } from './pilot-folders.js'

/** A pilot that is to be started. */
export interface PilotToStart {
  /** The name that it asks under. */
  readonly name: string
  readonly queue: string
  readonly cores: number
  /** Its own folder, the same when it is started again. */
  readonly folder: string
}

/** How a pilot is started. */
export interface PilotCommand {
  readonly program: string
  readonly args: readonly string[]
  /** All of its environment but the mark. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Processes of pilots that live on when this one ends, and are found again by a mark in their environment. */
export class PilotProcesses {
  constructor(
    private readonly folders: PilotFolders,
    private readonly command: (pilot: PilotToStart) => PilotCommand,
    private readonly onExit: () => void,
  ) {}

  /** Starts a pilot. @returns undefined when that failed, or when it has already gone */
  async start(name: string, queue: string, cores: number): Promise<ProcessIdentity | undefined> {
    const { program, args, environment } = this.command({ name, queue, cores, folder: this.folders.folderOf(name) })
    const output = openSync(this.folders.logOf(name), 'a', 0o600)
    try {
      const child = spawn(program, args, {
        // A session of its own: what ends the server does not end it.
        detached: true,
        env: { ...environment, AILURO_SOURCE: name },
        stdio: ['ignore', output, output],
      })
      const { pid } = child
      child.on('exit', this.onExit)
      child.unref()
      await new Promise<void>((resolve) => child.once('spawn', resolve).once('error', () => resolve()))
      const found = pid === undefined ? undefined : processOf(pid)
      return found && { pid: found.pid, startTicks: found.startTicks }
    } finally {
      closeSync(output)
    }
  }

  /** The process of a pilot of which only the name is known. */
  find(name: string): ProcessIdentity | undefined {
    const mark = `AILURO_SOURCE=${name}`
    // The oldest: its children may carry the mark as well.
    const found = liveProcesses()
      .filter(({ pid }) => hasInEnvironment(pid, mark))
      .sort((one, other) => one.startTicks - other.startTicks || one.pid - other.pid)
    return found.length === 0 ? undefined : { pid: found[0].pid, startTicks: found[0].startTicks }
  }

  /** Ends what a pilot that has gone left running, and removes its folder. */
  async clear(name: string, graceMilliseconds: number): Promise<void> {
    await new ProcessFamily(`AILURO_PILOT=${name}`).end(graceMilliseconds)
    await this.folders.clear(name)
  }
}
