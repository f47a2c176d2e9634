/** What pilots say beside their reports, and what they are told: kept, and archived with the job. */
import test from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import type { EndedJobDetails } from './door.js'
import { PilotWords } from './pilot-words.js'
import { StageDoor } from './testing/stage-door.js'
import { taskOf } from '../brokerage/testing/stage.js'

test('the last word counts, and is read back with the command', (t) => {
  const words = new PilotWords([])
  words.hear(7, { node: 'a', rss: 1 })
  words.hear(7, { rss: 2 })
  words.tell(7, 'debug')
  words.hear(8, undefined)
  t.deepEqual(words.of(7), { node: 'a', rss: 2 })
  const rows = words.changes()
  t.is(rows.length, 1)
  t.false(words.hasChanges)
  const again = new PilotWords(rows.map(({ kind, key, body }) => ({ kind, key, body: body! })))
  t.deepEqual([again.of(7), again.commandOf(7), again.of(8)], [{ node: 'a', rss: 2 }, 'debug', undefined])
  words.forget(7)
  words.forget(8)
  t.deepEqual(words.changes(), [{ kind: 'said', key: 7, body: undefined }])
})

test('a job that is killed gently goes on until its pilot has ended it, and is not tried again', async (t) => {
  const door = await StageDoor.open({ grid: gridOf('queue site cores memory\nCERN CERN 1 0') })
  await door.report({
    report: 'submit',
    task: taskOf({ name: 'one', jobs: 2, maxAttempts: 5, maxFailures: 5 }),
    specs: [],
  })
  door.time = 60
  const ask = { queue: 'CERN', cores: 1, first: true, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
  const [first, second] = [
    await door.report({ report: 'pilotAsks', ...ask, worker: 'w1' }),
    await door.report({ report: 'pilotAsks', ...ask, worker: 'w2' }),
  ]
  const [id, other] = [first!.id, second!.id]
  t.deepEqual(await door.report({ report: 'accepted', id, said: { node: 'n1' } }), { known: true, state: 'sent' })
  t.deepEqual(await door.report({ report: 'started', id, attempt: 2 }), { known: false }, 'another attempt')
  t.deepEqual(await door.report({ report: 'started', id, attempt: 1 }), { known: true, state: 'starting' })
  await door.report({ report: 'tellPilot', id, command: 'debug' })
  t.deepEqual(await door.report({ report: 'heartbeat', id }), { known: true, state: 'running', command: 'debug' })
  await door.report({ report: 'killGently', id })
  await door.report({ report: 'killGently', id: other })
  t.is(door.core.state.ended.cancelled, 1, 'the one that did not run is ended at once')
  t.deepEqual(await door.report({ report: 'heartbeat', id }), { known: true, state: 'running', command: 'tobekilled' })
  const said = { pilot_error_diag: 'killed by the server' }
  t.is((await door.report({ report: 'ended', id, outcome: 'failed', errorCode: 1144, said })).command, 'tobekilled')
  const { jobs, ended } = door.core.state
  t.is(ended.failed, 1)
  t.is(jobs.alive, 0, 'no attempt follows')
  const kept = await door.store.endedJob(id)
  const details = JSON.parse(kept!.body) as EndedJobDetails
  t.deepEqual([details.errorCode, details.said], [1144, { node: 'n1', ...said }])
  t.is(door.saidOf(id), undefined)
  door.core.check()
})
