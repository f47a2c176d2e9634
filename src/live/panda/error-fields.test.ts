/** What went wrong, as PanDA's clients are told of it. */
import test from 'ava'
import { errorFields } from './error-fields.js'
import { pandaStage } from './testing/panda-stage.js'

test('each error stands in the field of who found it', (t) => {
  const cases: [cause: string, code: number, field: string, told: number][] = [
    ['reported', 1305, 'pilotErrorCode', 1305],
    ['lost heartbeat', 100, 'jobDispatcherErrorCode', 100],
    ['no reply', 102, 'jobDispatcherErrorCode', 102],
    ['held too long', 103, 'jobDispatcherErrorCode', 103],
    ['output failed', 104, 'jobDispatcherErrorCode', 104],
    ['output failed', 101, 'taskBufferErrorCode', 101],
    ['output failed', 0, 'ddmErrorCode', 201],
    ['input failed', 0, 'ddmErrorCode', 100],
    ['rebrokered', 105, 'taskBufferErrorCode', 105],
    ['expired', 102, 'taskBufferErrorCode', 102],
    ['killed', 0, 'taskBufferErrorCode', 100],
  ]
  for (const [cause, code, field, told] of cases) {
    const fields = errorFields({ cause, code, text: 'so it was' }, false)
    t.deepEqual(fields, { [field]: told, [field.replace('Code', 'Diag')]: 'so it was' }, `${cause} ${code}`)
  }
  t.deepEqual(errorFields(null, true), {})
  t.deepEqual(errorFields({ cause: 'reported', code: 0, text: '' }, true), {})
})

for (const [standing, sup] of [
  ['running', undefined],
  ['failed', 2],
] as const) {
  test(`a job whose pilot fell silent says whether its worker had ended: it was ${standing}`, async (t) => {
    const stage = await pandaStage()
    try {
      await stage.clients.root.call('POST /jobs', { body: { command: ['true'], queue: 'CERN', maxAttempts: 1 } })
      await stage.say('pilot', 'getJob', { queue: 'CERN', harvester: 'h1', workerNumber: 7 })
      await stage.say('pilot', 'updateJob', { id: 1, state: 'running' })
      const workers = [{ workerID: 7, status: standing, pandaid_list: [1] }]
      await stage.say('pilot', 'updateWorkers', { harvester: 'h1', workers })
      stage.door.time = 86_400
      await stage.clients.root.call('POST /jobs', { body: { command: ['true'] } })
      const [job] = (await stage.say('root', 'getDescription', { ids: [1] })).body.data
      t.like(job, { jobStatus: 'failed', jobDispatcherErrorCode: 100, schedulerID: 'harvester-h1' })
      t.is(job.supErrorCode, sup)
    } finally {
      await stage.close()
    }
  })
}
