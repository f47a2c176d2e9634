import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import anyOrder from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { type BatchSourceOptions, choosePilotSource, pilotSourceNames } from './choose-pilot-source.js'
import type { SubprocessOptions } from './subprocess.js'
import { pause, sceneFor, sorted } from './testing/scene.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

for (const name of pilotSourceNames) {
  test(`${name}: an order is carried out once and told as often as it is given, also after a restart`, async (t) => {
    const scene = await sceneFor(t, name)
    scene.order(1, 2)
    t.deepEqual(scene.news, [], 'never in the middle of the order')
    scene.order(2, 1)
    scene.order(1, 2)
    await scene.until(() => scene.news.length === 3)
    t.deepEqual([...scene.news].sort(), ['submitted 1', 'submitted 1', 'submitted 2'])
    await scene.restart()
    scene.order(1, 2)
    scene.order(3, 1)
    await scene.until(() => scene.news.length === 5)
    t.deepEqual(scene.news.slice(3).sort(), ['submitted 1', 'submitted 3'])
    if (name === 'external' || name === 'dry-run') return t.deepEqual(await scene.started(), [])
    await scene.until(async () => (await scene.started()).length === 4)
    t.deepEqual(await sorted(scene), ['1.0', '1.1', '2.0', '3.0'])
  })

  test(`${name}: pilots that nobody started may ask, and nothing is told after the end`, async (t) => {
    const scene = await sceneFor(t, name)
    scene.source.asked('somebody')
    await scene.source.end()
    scene.order(1, 1)
    await pause(30)
    t.deepEqual(scene.news, [])
    t.deepEqual(await scene.started(), [])
  })
}

for (const name of ['subprocess', 'slurm', 'htcondor'])
  test(`${name}: pilots that wait for a queue which the configuration does not have any more are lost`, async (t) => {
    const scene = await sceneFor(t, name)
    await scene.source.end()
    const order = { id: 9, queue: 'GONE', cores: 1, pilots: 1 }
    const pilots = [{ name: `${scene.prefix}.9.0`, state: 'waiting', hasAsked: false, revivals: 0 }]
    await writeFile(join(scene.folder, 'order-9.json'), JSON.stringify({ order, pilots, losses: [] }))
    await scene.restart()
    await scene.until(() => scene.news.length === 1)
    t.deepEqual(scene.news, ['lost GONE 1: 1'])
  })

test('dry-run: says what it would start, once', async (t) => {
  const scene = await sceneFor(t, 'dry-run')
  for (const [id, pilots, cores] of [
    [1, 2, 8],
    [2, 1, 1],
    [1, 2, 8],
  ])
    scene.order(id, pilots, 'BNL', cores)
  t.deepEqual(scene.words, [
    'would start 2 pilots of 8 cores for BNL (order 1)',
    'would start 1 pilot of 1 core for BNL (order 2)',
  ])
})

test('a source that does not exist, or lacks what it needs, is refused', (t) => {
  const command = () => ({ program: 'true', args: [], environment: {} })
  const good: SubprocessOptions = { folder: '/p', slots: { BNL: 1 }, command }
  const wrong: [name: string, options: SubprocessOptions | undefined, message: string | RegExp][] = [
    ['condor', good, 'pilot source: condor; allowed: none, external, dry-run, subprocess, slurm, htcondor'],
    ['subprocess', undefined, /^pilot source subprocess: nothing said of it; /],
    ['subprocess', { ...good, folder: 'p' }, 'pilot source subprocess: folder: p; allowed: an absolute path'],
    ['subprocess', { ...good, slots: {} }, /^pilot source subprocess: slots: none; /],
    ['subprocess', { ...good, slots: { BNL: -1 } }, /^pilot source subprocess: slots of BNL: -1; /],
    ['subprocess', { ...good, atMost: 0 }, /^pilot source subprocess: pilots at most: 0; /],
    ['subprocess', { ...good, prefix: '../x' }, /^pilot source subprocess: prefix: \.\.\/x; /],
    ['slurm', good, /^pilot source slurm: nothing said of it; /],
  ]
  for (const [name, subprocess, message] of wrong)
    t.throws(() => choosePilotSource(name, { tell: () => undefined, ...(subprocess && { subprocess }) }), {
      ...{ instanceOf: BadInput, message },
    })
  const wish = { atMost: 1, memoryMBPerCore: 1, walltimeSeconds: 60, submit: {} }
  const server = () => ({ url: 'u', urlFile: '/u', tokenFile: '/t', storage: undefined })
  const batch: BatchSourceOptions = {
    ...{ folder: '/p', queues: { BNL: wish }, atMost: 1, prefix: 'p', template: { file: 't', text: '{{script}}' } },
    ...{ command: () => ['true'], server },
  }
  const submitting = (submit: Record<string, string>) => ({ ...batch, queues: { BNL: { ...wish, submit } } })
  const wrongBatch: [name: string, options: BatchSourceOptions, message: RegExp][] = [
    ['slurm', { ...batch, folder: 'p' }, /^pilot source slurm: folder: p; /],
    ['slurm', { ...batch, queues: {} }, /^pilot source slurm: queues: none; /],
    ['slurm', { ...batch, atMost: 0 }, /^pilot source slurm: pilots at most: 0; /],
    ['htcondor', { ...batch, queues: { BNL: { ...wish, atMost: 0 } } }, /^pilot source htcondor: atMost of BNL: 0; /],
    ['htcondor', { ...batch, prefix: 'a b' }, /^pilot source htcondor: prefix: a b; /],
    ['htcondor', { ...batch, template: { file: 't', text: '{{x}}' } }, /^t:1: \{\{x\}\}; /],
    ['slurm', submitting({ 'job-name': 'x' }), /^pilot source slurm: submit of BNL: job-name; /],
    ['slurm', submitting({ '-p': 'x' }), /^pilot source slurm: submit of BNL: -p; /],
    ['htcondor', submitting({ Queue: '5' }), /^pilot source htcondor: submit of BNL: Queue; /],
    [
      'htcondor',
      submitting({ universe: 'a\nqueue' }),
      /^pilot source htcondor: submit of BNL: universe: "a\\nqueue"; /,
    ],
  ]
  for (const [name, options, message] of wrongBatch)
    t.throws(() => choosePilotSource(name, { tell: () => undefined, batch: options }), {
      ...{ instanceOf: BadInput, message },
    })
  t.is(choosePilotSource('none', { tell: () => undefined }).name, 'external')
})
