import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import anyOrder from 'ava'
import fc from 'fast-check'
import { ProcessFamily } from '../processes/process-family.js'
import { NumberSet } from './number-set.js'
import { OrderBook } from './order-book.js'
import { asked, pause, sceneFor, sorted } from './testing/scene.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

test('pilots are started up to the slots of each queue, and the others as these end', async (t) => {
  const scene = await sceneFor(t)
  scene.order(1, 3, 'CERN', 1)
  scene.order(2, 2, 'BNL', 3)
  scene.order(3, 1, 'BNL', 1)
  await scene.until(async () => (await scene.started()).length === 4)
  await pause(50)
  t.deepEqual(await sorted(scene), ['1.0', '1.1', '2.0', '3.0'])
  for (const pilot of ['1.0', '2.0']) {
    asked(scene, pilot)
    await scene.release(pilot)
  }
  await scene.until(async () => (await scene.started()).length === 6)
  t.deepEqual(await sorted(scene), ['1.0', '1.1', '1.2', '2.0', '2.1', '3.0'])
  t.deepEqual(scene.news.sort(), ['submitted 1', 'submitted 2', 'submitted 3'])
})

test('never more processes than are allowed', async (t) => {
  const scene = await sceneFor(t, 'subprocess', undefined, { atMost: 2 })
  scene.order(1, 2)
  scene.order(2, 2, 'CERN')
  await scene.until(async () => (await scene.started()).length === 2)
  await pause(50)
  t.is((await scene.started()).length, 2)
})

test('pilots that the machine can never hold are lost at once', async (t) => {
  const scene = await sceneFor(t)
  scene.order(1, 2, 'LYON')
  scene.order(2, 1, 'CERN', 8)
  scene.order(3, 1, 'toString')
  await scene.until(() => scene.news.length === 6)
  t.deepEqual([...scene.news].sort().slice(0, 3), ['lost CERN 8: 1', 'lost LYON 1: 2', 'lost toString 1: 1'])
  await scene.restart()
  scene.order(1, 2, 'LYON')
  await scene.until(() => scene.news.length === 7)
  t.is(scene.news.at(-1), 'submitted 1')
})

test('a pilot that ends without asking is lost, once; one that asked is not', async (t) => {
  const scene = await sceneFor(t, 'subprocess', 'echo oh no >&2; while [ ! -e "$HERE/go-$NAME" ]; do sleep 0.03; done')
  scene.order(1, 2)
  await scene.until(async () => (await scene.started()).length === 2)
  asked(scene, '1.0')
  for (const pilot of ['1.0', '1.1']) await scene.release(pilot)
  await scene.until(() => scene.news.length === 2)
  await scene.restart()
  scene.order(1, 2)
  await scene.until(() => scene.news.length === 3)
  await pause(30)
  t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1', 'submitted 1'])
  t.is(scene.words.length, 1)
  t.regex(scene.words[0], /^pilot p.*\.1\.1 ended without asking: oh no$/)
  t.deepEqual(await readdir(scene.folder), ['orders-over.json'])
})

test('a loss that was not heard is told again under its key, also by the next server, until it was', async (t) => {
  const scene = await sceneFor(t, 'subprocess', 'sleep 0.02')
  scene.isDeaf = true
  scene.order(1, 1)
  scene.order(2, 3, 'LYON')
  await scene.until(() => new Set(scene.keys).size === 2)
  await scene.restart()
  const told = scene.keys.length
  await scene.until(() => new Set(scene.keys.slice(told)).size === 2)
  t.deepEqual([...scene.news].sort(), ['submitted 1', 'submitted 2'])
  scene.isDeaf = false
  await scene.until(() => scene.news.length === 4)
  t.deepEqual(scene.news.slice(2).sort(), ['lost BNL 1: 1', 'lost LYON 1: 3'])
  t.deepEqual([...new Set(scene.keys)].sort(), [`lost-${scene.prefix}.1.0`, `lost-${scene.prefix}.2`])
  await scene.until(async () => (await readdir(scene.folder)).join() === 'orders-over.json')
  await scene.restart()
  await pause(30)
  t.is(scene.news.length, 4)
})

test('a program that cannot be started loses its pilots', async (t) => {
  const command = () => ({ program: '/no/such/program', args: [], environment: {} })
  const scene = await sceneFor(t, 'subprocess', '', { command })
  scene.order(1, 2)
  await scene.until(() => scene.news.length === 3)
  t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1', 'lost BNL 1: 1'])
})

test('pilots live on through a restart, and are watched again', async (t) => {
  const scene = await sceneFor(t)
  scene.order(1, 3)
  scene.order(2, 3)
  await scene.has(4, 2)
  asked(scene, '1.0')
  await scene.restart()
  t.is((await scene.started()).length, 4)
  await scene.release('1.0')
  await scene.release('1.1')
  await scene.has(6, 3)
  t.deepEqual(await sorted(scene), ['1.0', '1.1', '1.2', '2.0', '2.1', '2.2'])
  t.deepEqual(scene.news, ['submitted 1', 'submitted 2', 'lost BNL 1: 1'])
})

test('what ended while no server watched is found out after the restart', async (t) => {
  const scene = await sceneFor(t)
  scene.order(1, 2)
  await scene.has(2, 1)
  asked(scene, '1.0')
  await scene.source.end()
  await scene.release('1.0')
  await scene.release('1.1')
  await pause(40)
  await scene.restart()
  await scene.until(() => scene.news.length === 2)
  await pause(30)
  t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1'])
})

test('a server that was killed while it started pilots finds those that run and starts the others', async (t) => {
  const scene = await sceneFor(t)
  scene.order(1, 2)
  await scene.has(2, 1)
  await scene.source.end()
  const path = join(scene.folder, 'order-1.json')
  const booked = JSON.parse(await readFile(path, 'utf8'))
  for (const pilot of booked.pilots) {
    pilot.state = 'starting'
    delete pilot.process
  }
  await scene.release('1.1')
  await scene.until(() => new ProcessFamily(`AILURO_SOURCE=${scene.prefix}.1.1`).members().length === 0)
  await writeFile(path, JSON.stringify(booked))
  await scene.restart()
  await scene.until(() => scene.news.some((line) => line.startsWith('lost')))
  t.deepEqual(await scene.started().then((names) => names.slice(2)), ['1.1'])
})

test('when pilots die at once the next ones wait, until one has asked', async (t) => {
  const times = { poll: 10, atOnce: 10_000, grace: 100, backOff: { first: 60_000, longest: 60_000 } }
  const scene = await sceneFor(t, 'subprocess', 'case $NAME in *.1.0) exit 1;; esac; sleep 9', {
    times,
    slots: { BNL: 2 },
  })
  scene.order(1, 2)
  scene.order(2, 2)
  await scene.until(() => scene.news.some((line) => line.startsWith('lost')))
  await pause(50)
  t.deepEqual(await sorted(scene), ['1.0', '1.1'])
  asked(scene, '1.1')
  await scene.until(async () => (await scene.started()).length === 3)
  t.deepEqual(await sorted(scene), ['1.0', '1.1', '2.0'])
})

test('a pilot that died and left a job is started again in its folder, a few times', async (t) => {
  const line =
    'mkdir -p "$FOLDER/job-1"; sleep 0.02; test $(grep -c "$NAME" "$HERE/started") -lt 3 || rmdir "$FOLDER/job-1"'
  const scene = await sceneFor(t, 'subprocess', line)
  scene.order(1, 1)
  await scene.until(async () => (await scene.started()).length === 1)
  asked(scene, '1.0')
  await scene.until(async () => (await readdir(scene.folder)).length === 1)
  t.deepEqual(await scene.started(), ['1.0', '1.0', '1.0'])
  t.deepEqual(scene.news, ['submitted 1'])
})

test('what a dead pilot left running is ended', async (t) => {
  const scene = await sceneFor(t, 'subprocess', 'env -u AILURO_SOURCE AILURO_PILOT=$NAME setsid sleep 9 & sleep 0.05')
  scene.order(1, 1)
  await scene.until(() => scene.news.length === 2)
  t.deepEqual(new ProcessFamily(`AILURO_PILOT=${scene.prefix}.1.0`).members(), [])
})

test('a set of numbers knows what was added, in few intervals', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (numbers) => {
      const [set, wanted] = [new NumberSet(), new Set(numbers)]
      for (const number of numbers) set.add(number)
      for (let number = -1; number <= 31; number++) t.is(set.has(number), wanted.has(number))
      const starts = [...wanted].filter((number) => !wanted.has(number - 1)).length
      t.is(set.intervals.length, starts)
    }),
  )
})

test('the order book keeps what it was told, and forgets torn files', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'book-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const book = new OrderBook(folder)
  await book.load()
  const booked = (id: number, state: 'waiting' | 'over') => ({
    order: { id, queue: 'BNL', cores: 1, pilots: 1 },
    pilots: [{ name: `p.${id}.0`, state, hasAsked: false, revivals: 0 }],
    losses: [],
  })
  book.add(booked(1, 'waiting'))
  book.add(booked(2, 'over'))
  await book.save()
  await writeFile(join(folder, 'order-3.json'), '{"order":')
  const again = new OrderBook(folder)
  await again.load()
  t.deepEqual([...again.open.values()], [booked(1, 'waiting')])
  t.deepEqual(
    [1, 2, 3].map((id) => again.has(id)),
    [true, true, false],
  )
})
