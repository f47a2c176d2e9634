/** What a job runs, filled in from what its task keeps. */
import test from 'ava'
import { expandedPart, refuseLongPart, type WhichJob } from './expanded-part.js'
import type { PandaPart } from './panda-part.js'

const job: WhichJob = { task: 70, ordinal: 1, id: 42, attempt: 1 }
const server = 'http://127.0.0.1:25080'
const part: PandaPart = {
  transformation: '/trf/user/runGen-00-00-02',
  arguments: '',
  inputs: [],
  seedOffset: 0,
  usesSecrets: false,
  eventsPerJob: 0,
  outputs: [
    {
      template: 'user.alice.$JEDITASKID._${SN/P}.out.txt',
      dataset: 'user.alice.t_out',
      scope: 'user.alice',
      isLog: false,
    },
    {
      template: 'user.alice.t.log.$JEDITASKID.${SN}.log.tgz',
      dataset: 'user.alice.t.log',
      scope: 'user.alice',
      isLog: true,
    },
  ],
  fields: {},
}

const cases: readonly (readonly [words: string, jobPars: string, more?: Partial<WhichJob & PandaPart>])[] = [
  ['-p "echo hello"', '-p "echo hello"'],
  ['--task $JEDITASKID --job $PANDAID', '--task 70 --job 00042'],
  ['${SN} ${SN/P} ${SN:05} ${SN:03d}', '2 000002 00002 002'],
  ['${RNDMSEED} ${ATTEMPTNR}', '1002 1', { seedOffset: 1000 }],
  ['${FIRSTEVENT} ${MAXEVENTS} ${SKIPEVENTS}', '101 100 0', { eventsPerJob: 100 }],
  ['${MAXEVENTS}', '-1'],
  [
    '-i "${IN/T}" ${IN} ${IN/L}',
    `-i "['a', 'b']" a,b a,b`,
    { inputs: ['a', 'b'].map((lfn) => ({ lfn, scope: 's', dataset: 's:d', bytes: 0, checksum: '' })) },
  ],
  ['${OUTPUT0} ${LOG0}', 'user.alice.70._000002.out.txt user.alice.t.log.70.000002.log.tgz'],
  [`-o "{'out.txt': 'user.alice.$JEDITASKID._\${SN/P}.out.txt'}"`, `-o "{'out.txt': 'user.alice.70._000002.out.txt'}"`],
  [
    `-o "{'out.txt': 'user.alice.$JEDITASKID._\${SN/P}.out.txt'}"`,
    `-o "{'out.txt': 'user.alice.70._000002.out.txt.3'}"`,
    { attempt: 3 },
  ],
  ['${SN:0999999999}', '2'],
  ['${NOBODY_KNOWS} ${RNDMSEED/X} $HOME ${', '${NOBODY_KNOWS} ${RNDMSEED/X} $HOME ${'],
]
for (const [words, jobPars, more = {}] of cases) {
  test(`${words}, of attempt ${more.attempt ?? 1}`, (t) => {
    t.is(expandedPart({ ...part, arguments: words, ...more }, { ...job, ...more }, server).jobPars, jobPars)
  })
}

test('files have numbers of their own for each job and attempt', (t) => {
  const names = (template: string, more: Partial<WhichJob> = {}) =>
    expandedPart({ ...part, outputs: [{ ...part.outputs[0], template }] }, { ...job, ...more }, server).outputs[0].lfn
  const { outputs } = expandedPart(part, job, server)
  t.deepEqual(outputs, [
    { lfn: 'user.alice.70._000002.out.txt', scope: 'user.alice', dataset: 'user.alice.t_out', isLog: false },
    { lfn: 'user.alice.t.log.70.000002.log.tgz', scope: 'user.alice', dataset: 'user.alice.t.log', isLog: true },
  ])
  t.is(names('log.${SN}.tgz', { attempt: 2 }), 'log.000002.tgz.2')
  t.is(names('EVNT.$JEDITASKID._${SN:04d}.pool.root.1'), 'EVNT.70._0002.pool.root.1')
  t.is(names('EVNT.$JEDITASKID._${SN:04d}.pool.root.1', { attempt: 2 }), 'EVNT.70._0002.pool.root.2')
})

test('a template that another one begins with is told apart', (t) => {
  const outputs = ['a.${SN}', 'a.${SN}.b'].map((template) => ({ ...part.outputs[0], template }))
  const spelt = { ...part, outputs, arguments: 'a.${SN}.b a.${SN}' }
  t.is(expandedPart(spelt, { ...job, attempt: 2 }, server).jobPars, 'a.000002.b.2 a.2')
})

test('a path of this server becomes its URL; programs of others stay where they are', (t) => {
  t.is(expandedPart(part, job, server).transformation, `${server}/trf/user/runGen-00-00-02`)
  const other = { ...part, transformation: 'https://elsewhere/run' }
  t.is(expandedPart(other, job, server).transformation, 'https://elsewhere/run')
})

const input = { lfn: 'f'.repeat(100), scope: 's', dataset: 's:d', bytes: 0, checksum: '' }
const tooLong: readonly (readonly [what: string, more: Partial<PandaPart>, message: RegExp])[] = [
  ['arguments', { arguments: 'x'.repeat(200_001) }, /arguments: they are too long once written out/],
  ['lists', { arguments: '${IN}'.repeat(1_000), inputs: Array(100).fill(input) as [] }, /too long once written out/],
  ['names', { arguments: '$'.repeat(60_000), outputs: [{ ...part.outputs[0], template: '$' }] }, /too long once/],
  ['files', { outputs: Array(501).fill(part.outputs[0]) as [] }, /output: there are 501 files of a job/],
  ['a name', { outputs: [{ ...part.outputs[0], template: 'x'.repeat(501) }] }, /up to 500 characters/],
]
for (const [what, more, message] of tooLong) {
  test(`what would be too long for its pilots is refused: ${what}`, (t) => {
    t.throws(() => refuseLongPart({ ...part, ...more }, 1), { message })
  })
}

test('what is as long as it may be is taken', (t) => {
  const full = { ...part, arguments: 'x'.repeat(200_000), outputs: Array(500).fill(part.outputs[1]) as [] }
  t.notThrows(() => refuseLongPart(full, 100_000))
})
