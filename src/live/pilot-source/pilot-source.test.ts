import anyOrder from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { choosePilotSource, pilotSourceNames } from './choose-pilot-source.js'
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
  ]
  for (const [name, subprocess, message] of wrong)
    t.throws(() => choosePilotSource(name, { tell: () => undefined, ...(subprocess && { subprocess }) }), {
      ...{ instanceOf: BadInput, message },
    })
  t.is(choosePilotSource('none', { tell: () => undefined }).name, 'external')
})
