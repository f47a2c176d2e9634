/** Task parameters of PanDA's clients, and what becomes of them. */
import test from 'ava'
import type { Caller } from '../auth/caller.js'
import { expandedPart } from './expanded-part.js'
import { pandaPartSchema } from './panda-part.js'
import { taskOfParameters } from './task-parameters.js'

const alice: Caller = { number: 1, user: 'alice', roles: ['user'] }
const paula: Caller = { number: 2, user: 'paula', roles: ['production'] }
const isQueue = (name: string): boolean => name === 'CERN'

/** As prun writes them. */
const prun = {
  taskName: 'user.alice.test/',
  uniqueTaskName: true,
  vo: 'local',
  architecture: null,
  transUses: '',
  transHome: null,
  processingType: 'panda-client-2.0.2-jedi-run',
  prodSourceLabel: 'user',
  site: null,
  excludedSite: [],
  includedSite: null,
  nEvents: 3,
  nEventsPerJob: 1,
  nMaxFilesPerJob: 200,
  sourceURL: 'http://127.0.0.1:25080',
  noInput: true,
  log: {
    dataset: 'user.alice.test.log/',
    container: 'user.alice.test.log/',
    type: 'template',
    param_type: 'log',
    value: 'user.alice.test.log.$JEDITASKID.${SN}.log.tgz',
  },
  jobParameters: [
    { type: 'constant', value: '-j "" --sourceURL ${SURL}' },
    { type: 'constant', value: '-r .' },
    { type: 'constant', value: '__delimiter__', hidden: true },
    { type: 'constant', value: '-a jobO.1.tar.gz' },
    {
      ...{ type: 'template', param_type: 'output', hidden: true },
      value: 'user.alice.$JEDITASKID._${SN/P}.out.txt',
      dataset: 'user.alice.test_out.txt/',
      container: 'user.alice.test_out.txt/',
    },
    { type: 'constant', value: `-o "{'out.txt': 'user.alice.$JEDITASKID._\${SN/P}.out.txt'}"` },
    { type: 'constant', value: '-p "', padding: false },
    { type: 'constant', value: 'echo%20', padding: false },
    { type: 'template', param_type: 'number', value: '${SEQNUMBER}', offset: 100, padding: false },
    { type: 'constant', value: '"' },
  ],
}

function submitted(parameters: Readonly<Record<string, unknown>>, caller = alice) {
  const { task, specs } = taskOfParameters(parameters, caller, isQueue)
  const { panda, taskParameters } = JSON.parse(specs[0].body) as { panda: unknown; taskParameters: unknown }
  return { task, part: pandaPartSchema.parse(panda), taskParameters }
}

test('what prun sends becomes a task, and each job runs runGen', (t) => {
  const { task, part, taskParameters } = submitted(prun)
  t.like(task, {
    name: 'user.alice.test',
    jobs: 3,
    user: 'alice',
    label: 'user',
    share: 'user',
    cores: 1,
    priority: 1000,
  })
  t.is(task.queue, undefined)
  t.deepEqual(taskParameters, prun)
  const { transformation, jobPars, outputs } = expandedPart(
    part,
    { task: 7, ordinal: 1, attempt: 1, id: 9 },
    'http://server',
  )
  t.is(transformation, 'http://server/trf/user/runGen-00-00-02')
  t.is(
    jobPars,
    `-j "" --sourceURL http://127.0.0.1:25080 -r . -a jobO.1.tar.gz -o "{'out.txt': 'user.alice.7._000002.out.txt'}" -p "echo%20102"`,
  )
  t.deepEqual(outputs, [
    { lfn: 'user.alice.7._000002.out.txt', dataset: 'user.alice.test_out.txt', scope: 'user.alice', isLog: false },
    { lfn: 'user.alice.test.log.7.000002.log.tgz', dataset: 'user.alice.test.log', scope: 'user.alice', isLog: true },
  ])
})

test('a production task of a simple kind names its program, streams and events', (t) => {
  const parameters = {
    taskName: 'mc.test.evgen',
    userName: 'bob',
    vo: 'atlas',
    prodSourceLabel: 'managed',
    processingType: 'evgen',
    workingGroup: 'AP_X',
    taskPriority: 900,
    currentPriority: 2000,
    transPath: 'Gen_tf.py',
    transUses: 'Atlas-23.6',
    transHome: 'AthGeneration-23.6',
    architecture: 'x86_64-centos7-gcc11-opt',
    coreCount: 8,
    ramCount: 16000,
    walltime: 3600,
    maxAttempt: 5,
    site: 'CERN',
    noInput: true,
    nEvents: 1000,
    nEventsPerJob: 100,
    log: [{ dataset: 'log.evgen', type: 'template', param_type: 'log', value: 'log.$JEDITASKID._${SN}.job.log.tgz' }],
    jobParameters: [
      { type: 'constant', value: '--firstEvent=${FIRSTEVENT} --maxEvents=${MAXEVENTS}' },
      { type: 'template', param_type: 'number', value: '--randomSeed=${RNDMSEED}', offset: 5000 },
      {
        type: 'template',
        param_type: 'output',
        value: '--outputFile=EVNT.$JEDITASKID._${SN}.root',
        dataset: 'mc.EVNT',
      },
    ],
  }
  const { task, part } = submitted(parameters, paula)
  t.like(task, {
    ...{ jobs: 10, user: 'bob', priority: 2000, cores: 8, memoryMBPerCore: 2000, walltimeSeconds: 3600 },
    ...{ queue: 'CERN', maxAttempts: 5, label: 'managed', workingGroup: 'AP_X' },
  })
  t.regex(task.name, /^mc\.test\.evgen\.[0-9a-f]{8}$/)
  const { transformation, jobPars, outputs } = expandedPart(
    part,
    { task: 7, ordinal: 9, attempt: 1, id: 1 },
    'http://server',
  )
  t.is(transformation, 'Gen_tf.py')
  t.is(jobPars, '--firstEvent=901 --maxEvents=100 --randomSeed=5010 --outputFile=EVNT.7._000010.root')
  t.deepEqual(
    outputs.map(({ lfn, scope }) => [lfn, scope]),
    [
      ['EVNT.7._000010.root', 'mc'],
      ['log.7._000010.job.log.tgz', 'log'],
    ],
  )
  t.like(part.fields, { swRelease: 'Atlas-23.6', cmtConfig: 'x86_64-centos7-gcc11-opt' })
})

const refusals: readonly (readonly [what: string, change: object, message: RegExp])[] = [
  ['no name', { taskName: undefined }, /taskName/],
  ['no arguments', { jobParameters: undefined }, /jobParameters: it is missing/],
  ['arguments of another kind', { jobParameters: 'x' }, /jobParameters/],
  ['a queue that there is not', { site: 'NOWHERE' }, /site: it is NOWHERE; allowed: a queue of the grid/],
  ['a label of production', { prodSourceLabel: 'managed' }, /prodSourceLabel: it is "managed"/],
  ['too many jobs', { nEvents: 1e9 }, /makes 1000000000 jobs/],
  [
    'input',
    {
      noInput: undefined,
      jobParameters: [{ type: 'template', param_type: 'input', value: '${IN/T}', dataset: 'a:b' }],
    },
    /it reads "a:b"; allowed: no input/,
  ],
  ['a build', { buildSpec: { archiveName: 'sources.1' } }, /buildSpec/],
  ['merging', { mergeOutput: true }, /mergeOutput/],
  ['several steps', { multiStepExec: {} }, /multiStepExec/],
  ['a name of several lines', { taskName: 'a\nb' }, /taskName: it is "a\\nb"; allowed: a name/],
  ['a group that turns the text round', { workingGroup: 'a\u202eb' }, /workingGroup: it is .*; allowed: a name/],
  ['a long organisation', { vo: 'x'.repeat(201) }, /vo: it is .*; allowed: a name/],
  ['much besides', { else: 'x'.repeat(200_000) }, /task_parameters: they are \d+ characters; allowed: up to 200000/],
  ['many faults', { jobParameters: Array(100_000).fill(0) }, /task_parameters: they are \d+ characters/],
  [
    'little that stands for much',
    { noInput: true, jobParameters: [{ type: 'constant', value: '${SN:099}'.repeat(3_000) }] },
    /arguments: they are too long once written out/,
  ],
]
for (const [what, change, message] of refusals) {
  test(`refused: ${what}`, (t) => {
    t.throws(() => submitted({ ...prun, ...change }), { message })
  })
}

test('users have the priority of users, and work of their own', (t) => {
  const { task } = submitted({ ...prun, currentPriority: 5000, userName: 'bob' })
  t.like(task, { priority: 1000, user: 'alice' })
})

test('secrets are for work of their owner', (t) => {
  t.is(submitted({ ...prun, useSecrets: true }).part.usesSecrets, true)
  t.is(submitted(prun).part.usesSecrets, false)
  t.is(submitted({ ...prun, useSecrets: true, userName: 'bob' }, paula).part.usesSecrets, false)
})
