/** Single jobs, as PanDA's clients submit, see and end them; and secrets of users. */
import test from 'ava'
import { specification } from '../testing/job-specification.js'
import { pandaStage, type PandaStage, type Said } from '../testing/panda-stage.js'

const plain = { 1: 5, 9: '/trf/user/runGen-00-00-02', 12: 'user', 19: 'one', 47: 'CERN', 49: '-p true', 69: 'local' }
const output = [
  'NULL',
  'NULL',
  'NULL',
  'out.$PANDAID.txt',
  'output',
  'user.alice.set',
  ...Array<string>(11).fill('NULL'),
  'user.alice',
]

function submit(stage: PandaStage, ...specs: unknown[][]): Promise<Said> {
  return stage.say('alice', 'submitJobs', { jobs: JSON.stringify(specs) })
}

/** A pilot takes the next job. */
function takeJob(stage: PandaStage): Promise<Said> {
  return stage.say('pilot', 'getJob', { queue: 'CERN', label: 'user' }, { family: 'classic' })
}

test('jobs are submitted, and their pilots are told what they run', async (t) => {
  const stage = await pandaStage()
  try {
    const { body } = await submit(stage, specification(plain, [output]), specification({ ...plain, 19: 'two' }))
    t.deepEqual(body.data, [
      [1, 5, { jobsetID: 1 }],
      [2, 5, { jobsetID: 1 }],
    ])
    const job = (await takeJob(stage)).body
    t.like(job, { PandaID: 1, jobName: 'one', jobPars: '-p true', outFiles: 'out.00001.txt', scopeOut: 'user.alice' })
    t.is(job.transformation, `${stage.url}/trf/user/runGen-00-00-02`)
    const described = (await stage.say('alice', 'getDescription', { ids: [1, 2, 99] })).body.data
    t.like(described[0], { PandaID: 1, jobStatus: 'sent', computingSite: 'CERN', prodUserName: 'alice' })
    t.is(described[2], null)
    t.deepEqual((await stage.say('bob', 'getDescription', { ids: [1] })).body.data, [null])
  } finally {
    await stage.close()
  }
})

const refusals: readonly (readonly [what: string, jobs: string, message: RegExp])[] = [
  ['no JSON', 'x', /jobs: it is no JSON/],
  ['no list', '{}', /a list of 1 to 5000/],
  ['too many', `[${'[],'.repeat(5_000)}[]]`, /a list of 1 to 5000/],
  ['far too many', `[${'[],'.repeat(4_000_000)}[]]`, /too much of it/],
  ['too deep', `${'['.repeat(9)}${']'.repeat(9)}`, /too much of it/],
  ['none', '[]', /a list of 1 to 5000/],
  ['an odd name', JSON.stringify([specification({ ...plain, 69: 'a\nb' })]), /jobs\[0\]\.vo: it is "a\\nb"/],
  [
    'long arguments',
    JSON.stringify([specification({ ...plain, 49: 'x'.repeat(200_001) })]),
    /arguments: they are too long/,
  ],
  ['no files', '[["NULL"]]', /its last item is no list/],
  ['no program', JSON.stringify([specification({ 12: 'user' })]), /jobs\[0\]\.transformation: it is missing/],
  ['production', JSON.stringify([specification({ ...plain, 12: 'managed' })]), /prodSourceLabel: it is "managed"/],
  ['no number', JSON.stringify([specification({ ...plain, 80: 'many' })]), /jobs\.cores: it is many/],
  [
    'two sorts',
    JSON.stringify([specification(plain), specification({ ...plain, 47: 'BNL' })]),
    /jobs\[1\]\.queue: it is "BNL"; allowed: what it is of jobs\[0\]/,
  ],
]
test('jobs that cannot be taken are refused in words', async (t) => {
  const stage = await pandaStage()
  try {
    for (const [what, jobs, message] of refusals) {
      const { body } = await stage.say('alice', 'submitJobs', { jobs })
      t.false(body.success, what)
      t.regex(body.message, message, what)
    }
    t.is(stage.door.core.state.tasks.alive, 0)
  } finally {
    await stage.close()
  }
})

test('a running job is ended by its pilot, others at once; codes that force need the production role', async (t) => {
  const stage = await pandaStage()
  const statesOf = async (ids: number[]): Promise<unknown> => {
    const { body } = await stage.say('alice', 'getDescription', { ids })
    return (body.data as { jobStatus: string }[]).map(({ jobStatus }) => jobStatus)
  }
  try {
    await submit(stage, ...[1, 2, 3, 4].map(() => specification(plain)))
    for (let taken = 0; taken < 2; taken++) {
      const { body } = await takeJob(stage)
      await stage.say('pilot', 'updateJob', { id: body.PandaID, state: 'running' })
    }
    t.deepEqual((await stage.say('bob', 'killJobs', { ids: [1, 3] })).body.data, [false, false])
    t.deepEqual((await stage.say('alice', 'killJobs', { ids: [1, 2, 3, 99], code: 9 })).body.data, [
      true,
      true,
      true,
      false,
    ])
    t.deepEqual(await statesOf([1, 2, 3, 4]), ['running', 'running', 'cancelled', 'activated'])
    const told = await stage.say('pilot', 'updateJob', { id: 1, state: 'running' })
    t.is(told.body.data.command, 'tobekilled')
    t.deepEqual((await stage.say('paula', 'killJobs', { ids: [2], code: 9 })).body.data, [true])
    t.deepEqual(await statesOf([2]), ['cancelled'])
    t.deepEqual((await stage.say('alice', 'killUnfinishedJobs', { task: 1 })).body.data, [true, true])
    t.deepEqual(await statesOf([1, 4]), ['running', 'cancelled'])
    stage.door.core.check()
  } finally {
    await stage.close()
  }
})

test('a pilot is told what it is to do when it reports next', async (t) => {
  const stage = await pandaStage()
  const commandOf = async (): Promise<unknown> =>
    (await stage.say('pilot', 'updateJob', { id: 1, state: 'running' })).body.data.command
  try {
    await submit(stage, specification(plain))
    await takeJob(stage)
    t.is(await commandOf(), null)
    await stage.say('paula', 'setDebugMode', { job: 1, isOn: true })
    t.is(await commandOf(), 'debug')
    await stage.say('paula', 'setCommand', { job: 1, command: 'tail out.txt' })
    t.is(await commandOf(), 'tail out.txt')
    await stage.say('paula', 'setCommand', { job: 1, command: 'tobekilled' })
    t.is(await commandOf(), 'tobekilled')
    t.like((await stage.say('paula', 'setCommand', { job: 99, command: 'debug' })).body, { success: false })
  } finally {
    await stage.close()
  }
})

test('secrets are the caller’s own, and are kept', async (t) => {
  const stage = await pandaStage()
  const secretsOf = async (who: 'alice' | 'bob', names?: string[]) =>
    JSON.parse((await stage.say(who, 'getUserSecrets', names === undefined ? {} : { names })).body.data) as object
  try {
    await stage.say('alice', 'setUserSecrets', { name: 'a', value: 'one' })
    await stage.say('alice', 'setUserSecrets', { name: 'b', value: 'two' })
    t.deepEqual(await secretsOf('alice'), { a: 'one', b: 'two' })
    t.deepEqual(await secretsOf('alice', ['b']), { b: 'two' })
    t.deepEqual(await secretsOf('bob'), {})
    await stage.say('alice', 'setUserSecrets', { name: 'a' })
    t.deepEqual(await secretsOf('alice'), { b: 'two' })
    await stage.say('alice', 'setUserSecrets', {})
    t.deepEqual(await secretsOf('alice'), {})
    for (let i = 0; i < 100; i++) await stage.say('bob', 'setUserSecrets', { name: `s${i}`, value: 'x' })
    t.regex(
      (await stage.say('bob', 'setUserSecrets', { name: 'more', value: 'x' })).body.message,
      /100 secrets already/,
    )
    t.like((await stage.say('bob', 'setUserSecrets', { name: 's1', value: 'y' })).body, { success: true })
    const setLong = async (name: string): Promise<unknown> =>
      (await stage.say('alice', 'setUserSecrets', { name, value: 'x'.repeat(1_000_000) })).body.message
    t.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map(setLong)), ['OK', 'OK', 'OK', 'OK'])
    t.is(await setLong('e'), 'secrets have 4000000 characters together')
    t.is(await setLong('d'), 'OK')
  } finally {
    await stage.close()
  }
})

test('secrets go with the jobs of tasks that want them', async (t) => {
  const stage = await pandaStage()
  const parameters = { noInput: true, site: 'CERN', jobParameters: [{ type: 'constant', value: '-p true' }] }
  const secretsOfNext = async (useSecrets: boolean): Promise<unknown> => {
    await stage.say('alice', 'submitTask', { parameters: { ...parameters, taskName: 'fit', useSecrets } })
    const { PandaID, secrets } = (await takeJob(stage)).body
    t.is(PandaID, stage.door.core.state.jobs.created)
    return secrets as unknown
  }
  try {
    await stage.say('bob', 'setUserSecrets', { name: 'token', value: 'of bob' })
    t.is(await secretsOfNext(true), undefined)
    await stage.say('alice', 'setUserSecrets', { name: 'token', value: 'of alice' })
    t.is(await secretsOfNext(true), '{"token":"of alice"}')
    t.is(await secretsOfNext(false), undefined)
  } finally {
    await stage.close()
  }
})

test('proxies, keys and tokens of others are never there', async (t) => {
  const stage = await pandaStage()
  try {
    t.regex((await stage.say('pilot', 'getProxy', {})).body.message, /'proxy' not found for pilot/)
    const pair = { publicKey: 'a.pub', privateKey: 'a' }
    t.like((await stage.say('pilot', 'getKeyPair', pair, { family: 'classic' })).body, { StatusCode: 80 })
    t.regex((await stage.say('pilot', 'getAccessToken', { client: 'c' })).body.message, /'token' not found for c/)
    t.regex((await stage.say('pilot', 'getTokenKey', { client: 'c' })).body.message, /Token key is missing for 'c'/)
  } finally {
    await stage.close()
  }
})

test('callers are told who they are, and never their tokens', async (t) => {
  const stage = await pandaStage()
  try {
    const { body, text } = await stage.say('alice', 'getAttributes', {}, { sent: { any: 'thing' } })
    t.deepEqual(body.data.parameters, { any: 'thing' })
    t.is(body.data.environment.SSL_CLIENT_S_DN, '/CN=alice')
    t.false(text.includes(stage.secrets.alice))
    t.like((await stage.say('paula', 'getUserAttributes')).body.data, { user: 'paula', roles: 'production' })
  } finally {
    await stage.close()
  }
})
