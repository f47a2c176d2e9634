/** What PanDA's own programs said in runs of ours, said again: each answer is what it was, and the server holds the same in the end. */
import test from 'ava'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { gridOf } from '../../model/testing/small-grid.js'
import type { EndedJobDetails } from '../door.js'
import type { CastMember } from '../testing/api-stage.js'
import { pandaStage } from './testing/panda-stage.js'

/** One question and its answer. */
interface Exchange {
  /** Since the first one. */
  readonly seconds: number
  /** Whether somebody had the job killed before. */
  readonly killedBefore?: boolean
  /** Default: the pilot. */
  readonly who?: CastMember
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly type?: string
  readonly encoding?: string
  readonly accept?: string
  readonly isGzip?: boolean
  readonly body: string
  readonly status: number
  readonly answer: string
}

/** A run of a program against the server. */
interface Recording {
  readonly about: string
  readonly program: string
  /** What was submitted before; null: nothing. */
  readonly task: {
    readonly name: string
    readonly queue?: string
    readonly spec: { readonly command: string[] }
  } | null
  readonly outcome: { readonly state: string; readonly errorCode: number } | null
  readonly exchanges: readonly Exchange[]
}

const folder = fileURLToPath(new URL('../../../../scenarios/exchanges/', import.meta.url))
const storage = ['STUB_SCRATCHDISK']
const queueData = new Map([['STUB_QUEUE', { astorages: { read_lan: storage, write_lan: storage } }]])

/** Those of programs that run jobs; people's are another story, `panda-client.test.ts`. */
const files = readdirSync(folder).filter((name) => /^(pilot3|harvester)-.*\.json$/.test(name))

for (const file of files) {
  const { about, program, task, outcome, exchanges } = JSON.parse(readFileSync(folder + file, 'utf8')) as Recording
  test(`${program}: ${about}`, async (t) => {
    const grid = gridOf('queue site cores memory\nSTUB_QUEUE STUB-SITE 1 4000')
    const constants = { generatorCycleSeconds: 0, statisticsSeconds: 0 }
    const stage = await pandaStage({ panda: { queueData } }, { grid, constants })
    const { door } = stage
    try {
      if (task !== null)
        await stage.clients.root.call('POST /tasks', { body: { ...task, user: 'admin', jobs: 1, maxAttempts: 1 } })
      for (const exchange of exchanges) {
        door.time = 60 + exchange.seconds
        if (exchange.killedBefore) {
          await stage.clients.root.call('POST /jobs/:id/kill', { params: { id: 1 }, body: { gently: true } })
        }
        const { who = 'pilot', method, path, type = '', encoding, accept, isGzip, body } = exchange
        const headers = encoding === undefined ? {} : { 'content-encoding': encoding }
        const text = body.replaceAll('@SERVER@', stage.url)
        const said = await stage.send(who, method, path, isGzip ? gzipSync(text) : text, type, { accept, headers })
        const answer = said.text
          .replaceAll(stage.url, '@SERVER@')
          .replaceAll(encodeURIComponent(stage.url), '@SERVER_URLENCODED@')
        t.deepEqual([said.status, answer], [exchange.status, exchange.answer], `${path} after ${exchange.seconds} s`)
      }
      door.core.check()
      const ended = await door.store.endedJob(1)
      const { errorCode } = ended === undefined ? { errorCode: 0 } : (JSON.parse(ended.body) as EndedJobDetails)
      t.deepEqual(ended && { state: ended.state, errorCode }, outcome ?? undefined)
    } finally {
      await stage.close()
    }
  })
}
