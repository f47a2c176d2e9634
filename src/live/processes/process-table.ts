import { readdirSync, readFileSync } from 'node:fs'

/** A process that lives, by what the kernel tells of it in `/proc`. */
export interface LiveProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** When it was started, in clock ticks after the machine's start: with the pid, an identity that is not given twice. */
  readonly startTicks: number
}

/** What names one process for good, also after a restart of who watches it. */
export type ProcessIdentity = Pick<LiveProcess, 'pid' | 'startTicks'>

/** All processes that live. Those that have ended and wait for their parent to notice are left out. */
export function liveProcesses(): LiveProcess[] {
  return readdirSync('/proc').flatMap((entry) => {
    const found = /^\d+$/.test(entry) ? processOf(Number(entry)) : undefined
    return found ?? []
  })
}

/** The process with this number, if there is one that lives. */
export function processOf(pid: number): LiveProcess | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The name of the program stands in brackets and may hold anything, brackets too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  const [parent, group, session] = fields.slice(1, 4).map(Number)
  return { pid, parent, group, session, startTicks: Number(fields[19]) }
}

export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  return processOf(pid)?.startTicks === startTicks
}

/** Whether a process was started with this setting in its environment, as `NAME=value`. False where that may not be read. */
export function hasInEnvironment(pid: number, setting: string): boolean {
  return read(`/proc/${pid}/environ`)?.split('\0').includes(setting) ?? false
}

/** Memory of a process that is in the machine's own memory now, in bytes. */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')
  return found === null ? 0 : Number(found[1]) * 1024
}

/** Processes come and go while the table is read: what has gone is no error. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
