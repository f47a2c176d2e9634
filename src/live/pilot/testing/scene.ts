import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { Dispatch } from '../../door.js'
import { ProcessFamily } from '../../processes/process-family.js'
import type { PilotOptions, PilotTimes } from '../pilot-options.js'
import { type PilotEnd, runPilot } from '../run-pilot.js'
import { ScriptedServer } from './scripted-server.js'

/** Spans of time that let a story be told in tens of milliseconds. */
export const quick: PilotTimes = {
  ...{
    lifetime: 600_000,
    idle: 0,
    ask: 5,
    askAway: 60_000,
    heartbeat: 20,
    poll: 10,
    looping: 600_000,
    grace: 100,
    farewell: 10_000,
  },
  patience: { firstMilliseconds: 2, longestMilliseconds: 10, limitMilliseconds: 60_000, callMilliseconds: 30_000 },
}

/** A pilot's surroundings in a folder for the test alone. */
export interface Scene {
  server: ScriptedServer
  storage: string
  folder: string
  worker: string
  stop: AbortController
  /** Runs a pilot on these jobs to its end. */
  run(jobs?: readonly Dispatch[], options?: Partial<PilotOptions>): Promise<PilotEnd>
  put(name: string, content: string | Buffer): Promise<void>
  stored(name: string): Promise<string>
}

export async function sceneFor(t: ExecutionContext): Promise<Scene> {
  const root = await mkdtemp(join(tmpdir(), 'pilot-'))
  const [storage, folder, worker] = [join(root, 'storage'), join(root, 'pilot'), `worker-${randomUUID()}`]
  await mkdir(storage)
  const [server, stop] = [new ScriptedServer(), new AbortController()]
  t.teardown(() => rm(root, { recursive: true }))
  return {
    ...{ server, storage, folder, worker, stop },
    run: (jobs = [], { times, ...options } = {}) => {
      server.waiting.push(...jobs)
      return runPilot({
        ...{ server, queue: 'BNL', worker, folder, storage, freeMB: 0, stop: stop.signal },
        ...{ times: { ...quick, ...times }, ...options },
      })
    },
    put: async (name, content) => {
      await mkdir(dirname(join(storage, name)), { recursive: true })
      await writeFile(join(storage, name), content)
    },
    stored: (name) => readFile(join(storage, name), 'utf8'),
  }
}

/** Runs one job and gives its end, as `finished` or `failed <code>: <words>`. Nothing may be left: no file, no process. */
export async function endOf(
  t: ExecutionContext,
  scene: Scene,
  job: Dispatch,
  options: Partial<PilotOptions> = {},
): Promise<string> {
  await scene.run([job], options)
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
  t.deepEqual(
    (await readdir(scene.storage, { recursive: true })).filter((name) => name.includes('.part')),
    [],
  )
  t.deepEqual(new ProcessFamily(`AILURO_MARK=${scene.worker}:${job.id}`).members(), [])
  const ending = scene.server.endings.get(job.id)
  if (ending === undefined) return 'nothing reported'
  return ending.outcome === 'finished' ? 'finished' : `failed ${ending.errorCode}: ${ending.words}`
}
