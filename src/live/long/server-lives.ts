import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { killAtExit } from './left-behind.js'
import type { ServerNews, ServerPlan } from './server-worker.js'

/** How a server's process ended. */
export interface LifeEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it said last. */
  readonly words: string
}

/** One life of a server, from the moment it begins to open its store. */
export interface Life {
  /** Its address once it serves; undefined: it ended before. */
  readonly ready: Promise<string | undefined>
  readonly ended: Promise<LifeEnd>
  readonly hasEnded: () => boolean
  signal(signal: NodeJS.Signals): void
  /** Kills it, and waits until it is gone. */
  kill(): Promise<LifeEnd>
}

/** Starts servers one after another. The next one's process is loaded while the one before it lives, since loading is not what is tested. */
export class ServerLives {
  private spare: ChildProcess | undefined

  /** Begins a life under this plan. */
  async begin(plan: ServerPlan): Promise<Life> {
    const child = this.spare ?? loadServer()
    this.spare = undefined
    await loaded(child)
    const life = lifeOf(child)
    child.send(plan)
    this.spare = loadServer()
    return life
  }

  /** Ends the process that waits. */
  async end(): Promise<void> {
    if (this.spare === undefined) return
    const gone = once(this.spare, 'exit')
    this.spare.kill('SIGKILL')
    await gone
  }
}

const isLoaded = new WeakMap<ChildProcess, Promise<unknown>>()

function loadServer(): ChildProcess {
  const child = fork(new URL('./server-worker.js', import.meta.url), [], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  killAtExit(child)
  // The first thing it says.
  isLoaded.set(child, once(child, 'message'))
  return child
}

async function loaded(child: ChildProcess): Promise<void> {
  await isLoaded.get(child)
}

function lifeOf(child: ChildProcess): Life {
  let words = ''
  let end: LifeEnd | undefined
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)))
  const ended = new Promise<LifeEnd>((resolve) =>
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) => {
      end = { code, signal, words: words.trim() }
      resolve(end)
    }),
  )
  const ready = new Promise<string | undefined>((resolve) => {
    child.on('message', (news: ServerNews) => {
      if (news.news === 'ready') resolve(news.url)
    })
    void ended.then(() => resolve(undefined))
  })
  return {
    ready,
    ended,
    hasEnded: () => end !== undefined,
    signal: (signal) => void child.kill(signal),
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}
