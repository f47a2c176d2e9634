/** What panda-client 2.0.2 (prun, pbook and its library) said to this server in a real run, said again: the answers are the same. */
import test from 'ava'
import { readFileSync } from 'node:fs'
import { pandaStage } from './testing/panda-stage.js'
import { runNextJob } from './testing/run-next-job.js'

/** A request with its answer, or how a job ended meanwhile. */
type Recorded =
  | { readonly pilot: 'finished' | 'failed' }
  | {
      /** Of its two ways to speak. */
      readonly mode: 'native' | 'curl'
      readonly method: 'GET' | 'POST'
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body?: string
      readonly base64?: string
      readonly answer: unknown
    }

const file = new URL('../../../../scenarios/exchanges/panda-client-2.0.2.json', import.meta.url)
/** When the session began: it asks for what changed since then. */
const RECORDED_AT = Date.UTC(2026, 11, 1, 3, 12)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]

test('a recorded session of prun, pbook and the library of panda-client', async (t) => {
  const stage = await pandaStage()
  stage.door.time = (RECORDED_AT - stage.door.bornMilliseconds) / 1000
  const said: string[] = []
  try {
    for (const one of recorded) {
      if ('pilot' in one) await runNextJob(stage.door, one.pilot)
      else {
        const { mode, method, path, headers, body, base64, answer } = one
        said.push(path.split('?', 1)[0])
        const content = base64 === undefined ? (body ?? '') : Buffer.from(base64, 'base64')
        const { 'content-type': type = '', accept, ...others } = headers
        const got = await stage.send('alice', method, path, content, type, { accept, headers: others })
        t.is(got.status, 200)
        t.deepEqual(comparable(got.body), comparable(answer), `${mode} ${path}`)
      }
    }
    for (const path of ['task/submit', 'task/retry', 'task/kill', 'job/submit', 'file_server/upload_cache_file'])
      t.true(said.includes(`/api/v1/${path}`), path)
  } finally {
    await stage.close()
  }
})

/** What differs from run to run: times, whether jobs are made by now, places that brokerage chose, names made by chance. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (name, part: unknown) => {
    if (name === '__datetime__') return 'a time'
    if ((name === 'status' || name === 'superStatus') && part === 'ready') return 'running'
    return name === 'computingSite' && part !== null ? 'a queue' : part
  })
  // PandaIDs of single jobs depend on what was made before them.
  return JSON.parse(
    text.replace(/\[\[\d+,(\d+,\{"jobsetID")/, '[["a PandaID",$1').replace(/\.jobs\.[0-9a-f]{12}/g, '.jobs.chance'),
  ) as unknown
}
