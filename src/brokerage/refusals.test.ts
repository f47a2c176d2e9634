import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { choosers } from './choosers/index.js'
import { builtInPolicy, definePolicy, type PolicyDefinition } from './define-policy.js'
import { fitting } from './policies/fitting.js'
import { policies } from './policies/index.js'
import { eachFace, eachWeight } from './policy.js'
import { steps } from './steps/index.js'
import { sceneOf } from './testing/scene.js'
import { Stage, taskOf } from './testing/stage.js'
import { play } from './testing/story.js'
import { weighers } from './weighers/index.js'

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
  00:00 dataset e 1GB             | e at 0 sites, 1000 MB
  00:00 submit t nucleus=MOON     | refused: task t: nucleus MOON is not in the grid; allowed: a nucleus of the grid
  00:00 submit t queue=MOON       | refused: task t: queue MOON is not in the grid; allowed: a queue of the grid
  00:00 submit t dataset=moon     | refused: task t: dataset moon is not known; allowed: a dataset that was made known before
  00:00 submit t dataset=e        | refused: task t: dataset e has no replica; allowed: a dataset with at least one complete replica
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
  for (const field of amounts) {
    for (const amount of [NaN, -1, Infinity]) {
      const error = t.throws(() => stage.core.submit(0, taskOf({ [field]: amount })), { name: 'BadInput' }, field)
      t.is(error.message, `task task: ${field} is ${amount}; allowed: a number from 0`)
    }
  }
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
  00:00 submit t cores=4    | refused: task t: no queue can run it: cpucore refuses it at 3 of 3 queues
                              (e.g. BNL: needs 4 cores, slots of the queue have 1); allowed: needs that at least one queue can meet
  00:00 submit t cores=8 memoryMBPerCore=8000
                            | refused: task t: no queue can run it: cpucore refuses it at 1 of 3 queues
                              (e.g. BNL: needs 8 cores, slots of the queue have 1);
                              memory refuses it at 2 of 2 queues
                              (e.g. CERN: lowmemory: needs 57600 MB, the queue gives at most 8000 MB);
                              allowed: needs that at least one queue can meet
  00:00 submit t cores=8    | t submitted; 1 created
`,
)

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

const cheap = eachWeight({ name: 'cheap', about: 'my own weigher', factor: (_, face) => 1 / face.cores })
const small = eachFace({
  name: 'small',
  about: 'my own step',
  lasting: true,
  accepts: (_, face) => face.cores === 1,
  because: () => 'too large',
})

test('a policy by names and by values, with plain choices where it says nothing', (t) => {
  const plain = definePolicy({ name: 'plain' })
  const byName = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name)
  t.deepEqual(plain, {
    name: 'plain',
    about: 'a policy of the user',
    steps: fitting,
    weighers: [],
    shortlist: false,
    chooser: choosers[0],
  })
  const mine = definePolicy({
    name: 'mine',
    about: 'near and cheap',
    steps: ['cap', small, 'memory'],
    weighers: [cheap, 'input-held'],
    shortlist: true,
    chooser: 'heaviest',
  })
  t.deepEqual(byName(mine.steps), [...byName(fitting), 'cap', 'small'])
  t.deepEqual(byName(mine.weighers), ['cheap', 'input-held'])
  t.is(mine.weighers[0], cheap)
  t.deepEqual([mine.about, mine.shortlist, mine.chooser.name], ['near and cheap', true, 'heaviest'])
  for (const { name } of steps) t.notThrows(() => definePolicy({ name: 'x', steps: [name] }), name)
  for (const { name } of weighers) t.notThrows(() => definePolicy({ name: 'x', weighers: [name] }), name)
  for (const { name } of choosers) t.notThrows(() => definePolicy({ name: 'x', chooser: name }), name)
})

test('steps and weighers out of one sentence work like others', (t) => {
  const { state, bunch, candidates } = sceneOf('queue cores\nA 1+4\nB 8')
  cheap.weigh(bunch, candidates, state)
  t.deepEqual([...candidates.weight], [1, 1 / 4, 1 / 8])
  small.judge(bunch, candidates, state)
  candidates.settle()
  t.deepEqual([...candidates.face.slice(0, candidates.count)], [0])
})

test("a policy's own step decides", (t) => {
  const policy = definePolicy({ name: 'mine', steps: [small] })
  const stage = new Stage({ grid: gridOf('queue cores\nA 8'), policy })
  const error = t.throws(() => stage.core.submit(0, taskOf({ cores: 8 })), { name: 'BadInput' })
  t.regex(error.message, /small refuses it at 1 of 1 queues \(e.g. A: too large\)/)
})

const words = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name).join(', ')
const object = 'an object with a name, steps, weighers and a chooser'

/** What is no policy, and the message. */
const bad: [definition: unknown, message: string][] = [
  [undefined, `mine.js: the policy is undefined; allowed: ${object}`],
  [null, `mine.js: the policy is null; allowed: ${object}`],
  ['production', `mine.js: the policy is production; allowed: ${object}`],
  [{}, 'mine.js: the policy has no name; allowed: a text as `name`'],
  [{ name: '' }, 'mine.js: the policy has no name; allowed: a text as `name`'],
  [{ name: 7 }, 'mine.js: the policy has no name; allowed: a text as `name`'],
  [
    { name: 'x', filters: [] },
    'mine.js: a policy has no filters; allowed: name, about, steps, weighers, shortlist, chooser',
  ],
  [
    { name: 'x', steps: ['memry'] },
    `mine.js: there is no step memry; allowed: ${words(steps)}, or an object with judge()`,
  ],
  [
    { name: 'x', steps: [cheap] },
    'mine.js: a step without a name or judge(); allowed: an object with a name and judge()',
  ],
  [
    { name: 'x', steps: [null] },
    'mine.js: a step without a name or judge(); allowed: an object with a name and judge()',
  ],
  [
    { name: 'x', steps: [{ judge: () => 0 }] },
    'mine.js: a step without a name or judge(); allowed: an object with a name and judge()',
  ],
  [
    { name: 'x', weighers: ['w'] },
    `mine.js: there is no weigher w; allowed: ${words(weighers)}, or an object with weigh()`,
  ],
  [
    { name: 'x', weighers: [small] },
    'mine.js: a weigher without a name or weigh(); allowed: an object with a name and weigh()',
  ],
  [
    { name: 'x', chooser: 'c' },
    `mine.js: there is no chooser c; allowed: ${words(choosers)}, or an object with choose()`,
  ],
  [
    { name: 'x', chooser: small },
    'mine.js: a chooser without a name or choose(); allowed: an object with a name and choose()',
  ],
  [{ name: 'x', steps: 'memory' }, 'mine.js: steps is "memory"; allowed: a list'],
  [{ name: 'x', weighers: 7 }, 'mine.js: weighers is 7; allowed: a list'],
  [{ name: 'x', shortlist: 'no' }, 'mine.js: shortlist is "no"; allowed: true or false'],
]

for (const [definition, message] of bad) {
  test(`no policy: ${JSON.stringify(definition)}`, (t) => {
    t.throws(() => definePolicy(definition as PolicyDefinition, 'mine.js'), { name: 'BadInput', message })
  })
}

test('a policy that does not come with the system', (t) => {
  t.throws(() => builtInPolicy('prodcution'), {
    name: 'BadInput',
    message: `policy: there is no policy prodcution; allowed: ${words(policies)}, or a file such as ./mine.js`,
  })
})
