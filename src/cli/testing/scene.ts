/** A folder where servers are started as people start them, and commands given. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { ProcessFamily } from '../../live/processes/process-family.js'

const run = fileURLToPath(new URL('../run.js', import.meta.url))
const PILOTS_GO_MILLISECONDS = 2_000

export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder where servers are started and commands given. Whatever runs there is ended with the test. */
export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), 'ailuro-serve-'))
  private readonly mark = `AILURO_TEST=${this.folder}`
  private readonly servers: Server[] = []

  constructor(t: ExecutionContext) {
    t.teardown(async () => {
      for (const server of this.servers) await server.close()
      await new ProcessFamily(this.mark).end(PILOTS_GO_MILLISECONDS)
      rmSync(this.folder, { recursive: true })
    })
  }

  /** Starts a server; resolved once it has told where it is. */
  serve(...args: string[]): Promise<Server> {
    return this.open('serve', ...args)
  }

  /** Starts a command that serves; resolved once it has told where it is. */
  async open(...args: string[]): Promise<Server> {
    const server = new Server(this.start([...args, '--json', '--port', '0']))
    this.servers.push(server)
    await server.started()
    return server
  }

  async ailuro(...args: string[]): Promise<Outcome> {
    const child = this.start(args)
    let [out, err] = ['', '']
    child.stdout!.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr!.on('data', (text: Buffer) => (err += text.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, out, err }
  }

  /** The answer of a command that must not fail. */
  async ask<T>(...args: string[]): Promise<T> {
    const end = args.includes('--') ? args.indexOf('--') : args.length
    const { code, out, err } = await this.ailuro(...args.toSpliced(end, 0, '--json'))
    if (code !== 0) throw new Error(`${args.join(' ')}: code ${code}: ${err}`)
    return JSON.parse(out) as T
  }

  /** Asks again until the answer is as it should be. */
  async until<T>(isRight: (answer: T) => boolean, ...args: string[]): Promise<T> {
    for (let tries = 0; tries < 300; tries++) {
      const answer = await this.ask<T>(...args)
      if (isRight(answer)) return answer
      await sleep(50)
    }
    throw new Error(`${args.join(' ')}: never as it should be`)
  }

  private start(args: readonly string[]): ChildProcess {
    const { AILURO_SERVER: _, AILURO_TOKEN: __, ...environment } = process.env
    return spawn(process.execPath, [run, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, AILURO_TEST: this.folder },
    })
  }
}

class Server {
  url = ''
  private readonly ended: Promise<unknown[]>
  private readonly lines: AsyncIterator<string>
  private err = ''

  constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'close')
    this.lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
    child.stderr!.on('data', (text: Buffer) => (this.err += text.toString()))
  }

  /** Waits until it says that it has started, the first time or again. */
  async started(): Promise<void> {
    const { value } = (await this.lines.next()) as { value?: string }
    if (value === undefined) throw new Error(`the server did not start: ${this.err}`)
    this.url = (JSON.parse(value) as { url: string }).url
  }

  /** Ends it as Ctrl-C would. @returns its exit code */
  async close(): Promise<number> {
    this.child.kill('SIGINT')
    return ((await this.ended) as [number])[0]
  }
}
