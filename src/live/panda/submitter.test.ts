/** Who submitted work is kept with it, and told: to pilots, in PanDA's words, and in the API's. */
import test from 'ava'
import type { Identity } from '../auth/caller.js'
import type { Recogniser } from '../auth/recognisers.js'
import { specification } from './testing/job-specification.js'
import { pandaStage } from './testing/panda-stage.js'

const subject = '/DC=ch/O=Grid/CN=Alice Atlas'
const identity: Identity = {
  ...{ how: 'x509', subject, vo: 'atlas', groups: [], isLimitedProxy: false, expiresAtMilliseconds: Infinity },
}
/** A front that has seen Alice's certificate. */
const isAlice: Recogniser = ({ headers }) =>
  headers['x-seen'] === 'alice' ? { number: 0, user: 'alice', roles: ['user'], identity } : undefined
const asked = { queue: 'CERN', label: 'user' }
const asAlice = { headers: { 'x-seen': 'alice' } }

const parameters = {
  taskName: 'fit',
  noInput: true,
  maxAttempt: 1,
  site: 'CERN',
  jobParameters: [{ type: 'constant', value: '-p true' }],
}
const native = JSON.stringify({ command: ['true'], queue: 'CERN', maxAttempts: 1 })
const specs = JSON.stringify([specification({ 9: 'run', 12: 'user', 17: 1, 47: 'CERN' })])

for (const way of ['submitTask', 'submitJobs', 'POST /jobs'] as const) {
  test(`${way}: the distinguished name of who submitted a job goes with it to its end`, async (t) => {
    const stage = await pandaStage({ recognisers: [isAlice] })
    try {
      if (way === 'submitTask') await stage.say('stranger', way, { parameters }, asAlice)
      else if (way === 'submitJobs') await stage.say('stranger', way, { jobs: specs }, asAlice)
      else {
        const headers = { ...asAlice.headers, 'content-type': 'application/json' }
        await fetch(`${stage.url}/api/ailuro/v1/jobs`, { method: 'POST', headers, body: native })
      }
      const { body: given } = await stage.say('pilot', 'getJob', asked)
      t.like(given.data.jobs[0], { PandaID: 1, prodUserID: subject }, JSON.stringify(given))
      const told = async (): Promise<unknown[]> => {
        const [job] = (await stage.say('root', 'getDescription', { ids: [1] })).body.data
        const { submitter, user } = await stage.clients.root.call('GET /tasks/:number', { params: { number: 1 } })
        return [job.jobStatus, job.prodUserID, job.prodUserName, user, submitter] as unknown[]
      }
      const kept = { how: 'x509', subject, vo: 'atlas' }
      t.deepEqual((await told()).slice(1), [subject, 'alice', 'alice', kept])
      await stage.door.report({ report: 'ended', id: 1, outcome: 'failed', errorCode: 1305 })
      t.deepEqual(await told(), ['failed', subject, 'alice', 'alice', kept])
    } finally {
      await stage.close()
    }
  })
}

test('work that is tried again counts as submitted by whoever has it tried again', async (t) => {
  const stage = await pandaStage({ recognisers: [isAlice] })
  try {
    await stage.say('stranger', 'submitTask', { parameters }, asAlice)
    await stage.say('pilot', 'getJob', asked)
    await stage.door.report({ report: 'ended', id: 1, outcome: 'failed', errorCode: 1305 })
    const { task } = await stage.clients.root.call('POST /tasks/:number/retry', { params: { number: 1 } })
    t.is((await stage.clients.root.call('GET /tasks/:number', { params: { number: task } })).submitter, null)
    const { body: given } = await stage.say('pilot', 'getJob', asked)
    t.like(given.data.jobs[0], { taskID: task, prodUserID: 'alice' })
  } finally {
    await stage.close()
  }
})

test('a distinguished name, as clients were told it, means its user', async (t) => {
  const caller = { number: 0, user: 'Alice Atlas', roles: ['user'], identity } as const
  const stage = await pandaStage({ recognisers: [({ headers }) => (headers['x-seen'] ? caller : undefined)] })
  try {
    await stage.say('stranger', 'submitTask', { parameters }, asAlice)
    const listed = await stage.say('stranger', 'getTasksModifiedSince', { since: '2026-01-01', user: subject }, asAlice)
    t.deepEqual(Object.keys(listed.body.data as object), ['1'])
    const ofOthers = { ...asked, user: '/CN=Bob' }
    t.is((await stage.say('pilot', 'getJob', ofOthers)).body.message, 'No jobs in PanDA')
    t.is((await stage.say('pilot', 'getJob', { ...asked, user: subject })).body.data.jobs[0].PandaID, 1)
  } finally {
    await stage.close()
  }
})
