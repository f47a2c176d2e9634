import { mkdir, writeFile } from 'node:fs/promises'
import type { BackOffs } from '../back-off.js'
import type { KnownPilot, OrderDesk } from '../order-desk.js'
import type { PilotFolders } from '../pilot-folders.js'
import type { BatchOptions } from './batch-options.js'
import type { BatchSystem } from './batch-system.js'
import { CommandFailed } from './run-command.js'
import { tagOf } from './sighting.js'
import type { SubmitTemplate } from './submit-template.js'

/** Submitted in one turn; then it is looked what else is to be done. */
const MOST_AT_ONCE = 20

/** What a submitter works with, which its source shares. */
export interface SubmitterParts {
  readonly system: BatchSystem
  readonly desk: OrderDesk
  readonly folders: PilotFolders
  readonly template: SubmitTemplate
  /** By queue, of pilots that ended without asking; it adds those of its submissions. */
  readonly backOffs: BackOffs
  /** Given when nothing more is to be done. */
  readonly signal: AbortSignal
  readonly tell: (words: string) => void
}

/** Submits pilots to a batch system. That one is being submitted is on disk before it is. */
export class PilotSubmitter {
  constructor(
    private readonly options: BatchOptions,
    private readonly parts: SubmitterParts,
  ) {}

  /** Submits pilots that wait, as many as may be there, a few at a time. */
  async submitWaiting(): Promise<void> {
    const { desk, backOffs, signal } = this.parts
    const chosen = this.chooseWaiting()
    if (chosen.length === 0) return
    await desk.starting(chosen)
    for (const known of chosen) {
      const { queue } = known.booked.order
      if (signal.aborted || backOffs.isWaiting(submissionTo(queue))) desk.change(known, { state: 'waiting' })
      else await this.submit(known, queue)
    }
    desk.turn()
  }

  private chooseWaiting(): KnownPilot[] {
    const { queues, atMost } = this.options
    const { desk, backOffs } = this.parts
    const free = new Map(Object.entries(queues).map(([name, queue]) => [name, queue.atMost]))
    let most = atMost
    const waiting: KnownPilot[] = []
    for (const known of desk.pilots.values()) {
      const { queue } = known.booked.order
      if (known.pilot.state === 'waiting') waiting.push(known)
      else {
        most--
        free.set(queue, (free.get(queue) ?? 0) - 1)
      }
    }
    for (const queue of free.keys())
      if (backOffs.isWaiting(queue) || backOffs.isWaiting(submissionTo(queue))) free.set(queue, 0)
    return waiting
      .filter(({ booked: { order } }) => {
        const left = free.get(order.queue) ?? 0
        if (left < 1) return false
        free.set(order.queue, left - 1)
        return true
      })
      .slice(0, Math.max(0, Math.min(most, MOST_AT_ONCE)))
  }

  private async submit(known: KnownPilot, queue: string): Promise<void> {
    const { pilot } = known
    const { system, desk, backOffs, signal, tell } = this.parts
    try {
      const file = await this.writeFiles(known)
      const { submit: settings } = this.options.queues[queue]
      const job = await system.submit({ tag: tagOf(pilot), file, settings }, signal)
      // It may have asked already.
      desk.change(known, { job, ...(pilot.state === 'starting' && { state: 'queued' }) })
      backOffs.succeeded(submissionTo(queue))
    } catch (error) {
      backOffs.failed(submissionTo(queue))
      const hasRun = error instanceof CommandFailed && error.hasRun
      if (!hasRun) desk.change(known, { state: 'waiting' })
      if (!signal.aborted)
        tell(`${system.name}: pilot ${pilot.name} could not be submitted for ${queue}: ${(error as Error).message}`)
    }
  }

  /** Writes what the batch system is told of a pilot, for its owner alone. @returns the file */
  private async writeFiles({ pilot: { name }, booked: { order } }: KnownPilot): Promise<string> {
    const { folders, template } = this.parts
    const { queue, cores } = order
    const { memoryMBPerCore, walltimeSeconds } = this.options.queues[queue]
    const folder = folders.folderOf(name)
    const [script, log] = [folders.scriptOf(name), folders.logOf(name)]
    const size = { cores, memoryMB: memoryMBPerCore * cores, walltimeSeconds }
    const words = this.options.command({ name, queue, folder, ...size })
    const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    await mkdir(folder, { recursive: true })
    await writeFile(script, `#!/bin/sh\nexec ${quoted.join(' ')} 2>&1\n`, { mode: 0o700 })
    const fields = { queue, name, folder, log, script, ...size, walltimeMinutes: Math.ceil(walltimeSeconds / 60) }
    const file = folders.submitFileOf(name)
    await writeFile(file, template.fill({ ...fields, ...this.options.server(queue) }), { mode: 0o600 })
    return file
  }
}

function submissionTo(queue: string): string {
  return `submission to ${queue}`
}
