import { chmod, mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BadInput } from '../../model/bad-input.js'
import { signalWithin } from '../any-signal.js'
import type { Dispatch } from '../door.js'
import { ProcessFamily } from '../processes/process-family.js'
import { isAlive, processOf, type ProcessIdentity } from '../processes/process-table.js'
import { keepFile, keptFile } from '../storage-folder/keep-file.js'
import { type Account, accountOf } from './account.js'
import { JobFolder } from './job-folder.js'
import { PatientServer, ServerAway } from './patient-server.js'
import { PilotError } from './pilot-errors.js'
import { type PilotOptions, pilotSettings, type PilotSettings } from './pilot-options.js'
import { ServerRefusal } from './pilot-server.js'
import { JobRun } from './run-job.js'

/** Why a pilot ended. */
export type PilotEndReason = 'idle' | 'jobs' | 'lifetime' | 'stopped' | 'server-away' | 'refused' | 'no-space'

/** How a pilot ended. */
export interface PilotEnd {
  readonly reason: PilotEndReason
  /** More of why, for people. */
  readonly words: string
  readonly finished: number
  readonly failed: number
  /** Jobs that the server did not know any more. */
  readonly unknown: number
  /** Reports that are kept in its folder, because the server has not heard them. */
  readonly kept: number
}

/**
 * Runs jobs one after another until its slot's life, the number of its jobs or the server's supply is at an end. What an earlier pilot left in its
 * folder comes first: jobs that had not begun are run, those that ran are ended and reported, reports that nobody heard are sent.
 * @throws BadInput when the options make no sense or another pilot that lives has the folder
 */
export async function runPilot(options: PilotOptions): Promise<PilotEnd> {
  const settings = pilotSettings(options)
  const account = settings.user === undefined ? undefined : await accountOf(settings.user)
  await takeFolder(settings.folder)
  return new Pilot(settings, account).run()
}

/** What a timer can be set for. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1

/** Ends the pilot from deep inside, decently. */
class PilotOver extends Error {
  constructor(
    readonly reason: PilotEndReason,
    words = '',
  ) {
    super(words)
  }
}

class Pilot {
  private readonly server: PatientServer
  private readonly lifeEndsAt: number
  /** Given when it must not ask any more: told to stop, or at the end of its life. */
  private readonly noMoreJobs: AbortSignal
  /** Given a while after `stop`: until then the last report may try to get through. */
  private readonly farewell = new AbortController()
  private readonly counts = { finished: 0, failed: 0, unknown: 0 }

  constructor(
    private readonly settings: PilotSettings,
    private readonly account: Account | undefined,
  ) {
    this.server = new PatientServer(settings.server, settings.times.patience)
    const { lifetime } = settings.times
    this.lifeEndsAt = performance.now() + lifetime
    this.noMoreJobs = signalWithin(Math.min(lifetime, LONGEST_MILLISECONDS), settings.stop)
  }

  async run(): Promise<PilotEnd> {
    const { stop, folder, times } = this.settings
    let timer: NodeJS.Timeout | undefined
    const onStop = (): void => {
      timer = setTimeout(() => this.farewell.abort(new PilotOver('stopped', String(stop.reason))), times.farewell)
    }
    stop.addEventListener('abort', onStop)
    if (stop.aborted) onStop()
    const over = await this.course().catch((error: unknown) => this.overBy(error))
    stop.removeEventListener('abort', onStop)
    clearTimeout(timer)
    const kept = (await JobFolder.left(folder)).length
    this.settings.tell(`ends: ${over.reason}${over.message === '' ? '' : `, ${over.message}`}`)
    return { reason: over.reason, words: over.message, ...this.counts, kept }
  }

  private overBy(error: unknown): PilotOver {
    if (error instanceof PilotOver) return error
    if (this.settings.stop.aborted) return new PilotOver('stopped', String(this.settings.stop.reason))
    if (error instanceof ServerAway) return new PilotOver('server-away', error.message)
    if (error instanceof ServerRefusal) return new PilotOver('refused', error.message)
    throw error
  }

  private async course(): Promise<PilotOver> {
    const { settings } = this
    for (const left of await JobFolder.left(settings.folder)) await this.recover(left)
    for (let first = true, jobs = 0; jobs < settings.jobs; first = false, jobs++)
      await this.begin(await this.ask(first))
    return new PilotOver('jobs')
  }

  /** A job from the server; asks until there is one. */
  private async ask(first: boolean): Promise<Dispatch> {
    const { queue, cores, worker, memoryMB, scratchMB, times, stop } = this.settings
    const { noMoreJobs } = this
    for (const idleUntil = performance.now() + times.idle; ;) {
      stop.throwIfAborted()
      const left = this.lifeEndsAt - performance.now()
      if (left <= 0 || noMoreJobs.aborted) throw new PilotOver('lifetime')
      await this.checkSpace()
      const own = { queue, cores, first, worker, memoryMB, scratchMB, remainingSeconds: Math.floor(left / 1000) }
      const dispatch = await this.server.ask(own, noMoreJobs, times.askAway).catch((error: unknown) => {
        if (noMoreJobs.aborted) return undefined
        throw error
      })
      if (dispatch !== undefined) return dispatch
      if (performance.now() >= idleUntil && !noMoreJobs.aborted) throw new PilotOver('idle')
      const wait = Math.max(1, Math.min(times.ask, idleUntil - performance.now(), left))
      await sleep(wait, undefined, { signal: noMoreJobs }).catch(() => undefined)
    }
  }

  private async checkSpace(): Promise<void> {
    const { folder, freeMB } = this.settings
    const { bavail, bsize } = await statfs(folder)
    const found = Math.floor((bavail * bsize) / 1e6)
    if (found < freeMB) throw new PilotOver('no-space', `${found} MB are free on the disk, ${freeMB} MB are wanted`)
  }

  private async begin(dispatch: Dispatch): Promise<void> {
    const { folder, worker, tell } = this.settings
    tell(`job ${dispatch.id} of task ${dispatch.taskName}${dispatch.isRepeated ? ', given again' : ''}`)
    const mark = `AILURO_MARK=${worker}:${dispatch.id}`
    await this.carryOut(await JobFolder.make(folder, { dispatch, phase: 'received', mark }), false)
  }

  /** Takes over a job from a pilot that was killed. */
  private async recover(folder: JobFolder): Promise<void> {
    const { dispatch, phase, mark } = folder.record
    this.settings.tell(`job ${dispatch.id} was left by a pilot that was killed: ${phase}`)
    await new ProcessFamily(mark).end(this.settings.times.grace)
    if (phase === 'running') {
      const words = 'the pilot was killed while the payload ran'
      await folder.end({ outcome: 'failed', errorCode: PilotError.killSignal, words }, undefined)
    }
    await this.carryOut(folder, true)
  }

  private async carryOut(folder: JobFolder, isRecovered: boolean): Promise<void> {
    const { settings, server, account, lifeEndsAt } = this
    let owesStart = false
    if (folder.record.phase !== 'ended') {
      const run = new JobRun(folder, { settings, server, account, lifeEndsAt })
      if (!(await run.run(isRecovered))) {
        this.counts.unknown++
        settings.tell(`job ${folder.record.dispatch.id} is not ours any more`)
        return folder.remove()
      }
      owesStart = run.owesStart
    }
    await this.report(folder, owesStart)
  }

  /** Tells the server of a job's end until it has heard; the folder goes only then. */
  private async report(folder: JobFolder, owesStart: boolean): Promise<void> {
    const { dispatch, ending } = folder.record
    if (ending === undefined) throw new Error(`job ${dispatch.id} has no end to report`)
    const { outcome, errorCode, words } = ending
    this.settings.tell(`job ${dispatch.id} ${outcome}${errorCode === 0 ? '' : `, ${errorCode}: ${words}`}`)
    const { signal } = this.farewell
    if (owesStart) await heardOrRefused(this.server.started(dispatch.id, signal))
    await heardOrRefused(this.server.log(dispatch.id, await folder.wholeLog(), signal))
    const refusal = await heardOrRefused(this.server.ended(dispatch.id, ending, signal))
    if (refusal !== undefined) this.settings.tell(`the report of job ${dispatch.id} is refused: ${refusal.message}`)
    await folder.remove()
    this.counts[outcome]++
  }
}

/** Waits for a call; what the server refuses for good is given back instead of thrown. */
async function heardOrRefused(call: Promise<unknown>): Promise<ServerRefusal | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof ServerRefusal) return error
    throw error
  }
}

/** Makes the pilot's folder, and its own as long as it lives. */
async function takeFolder(folder: string): Promise<void> {
  if (processOf(process.pid) === undefined) throw new BadInput('pilot', 'a machine without /proc', 'Linux')
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o711)
  const path = join(folder, 'pilot.json')
  const other = (await keptFile(path)) as ProcessIdentity | undefined
  if (other !== undefined && other.pid !== process.pid && isAlive(other))
    throw new BadInput(
      `pilot folder ${folder}`,
      `the pilot with process ${other.pid} lives in it`,
      'one pilot a folder',
    )
  const { pid, startTicks } = processOf(process.pid)!
  await keepFile(path, { pid, startTicks })
}
