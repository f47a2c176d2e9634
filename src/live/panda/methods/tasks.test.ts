/** Tasks from their submission to their end, as PanDA's clients see them. */
import test from 'ava'
import { pandaStage } from '../testing/panda-stage.js'
import { runNextJob } from '../testing/run-next-job.js'

const parameters = {
  taskName: 'user.alice.test/',
  uniqueTaskName: true,
  vo: 'local',
  prodSourceLabel: 'user',
  processingType: 'panda-client-2.0.2-jedi-run',
  noInput: true,
  nEvents: 2,
  nEventsPerJob: 1,
  maxAttempt: 1,
  cliParams: 'prun --noBuild',
  jobParameters: [
    { type: 'constant', value: '-p "true"' },
    {
      type: 'template',
      param_type: 'output',
      hidden: true,
      value: 'a.$JEDITASKID.${SN}',
      dataset: 'user.alice.test_a/',
    },
  ],
}

test('a task is submitted, runs, and is told of in all ways', async (t) => {
  const stage = await pandaStage()
  try {
    const submitted = await stage.say('alice', 'submitTask', { parameters })
    t.deepEqual(submitted.body, { success: true, message: 'succeeded. new jediTaskID=1', data: 1 })
    const again = await stage.say('alice', 'submitTask', { parameters })
    t.like(again.body, { success: false, data: 2 })
    t.regex(again.body.message, /jediTaskID=1 is in the \w+ state for outDS=user\.alice\.test\./)
    t.like((await stage.say('alice', 'getTaskStatus', { task: 1 })).body, { success: true, data: 'running' })
    await runNextJob(stage.door, 'finished')
    const half = await stage.say('alice', 'getTaskDetails', { task: 1, withStatus: true })
    t.like(half.body.data, { status: 'running', statistics: 'tobedone*1,finished*1' })
    await runNextJob(stage.door, 'finished')
    t.is((await stage.say('alice', 'getTaskStatus', { task: 1 })).body.data, 'done')
    const details = (await stage.say('alice', 'getTaskDetails', { task: 1, withParameters: true })).body.data
    t.deepEqual(details, {
      ...{ inDS: '', outDS: 'user.alice.test_a', statistics: 'finished*2', PandaID: [1, 2] },
      ...{ mergeStatus: null, mergePandaID: [], cliParams: 'prun --noBuild' },
    })
    t.deepEqual((await stage.say('alice', 'getTaskParameters', { task: 1 })).body.data, parameters)
    t.deepEqual((await stage.say('alice', 'getJobIds', { task: 1 })).body.data, [1, 2])
    const files = await stage.say('alice', 'getDatasetsAndFiles', { task: 1, types: ['output'] })
    t.deepEqual(
      (files.body.data[0].files as { lfn: string }[]).map(({ lfn }) => lfn),
      ['a.1.000001', 'a.1.000002'],
    )
    const jobs = (await stage.say('alice', 'getJobDescriptions', { task: 1 })).body.data
    t.like(jobs[1], { PandaID: 2, jobStatus: 'finished', jediTaskID: 1, prodUserName: 'alice', attemptNr: 1 })
    t.deepEqual((await stage.say('alice', 'getJobDescriptions', { task: 1, isUnsuccessful: true })).body.data, [])
  } finally {
    await stage.close()
  }
})

test('a submission that comes twice at once is taken once, and both are told its number', async (t) => {
  const stage = await pandaStage()
  try {
    const both = await Promise.all([1, 2].map(() => stage.say('alice', 'submitTask', { parameters })))
    t.deepEqual(both.map(({ body }) => body.data as number).sort(), [1, 2], 'a number, and the code of a duplicate')
    t.true(both.every(({ body }) => /jediTaskID=1\b/.test(body.message as string)))
    t.is(await stage.door.ask(({ state }) => state.tasks.alive), 1)
  } finally {
    await stage.close()
  }
})

test('failed jobs are tried again as a new task; a task is ended by its owner, or with the production role', async (t) => {
  const stage = await pandaStage()
  try {
    await stage.say('alice', 'submitTask', { parameters: { ...parameters, nEvents: 1 } })
    const early = await stage.say('alice', 'retryTask', { task: 1 })
    t.like(early.body, { success: true, data: 4 })
    await runNextJob(stage.door, 'failed')
    t.is((await stage.say('alice', 'getTaskStatus', { task: 1 })).body.data, 'failed')
    t.like((await stage.say('alice', 'retryTask', { task: 1, parameters: { site: 'BNL' } })).body, { data: 1 })
    const retried = await stage.say('alice', 'retryTask', { task: 1 })
    t.like(retried.body, { success: true, data: 0 })
    t.regex(retried.body.message, /new jediTaskID=2 with 1 jobs/)
    t.is((await stage.say('alice', 'getTaskDetailedInfo', { task: 2 })).body.data.taskName, 'user.alice.test/')
    const refused = await stage.say('bob', 'killTask', { task: 2 })
    t.deepEqual(refused.body, { success: false, message: 'not the task owner or no production role', data: null })
    t.like((await stage.say('paula', 'killTask', { task: 77 })).body, { success: false, data: 2 })
    t.like((await stage.say('alice', 'finishTask', { task: 2, isSoft: true })).body, { success: false, data: 4 })
    t.like((await stage.say('paula', 'killTask', { task: 2 })).body, { success: true, data: 0 })
    t.is((await stage.say('alice', 'getTaskStatus', { task: 2 })).body.data, 'aborted')
    t.like((await stage.say('alice', 'killTask', { task: 2 })).body, { success: false, data: 4 })
    stage.door.core.check()
  } finally {
    await stage.close()
  }
})

test('the classic family answers with pairs', async (t) => {
  const stage = await pandaStage()
  const classic = { family: 'classic', encoding: 'form' } as const
  const asText = { parameters: JSON.stringify(parameters) }
  try {
    t.deepEqual((await stage.say('alice', 'submitTask', asText, classic)).body, [true, 1])
    t.deepEqual((await stage.say('alice', 'killTask', { task: 1, isCodeAsked: true }, classic)).body, [
      0,
      'command=kill is registered for jediTaskID=1',
    ])
    t.deepEqual((await stage.say('bob', 'killTask', { task: 1, isCodeAsked: true }, classic)).body[0], 3)
    t.deepEqual((await stage.say('alice', 'killTask', { task: 1 }, classic)).body[0], 4)
    t.deepEqual((await stage.say('alice', 'getTaskStatus', { task: 1 }, classic)).body, [0, 'aborted'])
  } finally {
    await stage.close()
  }
})

test('lists hold the tasks of one user, of the filters, since a time', async (t) => {
  const stage = await pandaStage()
  const { door } = stage
  const numbersOf = async (who: 'alice' | 'bob' | 'paula', filters: object, since?: string): Promise<number[]> => {
    const given = { filters: JSON.stringify(filters), ...(since !== undefined && { since }) }
    const { body } = await stage.say(who, 'getTasksDetailedInfoSince', given)
    return (body.data as { jediTaskID: number }[]).map(({ jediTaskID }) => jediTaskID)
  }
  try {
    for (const name of ['one', 'two', 'three'])
      await stage.say('alice', 'submitTask', { parameters: { ...parameters, taskName: `user.alice.${name}/` } })
    await stage.say('bob', 'submitTask', { parameters: { ...parameters, taskName: 'user.bob.one/' } })
    door.time = 3_600
    await stage.say('alice', 'killTask', { task: 2 })
    t.deepEqual(await numbersOf('alice', {}), [3, 2, 1])
    t.deepEqual(await numbersOf('alice', { jediTaskID: '1' }), [1])
    t.deepEqual(await numbersOf('alice', { reqID: '2|3' }), [3, 2])
    t.deepEqual(await numbersOf('alice', { status: 'aborted' }), [2])
    t.deepEqual(await numbersOf('alice', { taskName: 'user.alice.one/', noSuchField: 'x' }), [1])
    t.deepEqual(await numbersOf('alice', {}, '2026-01-01 00:30:00'), [3, 2, 1])
    t.deepEqual(await numbersOf('alice', {}, '2026-01-01 02:00:00'), [3, 1])
    t.deepEqual(await numbersOf('alice', { userName: 'bob' }), [])
    t.deepEqual(await numbersOf('paula', { userName: 'bob' }), [4])
    const since = await stage.say('alice', 'getTasksModifiedSince', { since: '2026-01-01 00:30:00', above: 1 })
    t.deepEqual(Object.keys(since.body.data), ['2', '3'])
    const bad = await stage.say('alice', 'getTasksModifiedSince', { since: 'yesterday' })
    t.regex(bad.body.message, /since: it is yesterday/)
  } finally {
    await stage.close()
  }
})

test('priorities change with the production role', async (t) => {
  const stage = await pandaStage()
  try {
    await stage.say('alice', 'submitTask', { parameters })
    t.like((await stage.say('paula', 'changePriority', { task: 1, priority: 2000 })).body, { success: true })
    t.is((await stage.say('alice', 'getTaskDetailedInfo', { task: 1 })).body.data.currentPriority, 2000)
    t.regex((await stage.say('alice', 'changePriority', { task: 1, priority: 9 })).body.message, /role required/)
    t.like((await stage.say('paula', 'changePriority', { task: 9, priority: 9 })).body, { message: 'Task not found' })
    const paused = await stage.say('paula', 'pauseTask', { task: 1 })
    t.like(paused.body, { success: false, data: 4 })
    t.regex(paused.body.message, /^Command rejected: the pause command is not accepted/)
  } finally {
    await stage.close()
  }
})

test('nothing new is taken while the server takes no new work', async (t) => {
  const stage = await pandaStage({ isReadOnly: () => 'the disk is nearly full' })
  try {
    t.like((await stage.say('alice', 'submitTask', { parameters })).body, { success: false, data: 4 })
    t.regex((await stage.say('alice', 'submitJobs', { jobs: '[]' })).body.message, /the disk is nearly full/)
  } finally {
    await stage.close()
  }
})
