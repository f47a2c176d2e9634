import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { plainRules } from '../model/task-rules.js'
import { NONE } from '../model/units.js'
import { Bunch } from './bunch.js'
import type { TaskSubmission } from './ports.js'
import { Stage, taskOf } from './testing/stage.js'
import { play } from './testing/story.js'

const one = 'queue\nBNL'

/** Plays a story on the grid of a table and compares line by line. */
const story = test.macro((t: ExecutionContext, grid: string, text: string) => {
  const stage = new Stage({ grid: gridOf(grid) })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

test(
  'what names something unknown, or makes no sense, is refused',
  story,
  one,
  `
  00:00 dataset e 1GB             | refused: dataset e: it has no replica; allowed: at least one site that holds it
  00:00 submit t nucleus=MOON     | refused: task t: nucleus MOON is not in the grid; allowed: a nucleus of the grid
  00:00 submit t queue=MOON       | refused: task t: queue MOON is not in the grid; allowed: a queue of the grid
  00:00 submit t dataset=moon     | refused: task t: dataset moon is not known; allowed: a dataset that was made known before
  00:00 submit t jobs=0           | refused: task t: jobs is 0; allowed: a whole number from 1
  00:00 submit t jobs=1.5         | refused: task t: jobs is 1.5; allowed: a whole number from 1
  00:00 submit t cores=0          | refused: task t: cores is 0; allowed: a whole number from 1
  00:00 submit t inputBytes=-1    | refused: task t: inputBytes is -1; allowed: a number from 0
  00:00 submit t outputBytes=Infinity | refused: task t: outputBytes is Infinity; allowed: a number from 0
  00:00 dataset e 1GB BNL,MOON    | refused: dataset e: site MOON is not in the grid; allowed: a site of the grid
  00:00 queue MOON online         | refused: queue MOON: it is not in the grid; allowed: a queue of the grid
`,
)

test('every amount of a task is looked at', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  const amounts = ['memoryMBPerCore', 'baseMemoryMB', 'scratchMB', 'walltimeSeconds', 'hs06Seconds', 'inputFiles']
  amounts.push('outputFiles', 'maxCores')
  for (const field of amounts) {
    for (const amount of [NaN, -1, Infinity]) {
      const error = t.throws(() => stage.core.submit(0, taskOf({ [field]: amount })), { name: 'BadInput' }, field)
      t.is(error.message, `task task: ${field} is ${amount}; allowed: a number from 0`)
    }
  }
})

test('every number of the rules of a task is looked at', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  const allowed: Record<string, string> = {
    ioIntensityKBps: 'a number from 0',
    diskIoKBps: 'a number from 0',
    workBytes: 'a number from 0',
    baseWalltimeSeconds: 'a number from 0',
    cpuEfficiencyPercent: 'a number above 0',
    eventServiceShares: 'a whole number from 1',
  }
  for (const [field, words] of Object.entries(allowed)) {
    for (const amount of [NaN, -1]) {
      const error = t.throws(() => stage.core.submit(0, taskOf({ rules: { [field]: amount } })), { name: 'BadInput' })
      t.is(error.message, `task task: rules.${field} is ${amount}; allowed: ${words}`)
    }
  }
  for (const rules of [{ cpuEfficiencyPercent: 0 }, { eventServiceShares: 0 }, { nucleusWeight: NaN }]) {
    t.throws(() => stage.core.submit(0, taskOf({ rules })), { name: 'BadInput' }, JSON.stringify(rules))
  }
  t.notThrows(() => stage.core.submit(0, taskOf({ rules: { nucleusWeight: -1, workBytes: 0, eventServiceShares: 1 } })))
})

test(
  'a task that no queue could ever run is refused with words, and leaves nothing behind',
  story,
  `
  queue cores memory status
  BNL   1     4000   online
  CERN  8     1000   online
  FNAL  8     4000   offline
`,
  `
  00:00 submit t cores=8 maxCores=4 | refused: task t: no queue can run it: cpucore refuses it at 3 of 3 queues
                              (e.g. BNL: needs 8 cores, slots of the queue have 1); the smallest change that would help, at FNAL: max_cpucore: slots of the queue have 8 cores, at most 4 are wanted; allowed: needs that at least one queue can meet
  00:00 submit t cores=8 memoryMBPerCore=8000
                            | refused: task t: no queue can run it: cpucore refuses it at 1 of 3 queues
                              (e.g. BNL: needs 8 cores, slots of the queue have 1);
                              memory refuses it at 2 of 2 queues
                              (e.g. CERN: lowmemory: needs 57600 MB, the queue gives at most 8000 MB);
                              the smallest change that would help, at FNAL: lowmemory: needs 57600 MB, the queue gives at most 32000 MB;
                              allowed: needs that at least one queue can meet
  00:00 submit t cores=8    | t submitted; 1 created
`,
)

test(
  'the smallest change is that of the queue which the fewest steps refuse, each asked alone',
  story,
  `
  queue cores memory walltime scratch labels
  BNL   1     4000   3600     100     user
  CERN  8     1000   0        0       managed
  FNAL  8     4000   3600     100     all
`,
  `
  00:00 submit t cores=8 memoryMBPerCore=2000 hs06Seconds=9e9 label=user
                            | refused: task t: no queue can run it:
                              notincluded refuses it at 1 of 3 queues (e.g. CERN: label user, the queue serves managed);
                              cpucore refuses it at 1 of 2 queues (e.g. BNL: needs 8 cores, slots of the queue have 1);
                              disk refuses it at 1 of 1 queues
                              (e.g. FNAL: needs 1500 MB of scratch, the queue gives 100 MB);
                              the smallest change that would help,
                              at CERN: label user, the queue serves managed, and lowmemory: needs 14400 MB,
                              the queue gives at most 8000 MB; allowed: needs that at least one queue can meet
`,
)

test(
  'of a task that is bound to a queue, the change is one at that queue',
  story,
  'queue memory\nBNL 4000\nCERN 1000',
  `
  00:00 submit t memoryMBPerCore=4000 queue=CERN
                            | refused: task t: no queue can run it: nonpreassigned refuses it at 1 of 2 queues
                              (e.g. BNL: the task is bound to CERN); memory refuses it at 1 of 1 queues
                              (e.g. CERN: lowmemory: needs 3600 MB, the queue gives at most 1000 MB);
                              allowed: needs that at least one queue can meet
`,
)

/** What no queue of its kind could ever run, by the step that says so at the door. */
const hopeless: Record<string, [traits: string, task: Partial<TaskSubmission>]> = {
  notincluded: ['vos cms', {}],
  cpucore: ['cores 1', { cores: 8 }],
  memory: ['memory 1000', { memoryMBPerCore: 2000 }],
  disk: ['scratch 1499', {}],
  walltime: ['walltime 100', { walltimeSeconds: 101 }],
  network: ['reach http', { connectivity: 'full' }],
  nones: ['seed std', { rules: { isEventService: true } }],
  max_io_intensity: ['maxio 100', { rules: { ioIntensityKBps: 101 } }],
}
for (const [step, [traits, task]] of Object.entries(hopeless)) {
  test(`what ${step} will always refuse is refused at the door, though queues be offline now`, (t) => {
    const [column, value] = traits.split(' ')
    const table = ['A', 'B', 'C', 'D', 'E', 'F'].map((queue) => `${queue} offline ${value}`).join('\n')
    const stage = new Stage({ grid: gridOf(`queue status ${column}\n${table}`) })
    const error = t.throws(() => stage.core.submit(0, taskOf(task)), { name: 'BadInput' })
    t.true(
      error.message.startsWith(`task task: no queue can run it: ${step} refuses it at 6 of 6 queues`),
      error.message,
    )
  })
}

test('a task that the last of many queues alone can run is taken', (t) => {
  const queues = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => `${name} ${name === 'G' ? 0 : 1499}`)
  const stage = new Stage({ grid: gridOf(`queue scratch\n${queues.join('\n')}`) })
  t.notThrows(() => stage.core.submit(0, taskOf()))
})

test('a refused task changes nothing', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  const { state } = stage.core
  const look = () => ({
    facts: state.journal.facts,
    hash: state.journal.hash(),
    tasks: state.tasks.alive,
    top: state.tasks.top,
    kinds: state.kinds.all.filter((kind) => kind !== undefined).length,
    jobs: state.jobsSubmitted,
    due: stage.core.nextDue(),
    shares: state.shares.size,
    users: state.users.size,
  })
  const before = look()
  for (const bad of [{ cores: 4 }, { queue: 'MOON' }, { jobs: 0 }, { nucleus: 'MOON' }, { dataset: 'moon' }]) {
    const task = taskOf({ ...bad, share: 'unheard', user: 'mallory' })
    t.throws(() => stage.core.submit(0, task), { name: 'BadInput' }, Object.keys(bad)[0])
    t.deepEqual(look(), before, Object.keys(bad)[0])
  }
})

test('a row of a task says all that was submitted, also a row used before', (t) => {
  const stage = new Stage({ grid: gridOf('queue\nBNL\nCERN') })
  const { core } = stage
  const { tasks, kinds, users, groups } = core.state
  for (const name of ['zero', 'one', 'two']) core.datasetKnown(0, name, 1e9, ['BNL'])
  const given = taskOf({
    name: 'rich',
    jobs: 3,
    firstOrdinal: 40,
    priority: 7,
    user: 'bob',
    group: 'higgs',
    walltimeSeconds: 11,
    hs06Seconds: 12,
    dataset: 'two',
    inputBytes: 13,
    inputFiles: 14,
    outputBytes: 15,
    outputFiles: 3,
    rules: { mergesOutput: true, ioIntensityKBps: 7 },
    nucleus: 'CERN',
    queue: 'CERN',
    maxAttempts: 16,
    maxFailures: 17,
  })
  const plain = taskOf({ name: 'plain' })
  const look = (row: number) => ({
    name: tasks.names[row],
    jobs: tasks.jobs[row],
    firstOrdinal: tasks.firstOrdinal[row],
    priority: tasks.priority[row],
    user: users.nameOf(tasks.user[row]),
    group: groups.nameOf(tasks.group[row]),
    walltime: tasks.walltimeSeconds[row],
    hs06: tasks.hs06Seconds[row],
    dataset: tasks.dataset[row],
    input: [tasks.inputBytes[row], tasks.inputFiles[row]],
    output: [tasks.outputBytes[row], tasks.outputFiles[row]],
    rules: tasks.rules[row],
    nucleus: tasks.nucleus[row],
    queues: tasks.queues[row],
    limits: [tasks.maxAttempts[row], tasks.maxFailures[row]],
    share: kinds.at(tasks.kind[row]).share,
  })
  const row = core.submit(0, given)
  t.deepEqual(look(row), {
    name: 'rich',
    jobs: 3,
    firstOrdinal: 40,
    priority: 7,
    user: 'bob',
    group: 'higgs',
    walltime: 11,
    hs06: 12,
    dataset: 2,
    input: [13, 14],
    output: [15, 3],
    rules: { ...plainRules, mergesOutput: true, ioIntensityKBps: 7 },
    nucleus: 1,
    queues: [1],
    limits: [16, 17],
    share: 'simulation',
  })
  stage.pass(0)
  t.deepEqual(
    [...stage.rowOf.values()].map((job) => core.state.jobs.ordinal(job)),
    [40, 41, 42],
  )
  const bunch = new Bunch().describe(core.state, row, 5)
  t.like(bunch, {
    jobs: 0,
    priority: 7,
    walltimeSeconds: 11,
    hs06Seconds: 12,
    dataset: 2,
    inputBytes: 13,
    inputFiles: 14,
  })
  t.like(bunch, { nucleus: 1, queues: [1], taskKey: tasks.key[row], now: 5, rules: tasks.rules[row] })
  for (const [id, job] of stage.rowOf) core.kill(0, job, id)
  t.is(core.submit(0, plain), row, 'the row is used again')
  t.deepEqual(look(row), {
    name: 'plain',
    jobs: 1,
    firstOrdinal: 0,
    priority: 500,
    user: 'alice',
    group: 'physics',
    walltime: 0,
    hs06: 0,
    dataset: NONE,
    input: [0, 0],
    output: [0, 1],
    rules: plainRules,
    nucleus: NONE,
    queues: [],
    limits: [10, 3],
    share: 'simulation',
  })
})
