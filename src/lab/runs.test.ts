/** Policies from files, plans of studies, and many runs on threads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { policies } from '../brokerage/policies/index.js'
import { BadInput } from '../model/bad-input.js'
import { testScenario } from '../sim/testing/scenarios.js'
import { loadPolicy } from './load-policy.js'
import { performRun } from './perform-run.js'
import { RunBoard } from './run-board.js'
import { runAll } from './run-pool.js'
import type { RunRequest } from './run-request.js'
import { type LevelPlan, planRuns } from './study-plan.js'

const source = { file: testScenario('failures') }
const asDeclared: LevelPlan = { load: undefined, window: undefined }

function policyFile(t: ExecutionContext, text: string, name = 'mine.js'): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-policy-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  // Beside no package.json: the ending alone says that it is a module.
  const file = join(folder, name)
  writeFileSync(file, text)
  if (name.endsWith('.js')) writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return file
}

test('a policy by its name', async (t) => {
  for (const policy of policies) t.is(await loadPolicy(policy.name), policy)
  const error = await t.throwsAsync(loadPolicy('prodution'), { instanceOf: BadInput })
  t.is(
    error.message,
    `policy: there is no policy prodution; allowed: ${policies.map(({ name }) => name).join(', ')}, or a file such as ./mine.js`,
  )
})

const own = `
const nightly = {
  name: 'nightly', about: 'large sites only', lasting: true,
  judge(bunch, candidates, state) {
    for (let i = 0; i < candidates.count; i++) {
      if (state.grid.sites[state.grid.siteOfFace[candidates.face[i]]].tier > 1) candidates.refuse(i)
    }
  },
  because: () => 'a small site',
}
export default { name: 'mine', steps: ['cap', nightly], weighers: ['input-held'], chooser: 'heaviest' }
`

test('a policy from a file: parts by name and by value, run like any other', async (t) => {
  for (const name of ['mine.js', 'mine.mjs']) {
    const file = policyFile(t, own, name)
    const policy = await loadPolicy(file)
    t.is(policy.name, 'mine')
    t.deepEqual(
      policy.steps.slice(-2).map((step) => step.name),
      ['nightly', 'temporary'],
    )
    t.deepEqual(
      policy.lastSteps.map((step) => step.name),
      ['cap'],
    )
    const { summary, sites } = await performRun({ source, policy: file, seed: '3', records: false })
    t.is(summary.policy, 'mine')
    t.is(summary.seed, '3')
    t.true(summary.jobs.finished > 2_900)
    const used = sites.filter(({ finishedAttempts }) => finishedAttempts > 0).map(({ site }) => site)
    t.true(used.length > 3 && used.every((site) => /^T[01]-/.test(site)), `used ${used.join(', ')}`)
  }
})

const badFiles: readonly [title: string, text: string, message: string | RegExp][] = [
  [
    'no default export',
    'export const name = 1',
    'it has no default export; allowed: `export default { name, steps, weighers, chooser }`',
  ],
  [
    'a fault of syntax',
    'export default {',
    /^it cannot be loaded \(SyntaxError: .*\); allowed: a JavaScript module \(ESM\) with a policy$/,
  ],
  [
    'a fault while loading',
    "throw new Error('oh')",
    'it cannot be loaded (Error: oh); allowed: a JavaScript module (ESM) with a policy',
  ],
  ['no object', 'export default 3', 'the policy is 3; allowed: an object with a name, steps, weighers and a chooser'],
  ['null', 'export default null', 'the policy is null; allowed: an object with a name, steps, weighers and a chooser'],
  ['no name', 'export default {}', 'the policy has no name; allowed: a text as `name`'],
  [
    'an unknown key',
    "export default { name: 'a', step: [] }",
    'a policy has no step; allowed: name, about, steps, weighers, shortlist, chooser',
  ],
  [
    'an unknown step',
    "export default { name: 'a', steps: ['capp'] }",
    /^there is no step capp; allowed: .*\bcap\b.*, or an object with judge\(\)$/,
  ],
  [
    'an unknown weigher',
    "export default { name: 'a', weighers: ['x'] }",
    /^there is no weigher x; allowed: .*input-held.*, or an object with weigh\(\)$/,
  ],
  [
    'an unknown chooser',
    "export default { name: 'a', chooser: 'x' }",
    /^there is no chooser x; allowed: .*heaviest.*, or an object with choose\(\)$/,
  ],
  [
    'half a step',
    "export default { name: 'a', steps: [{ name: 'b' }] }",
    'a step without a name or judge(); allowed: an object with a name and judge()',
  ],
  ['steps that are no list', "export default { name: 'a', steps: 'cap' }", 'steps is "cap"; allowed: a list'],
  [
    'weighers that are no list',
    "export default { name: 'a', weighers: { a: 1 } }",
    'weighers is {"a":1}; allowed: a list',
  ],
]

test('policy files that are none', async (t) => {
  for (const [title, text, message] of badFiles) {
    const file = policyFile(t, text)
    const error = await t.throwsAsync(loadPolicy(file), { instanceOf: BadInput }, title)
    if (error === undefined) continue
    t.true(error.message.startsWith(`${file}: `), error.message)
    const rest = error.message.slice(file.length + 2)
    if (typeof message === 'string') t.is(rest, message, title)
    else t.regex(rest, message, title)
  }
  const error = await t.throwsAsync(loadPolicy('./none.js'), { instanceOf: BadInput })
  t.is(error.message, './none.js: there is no such file; allowed: a JavaScript module with a policy')
})

test('runs are planned seed by seed, so that policies of one seed share their luck', (t) => {
  const window = { from: 10, until: 20 }
  const levels: LevelPlan[] = [
    { load: 0.8, window },
    { load: 1, window: undefined },
  ]
  const plan = planRuns({ source, policies: ['a', 'b'], seed: '9', seeds: 2 }, levels, true)
  t.deepEqual(
    plan.map(({ load, policy, seed, window, records }) => [load, seed, policy, window?.from, records]),
    [
      [0.8, '9', 'a', 10, true],
      [0.8, '9', 'b', 10, true],
      [0.8, '10', 'a', 10, false],
      [0.8, '10', 'b', 10, false],
      [1, '9', 'a', undefined, false],
      [1, '9', 'b', undefined, false],
      [1, '10', 'a', undefined, false],
      [1, '10', 'b', undefined, false],
    ],
  )
  const seedsOf = (seed: string): (string | undefined)[] =>
    planRuns({ source, policies: ['a'], seed, seeds: 3 }, [asDeclared], true).map(({ seed }) => seed)
  t.deepEqual(seedsOf('day'), ['day', 'day-2', 'day-3'])
  t.deepEqual(seedsOf('99999999999999999999'), [
    '99999999999999999999',
    '100000000000000000000',
    '100000000000000000001',
  ])
  t.deepEqual(seedsOf('-1'), ['-1', '-1-2', '-1-3'])
})

test('runs on threads come back in the order of the requests, equal to runs in this thread', async (t) => {
  const plan = planRuns({ source, policies: ['random', 'production'], seed: '1', seeds: 2 }, [asDeclared], true)
  // The first takes longest, so that it ends last where threads are free.
  const requests: RunRequest[] = [
    ...plan,
    { source: { file: testScenario('replay') }, policy: undefined, seed: undefined, records: true },
  ]
  const done: number[] = []
  const board = new RunBoard(requests.length)
  const results = await runAll(requests, { onRun: (run) => done.push(run), workers: 2, board })
  t.deepEqual([...done].sort(), [0, 1, 2, 3, 4])
  for (const [run, { summary }] of results.entries()) {
    t.deepEqual([board.fraction(run), board.simulatedSeconds(run)], [1, summary.endSeconds])
  }
  t.deepEqual(
    results.map(({ summary }) => [summary.policy, summary.seed]),
    [
      ['random', '1'],
      ['production', '1'],
      ['random', '2'],
      ['production', '2'],
      ['production', '14'],
    ],
  )
  t.deepEqual(
    results.map(({ records }) => records !== undefined),
    [true, true, false, false, true],
  )
  t.deepEqual(results[1], await performRun(requests[1]))
})

test('bad input in one run comes across threads as bad input, word for word', async (t) => {
  const requests = ['random', './none.js'].map((policy) => ({ source, policy, seed: '1', records: false }))
  const error = await t.throwsAsync(runAll(requests), { instanceOf: BadInput })
  t.is(error.message, './none.js: there is no such file; allowed: a JavaScript module with a policy')
  t.is(error.where, './none.js')
})

test('a fault of a policy in one run is bad input, with its file', async (t) => {
  const file = policyFile(t, own.replace('candidates.refuse(i)', "throw new Error('a fault of mine')"))
  const error = await t.throwsAsync(runAll([{ source, policy: file, seed: '1', records: false }]))
  t.true(error instanceof BadInput)
  t.true(error?.message.startsWith(`${file}: `), error?.message)
  t.true(error?.message.endsWith('threw Error: a fault of mine; allowed: an answer'), error?.message)
})
