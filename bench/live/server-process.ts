import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerOrder, ServerReady } from './server-worker.js'

/** Clock ticks in a second, as Linux counts them in /proc. */
const TICKS = 100

/** A server that the bench measures, and kills. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly token: string,
    /** From the start of the process until it listens. */
    readonly startSeconds: number,
  ) {}

  static async start(order: ServerOrder): Promise<ServerProcess> {
    const started = performance.now()
    const child = fork(fileURLToPath(new URL('./server-worker.js', import.meta.url)))
    const ready = new Promise<ServerReady>((resolve, reject) => {
      child.once('message', (message) => resolve(message as ServerReady))
      child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)))
    })
    child.send(order)
    const { url } = await ready
    const seconds = (performance.now() - started) / 1000
    const token = (await readFile(join(order.folder, 'admin-token'), 'utf8')).trim()
    return new ServerProcess(child, url, token, seconds)
  }

  /** User and system time of all its threads so far. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8')
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return (user + system) / TICKS
  }

  peakRssBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
  }

  /** Kills it without a word. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null) return
    const gone = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGKILL')
    await gone
  }
}
