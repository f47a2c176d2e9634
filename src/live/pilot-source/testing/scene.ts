import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { ProcessFamily } from '../../processes/process-family.js'
import { type BatchSourceOptions, choosePilotSource } from '../choose-pilot-source.js'
import type { PilotSource } from '../pilot-source.js'
import type { SubprocessOptions } from '../subprocess.js'
import { FakeBatch } from './fake-batch.js'

/** A source in a folder for the test alone, and what it did. */
export interface Scene {
  folder: string
  /** What its pilots' names begin with. */
  prefix: string
  source: PilotSource
  /** What was told: `submitted 1`, `lost BNL 1 core: 2`. */
  news: string[]
  /** Of each loss that was told, heard or not. */
  keys: string[]
  /** Whether no loss is heard, as when the server ends before it has kept it. */
  isDeaf: boolean
  /** Pilots under way beyond the jobs that wait, as the server counts. */
  surplus: number
  /** What `slurm` and `htcondor` speak to. */
  batch: FakeBatch
  words: string[]
  /** Ends the source and begins another one in its folder, as a server's restart does. */
  restart(): Promise<void>
  order(id: number, pilots: number, queue?: string, cores?: number): void
  /** Waits until this holds. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>
  /** Waits until so many processes were started and so much was told. */
  has(started: number, news: number): Promise<void>
  /** Names of the pilots whose processes were started, in order, each as often as it was. */
  started(): Promise<string[]>
  /** Lets pilots go on to their end. */
  release(name: string): Promise<void>
}

const usualQueue = { atMost: 50, memoryMBPerCore: 2000, walltimeSeconds: 3600, submit: {} }
const templates: Record<string, BatchSourceOptions['template']> = {
  slurm: { file: 'slurm.sh', text: '#!/bin/sh\n#SBATCH --cpus-per-task={{cores}}\nexec {{script}}\n' },
  htcondor: { file: 'htcondor.sub', text: 'executable = {{script}}\nrequest_cpus = {{cores}}\nqueue\n' },
}

/** A source whose pilots run this line of the shell; `$NAME` is a pilot's name and `$HERE` the scene's folder. */
export async function sceneFor(
  t: ExecutionContext,
  name = 'subprocess',
  line = 'while [ -d "$HERE" ] && [ ! -e "$HERE/go-$NAME" ]; do sleep 0.03; done',
  options: Partial<SubprocessOptions> = {},
  batchOptions: Partial<BatchSourceOptions> = {},
): Promise<Scene> {
  const root = await mkdtemp(join(tmpdir(), 'source-'))
  const [folder, prefix] = [join(root, 'pilots'), `p-${randomUUID()}`]
  const mark = `SCENE=${prefix}`
  const subprocess: SubprocessOptions = {
    ...{ folder, prefix, slots: { BNL: 4, CERN: 2 } },
    command: (pilot) => ({
      program: 'sh',
      args: ['-c', `echo "$NAME" >> "$HERE/started"; ${line}`],
      environment: { PATH: process.env['PATH'], HERE: root, NAME: pilot.name, FOLDER: pilot.folder, SCENE: prefix },
    }),
    times: { poll: 10, atOnce: 0, grace: 100, backOff: { first: 100, longest: 400 } },
    ...options,
  }
  const fake = await FakeBatch.make(join(root, 'batch'))
  const setting = `export HERE='${root}' SCENE='${prefix}'`
  const batch: BatchSourceOptions = {
    ...{
      folder,
      prefix,
      atMost: 100,
      queues: { BNL: usualQueue, CERN: usualQueue },
      template: templates[name] ?? templates['slurm'],
    },
    command: (pilot) => {
      const own = `export NAME='${pilot.name}' FOLDER='${pilot.folder}'`
      return ['sh', '-c', `${setting}; ${own}; echo "$NAME" >> "$HERE/started"; (${line}) > "$FOLDER.log" 2>&1`]
    },
    server: () => ({ url: 'http://127.0.0.1:1', urlFile: '/url', tokenFile: '/token', storage: undefined }),
    times: { poll: 20, tick: 10, settle: 300, surplus: 0, backOff: { first: 20, longest: 80 } },
    ...batchOptions,
    commands: { timeoutMilliseconds: 20_000, environment: fake.environment, ...batchOptions.commands },
  }
  const [news, words, keys]: string[][] = [[], [], []]
  const begin = async (): Promise<PilotSource> => {
    const source = choosePilotSource(name, { tell: (said) => words.push(said), subprocess, batch })
    await source.begin({
      submitted: (order) => news.push(`submitted ${order}`),
      lost: (key, queue, cores, pilots) => {
        keys.push(key)
        if (scene.isDeaf) return Promise.reject(new Error('the server is away'))
        news.push(`lost ${queue} ${cores}: ${pilots}`)
        return Promise.resolve()
      },
      surplus: () => Promise.resolve(scene.surplus),
    })
    return source
  }
  const scene: Scene = {
    ...{ folder, prefix, news, words, keys, isDeaf: false, surplus: 0, batch: fake, source: await begin() },
    restart: async () => {
      await scene.source.end()
      Object.assign(scene, { source: await begin() })
    },
    order: (id, pilots, queue = 'BNL', cores = 1) => scene.source.request({ id, queue, cores, pilots }),
    until: async (holds) => {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    has: (count, told) => scene.until(async () => (await scene.started()).length === count && news.length === told),
    started: async () => {
      const text = existsSync(join(root, 'started')) ? await readFile(join(root, 'started'), 'utf8') : ''
      return text
        .split('\n')
        .slice(0, -1)
        .map((one) => one.replace(`${prefix}.`, ''))
    },
    release: (pilot) => writeFile(join(root, `go-${prefix}.${pilot}`), ''),
  }
  t.teardown(async () => {
    await scene.source.end()
    await new ProcessFamily(mark).end(0)
    await rm(root, { recursive: true })
  })
  return scene
}

/** Tells the source that this pilot asked. */
export const asked = (scene: Scene, pilot: string): void => scene.source.asked(`${scene.prefix}.${pilot}`)
export const sorted = async (scene: Scene): Promise<string[]> => (await scene.started()).sort()
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
