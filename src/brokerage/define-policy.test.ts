import test from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { choosers } from './choosers/index.js'
import { builtInPolicy, definePolicy, type PolicyDefinition } from './define-policy.js'
import { fitting } from './policies/fitting.js'
import { policies } from './policies/index.js'
import { eachFace, eachWeight } from './policy.js'
import { steps } from './steps/index.js'
import { temporary } from './steps/temporary.js'
import { sceneOf } from './testing/scene.js'
import { Stage, taskOf } from './testing/stage.js'
import { weighers } from './weighers/index.js'

const cheap = eachWeight({ name: 'cheap', about: 'my own weigher', factor: (_, face) => 1 / face.cores })
const small = eachFace({
  name: 'small',
  about: 'my own step',
  lasting: true,
  accepts: (_, face) => face.cores === 1,
  because: () => ({ text: 'too large', change: 'it were smaller' }),
})

test('a policy by names and by values, with plain choices where it says nothing', (t) => {
  const plain = definePolicy({ name: 'plain' })
  const byName = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name)
  t.deepEqual(plain, {
    name: 'plain',
    origin: 'policy',
    about: 'a policy of the user',
    steps: [...fitting, temporary],
    lastSteps: [],
    weighers: [],
    shortlist: false,
    chooser: choosers[0],
  })
  const mine = definePolicy({
    name: 'mine',
    about: 'near and cheap',
    steps: ['cap', small, 'memory', 'lock'],
    weighers: [cheap, 'input-held'],
    shortlist: true,
    chooser: 'heaviest',
  })
  t.deepEqual(byName(mine.steps), [...byName(fitting), 'small', 'temporary'])
  t.deepEqual(byName(mine.lastSteps), ['cap', 'lock'], 'tests of the weighed list come after the weighers')
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
  t.deepEqual([...candidates.weight.slice(0, 3)], [1, 1 / 4, 1 / 8])
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
    message: `policy: there is no policy prodcution; allowed: ${words(policies)}`,
  })
})
