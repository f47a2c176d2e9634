import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { anySignal } from '../any-signal.js'
import { ProcessFamily } from '../processes/process-family.js'
import type { JobLog } from './job-log.js'
import { JobFailure, PilotError } from './pilot-errors.js'
import type { Account } from './account.js'

/** Output that is still in the pipes when all processes have gone is waited for so long. */
const DRAIN_MILLISECONDS = 1000

/** A command, ready to be run. */
export interface Payload {
  readonly command: readonly string[]
  readonly folder: string
  /** All of its environment but the mark. */
  readonly environment: Readonly<Record<string, string>>
  /** A setting of the environment that finds its processes, as `NAME=value`. */
  readonly mark: string
  /** Who runs it; undefined: who runs the pilot. */
  readonly account: Account | undefined
}

/**
 * Runs a command in a process group of its own until it ends, a limit is reached, or `stop` says so; whatever it leaves running is ended.
 * @param watch looks after its limits, and rejects with a JobFailure when one is reached
 * @throws JobFailure, or the reason of `stop`
 */
export async function runPayload(
  payload: Payload,
  log: JobLog,
  watch: (family: ProcessFamily, over: AbortSignal) => Promise<never>,
  stop: AbortSignal,
  graceMilliseconds: number,
): Promise<void> {
  stop.throwIfAborted()
  const child = await start(payload)
  const family = new ProcessFamily(payload.mark, child.pid)
  const [exit, closed] = [ending(child), once(child, 'close')]
  child.stdout!.on('data', (chunk: Buffer) => log.write(chunk))
  child.stderr!.on('data', (chunk: Buffer) => log.write(chunk))
  const over = new AbortController()
  const watching = watch(family, over.signal)
  const stopped = rejectionOf(anySignal([stop, over.signal]))
  try {
    throwFor(await Promise.race([exit, watching, stopped]))
  } finally {
    over.abort()
    await Promise.allSettled([watching, stopped])
    const left = family.members().length
    if (left > 0) log.note(`ends what still runs: ${left} ${left === 1 ? 'process' : 'processes'}`)
    if (!(await family.end(graceMilliseconds))) log.note('some processes cannot be ended')
    await Promise.race([closed, sleep(DRAIN_MILLISECONDS)])
    child.stdout!.destroy()
    child.stderr!.destroy()
  }
}

async function start({ command, folder, environment, mark, account }: Payload): Promise<ChildProcess> {
  const cut = mark.indexOf('=')
  try {
    const child = spawn(command[0], command.slice(1), {
      cwd: folder,
      env: { ...environment, [mark.slice(0, cut)]: mark.slice(cut + 1) },
      // A session and a process group of its own, so that all of it can be ended.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    })
    await once(child, 'spawn')
    return child
  } catch (error) {
    throw new JobFailure(PilotError.payloadFailed, `the command cannot be started: ${(error as Error).message}`)
  }
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

async function ending(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return { code, signal }
}

function throwFor({ code, signal }: Exit): void {
  if (code === 0) return
  // A shell tells of the signal that ended its command by 128 and its number.
  const isSegfault = signal === 'SIGSEGV' || code === 139
  throw new JobFailure(
    isSegfault ? PilotError.payloadSegfault : PilotError.payloadFailed,
    signal === null ? `the payload ended with exit code ${code}` : `the payload was ended by ${signal}`,
  )
}

/** Rejects once the signal is given. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(signal.reason as Error)
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })
}
