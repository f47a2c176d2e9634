import { type ChildProcess, spawn } from 'node:child_process'

/** A command of the batch system that did not do what it was to. */
export class CommandFailed extends Error {
  /** @param hasRun false: it cannot have done anything */
  constructor(
    message: string,
    readonly hasRun = true,
  ) {
    super(message)
  }
}

/** How commands are run. */
export interface CommandOptions {
  /** A command that has not answered by then is ended. */
  readonly timeoutMilliseconds: number
  readonly environment: Readonly<Record<string, string | undefined>>
}

const MOST_CHARACTERS = 64 << 20
const TOLD_CHARACTERS = 300

/**
 * Runs a command without a shell.
 * @returns what it wrote to its output
 * @throws CommandFailed in words when it cannot be started, ends with another code than 0, does not answer in time or is broken off
 */
export function runCommand(
  [program, ...args]: readonly string[],
  { timeoutMilliseconds, environment }: CommandOptions,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (how: string, hasRun = true): void => reject(new CommandFailed(`${program} ${how}`, hasRun))
    if (signal.aborted) {
      refuse('was not run any more', false)
      return
    }
    // A group of its own: what it has started is ended with it.
    const child = spawn(program, args, { detached: true, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, complaint] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > MOST_CHARACTERS) breakOff('told more than can be read')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-TOLD_CHARACTERS)
    })
    const breakOff = (how: string): void => {
      endGroup(child)
      child.stdout.destroy()
      child.stderr.destroy()
      refuse(how)
    }
    const timer = setTimeout(
      () => breakOff(`did not answer within ${timeoutMilliseconds / 1000} s`),
      timeoutMilliseconds,
    )
    const onAbort = (): void => breakOff('was broken off')
    signal.addEventListener('abort', onAbort, { once: true })
    child.once('error', (error: Error) => refuse(`cannot be started: ${error.message}`, false))
    child.once('close', (code, ending) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (code === 0) resolve(output)
      else refuse(`ended with ${code === null ? String(ending) : `code ${code}`}: ${inOneLine(complaint || output)}`)
    })
  })
}

/** The beginning of a text, in one line. */
export function inOneLine(text: string): string {
  return text.trim().slice(0, TOLD_CHARACTERS).replaceAll(/\s+/g, ' ')
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has gone by itself.
  }
}

const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|KRB5CCNAME|X509_USER_PROXY|_?CONDOR_\w+|SLURM_\w+|SBATCH_\w+)$/

/** What batch systems are told of an environment: they hand it on to jobs, and secrets of the server do not belong there. */
export function batchEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => PASSED_ON.test(name)))
}
