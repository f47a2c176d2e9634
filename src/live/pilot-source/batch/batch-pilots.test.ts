import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import anyOrder from 'ava'
import type { BatchSourceOptions } from '../choose-pilot-source.js'
import type { Fault } from '../testing/fake-batch.js'
import { asked, pause, type Scene, sceneFor, sorted } from '../testing/scene.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

const systems = [
  { name: 'slurm', submit: 'sbatch', list: 'squeue', ends: 'sacct', cancel: 'scancel' },
  { name: 'htcondor', submit: 'condor_submit', list: 'condor_q', ends: 'condor_history', cancel: 'condor_rm' },
] as const

const queue = { atMost: 50, memoryMBPerCore: 2000, walltimeSeconds: 3600, submit: {} }

/** Tags of jobs without the prefix, with how they stand. */
async function jobsOf(scene: Scene): Promise<string[]> {
  return (await scene.batch.jobs()).map((job) => job.replace(`${scene.prefix}.`, ''))
}

const said = (scene: Scene, words: RegExp): boolean => scene.words.some((one) => words.test(one))
const looks = async (scene: Scene, list: string, more: number): Promise<void> => {
  const before = (await scene.batch.calls(list)).length
  await scene.until(async () => (await scene.batch.calls(list)).length >= before + more)
}

for (const { name, submit, list, ends, cancel } of systems) {
  const scened = (t: Parameters<typeof sceneFor>[0], line?: string, batch: Partial<BatchSourceOptions> = {}) =>
    sceneFor(t, name, line, {}, batch)

  test(`${name}: one that ends without asking is lost, once, and told how; one that asked is not`, async (t) => {
    const scene = await scened(
      t,
      'echo oh no >&2; while [ -d "$HERE" ] && [ ! -e "$HERE/go-$NAME" ]; do sleep 0.03; done; exit 3',
    )
    scene.order(1, 2)
    await scene.has(2, 1)
    asked(scene, '1.0')
    for (const pilot of ['1.0', '1.1']) await scene.release(pilot)
    await scene.until(() => scene.news.length === 2)
    await scene.restart()
    await scene.until(async () => (await readdir(scene.folder)).join() === 'orders-over.json')
    t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1'])
    t.deepEqual(scene.keys, [`lost-${scene.prefix}.1.1`])
    t.true(said(scene, /1\.1 ended without asking: (FAILED|completed, exit code 3); oh no$/), scene.words.join('\n'))
  })

  test(`${name}: a loss is told until it was heard, also by the next server`, async (t) => {
    const scene = await scened(t, 'exit 1')
    Object.assign(scene, { isDeaf: true })
    scene.order(1, 1)
    scene.order(2, 3, 'LYON')
    await scene.until(() => new Set(scene.keys).size === 2)
    await scene.restart()
    Object.assign(scene, { isDeaf: false })
    await scene.until(() => scene.news.length === 4)
    t.deepEqual(scene.news.slice(2).sort(), ['lost BNL 1: 1', 'lost LYON 1: 3'])
    t.deepEqual([...new Set(scene.keys)].sort(), [`lost-${scene.prefix}.1.0`, `lost-${scene.prefix}.2`])
  })

  test(`${name}: what ended and was forgotten while no server watched is found out afterwards`, async (t) => {
    const scene = await scened(t)
    scene.order(1, 2)
    await scene.has(2, 1)
    asked(scene, '1.0')
    await scene.source.end()
    for (const pilot of ['1.0', '1.1']) await scene.release(pilot)
    await pause(60)
    await scene.batch.says('forgets', true)
    await scene.restart()
    await scene.until(() => scene.news.length === 2)
    t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1'])
    t.is((await scene.batch.calls(ends)).length, 1)
    t.true(said(scene, /1\.1 ended without asking: (COMPLETED|completed), exit code 0/), scene.words.join('\n'))
  })

  for (const fault of ['lost', 'hang after', 'garbage', 'hang', 'fail'] as Fault[])
    test(`${name}: ${submit} that is faulty (${fault}) loses no pilot and doubles none`, async (t) => {
      const scene = await scened(t, undefined, { commands: { timeoutMilliseconds: 500 } })
      await scene.batch.fault(submit, fault)
      scene.order(1, 2)
      scene.order(2, 1, 'CERN')
      await scene.until(() => said(scene, /could not be submitted for CERN/))
      await scene.batch.fault(submit, undefined)
      await scene.until(async () => (await scene.started()).length === 3)
      await looks(scene, list, 3)
      t.deepEqual(await sorted(scene), ['1.0', '1.1', '2.0'])
      t.deepEqual((await jobsOf(scene)).sort(), ['1.0 RUNNING', '1.1 RUNNING', '2.0 RUNNING'])
      t.deepEqual([...scene.news].sort(), ['submitted 1', 'submitted 2'])
    })

  test(`${name}: a server that was killed while it submitted finds what was submitted, and submits the rest`, async (t) => {
    const scene = await scened(t)
    scene.order(1, 1)
    await scene.has(1, 1)
    await scene.source.end()
    const path = join(scene.folder, 'order-1.json')
    const booked = JSON.parse(await readFile(path, 'utf8'))
    const startedAtMilliseconds = Date.now()
    const unsure = (index: number) => ({
      ...{ name: `${scene.prefix}.1.${index}`, state: 'starting', startedAtMilliseconds, hasAsked: false, revivals: 0 },
    })
    await writeFile(path, JSON.stringify({ ...booked, pilots: [unsure(0), unsure(1)] }))
    await scene.restart()
    await looks(scene, list, 2)
    t.deepEqual(await scene.started(), ['1.0'], 'the other one may still turn up')
    await scene.until(async () => (await scene.started()).length === 2)
    await looks(scene, list, 2)
    t.deepEqual(await jobsOf(scene), ['1.0 RUNNING', '1.1 RUNNING'])
  })

  test(`${name}: a batch system that is away or talks nonsense loses nobody, and is asked less often`, async (t) => {
    const scene = await scened(t)
    scene.order(1, 2)
    await scene.has(2, 1)
    for (const fault of ['fail', 'garbage'] as Fault[]) {
      scene.words.length = 0
      await scene.batch.fault(list, fault)
      await scene.until(() => scene.words.length >= 4)
      t.true(said(scene, fault === 'fail' ? /Unable to contact the controller/ : /cannot be read: <html>Bad Gateway/))
    }
    scene.order(2, 1)
    await scene.batch.fault(list, undefined)
    await scene.has(3, 2)
    await looks(scene, list, 3)
    t.deepEqual(await jobsOf(scene), ['1.0 RUNNING', '1.1 RUNNING', '2.0 RUNNING'])
  })

  test(`${name}: one question is for all pilots, however many`, async (t) => {
    const scene = await scened(t, undefined, {
      times: { poll: 100_000, tick: 5, settle: 300, surplus: 0, backOff: { first: 20, longest: 80 } },
    })
    scene.order(1, 12)
    await scene.has(12, 1)
    await pause(50)
    t.is((await scene.batch.calls(list)).length, 1, 'before the first submission')
    t.is((await scene.batch.calls(submit)).length, 12)
  })

  test(`${name}: never more of a queue, and of all, than are allowed`, async (t) => {
    const queues = { BNL: { ...queue, atMost: 2 }, CERN: queue }
    const scene = await scened(t, undefined, { queues, atMost: 3 })
    scene.order(1, 3)
    scene.order(2, 3, 'CERN')
    await scene.has(3, 2)
    await looks(scene, list, 2)
    t.deepEqual(await sorted(scene), ['1.0', '1.1', '2.0'])
    asked(scene, '1.0')
    await scene.release('1.0')
    await scene.until(async () => (await scene.started()).length === 4)
    t.deepEqual(await sorted(scene), ['1.0', '1.1', '1.2', '2.0'])
  })

  test(`${name}: pilots without jobs are given up before they begin, all but one, and are lost; those that run go on`, async (t) => {
    const scene = await scened(t)
    await scene.batch.slots(2)
    scene.order(1, 6)
    await scene.until(async () => (await scene.batch.jobs()).length === 6)
    asked(scene, '1.0')
    await looks(scene, list, 1)
    await scene.batch.fault(cancel, 'fail')
    Object.assign(scene, { surplus: 5 })
    await scene.until(() => said(scene, /jobs cannot be cancelled: .*Unable to contact/))
    t.deepEqual(scene.news, ['submitted 1'])
    await scene.batch.fault(cancel, undefined)
    await scene.until(() => scene.news.length === 4)
    Object.assign(scene, { surplus: 2 })
    await looks(scene, list, 4)
    t.deepEqual(
      scene.news.slice(1),
      Array.from({ length: 3 }, () => 'lost BNL 1: 1'),
    )
    t.deepEqual(await jobsOf(scene), [
      ...['1.0 RUNNING', '1.1 RUNNING', '1.2 PENDING', '1.3 CANCELLED', '1.4 CANCELLED', '1.5 CANCELLED'],
    ])
  })

  test(`${name}: what will never begin is cancelled, told and lost, and the next ones wait`, async (t) => {
    const scene = await scened(t)
    await scene.batch.says('holds', true)
    scene.order(1, 1)
    await scene.until(() => scene.news.length === 2)
    t.deepEqual(scene.news, ['submitted 1', 'lost BNL 1: 1'])
    t.true(said(scene, /1\.0 will never begin, and is cancelled: (PENDING, BadConstraints|held, no such file)$/))
    t.deepEqual(await jobsOf(scene), ['1.0 CANCELLED'])
  })

  test(`${name}: waiting jobs under its tags that no pilot needs are cancelled; those of others are let be`, async (t) => {
    const scene = await scened(t)
    await scene.batch.slots(1)
    scene.order(1, 2)
    await scene.until(async () => (await scene.batch.jobs()).length === 2)
    for (const tag of ['1.0', '1.1', '7.0']) await scene.batch.add(`${scene.prefix}.${tag}`)
    for (const tag of ['other.1.0', `${scene.prefix}.x`, `${scene.prefix}9.1.0`]) await scene.batch.add(tag)
    await scene.until(async () => (await jobsOf(scene)).filter((job) => job.endsWith('CANCELLED')).length === 3)
    await looks(scene, list, 2)
    t.deepEqual(await jobsOf(scene), [
      ...['1.0 RUNNING', '1.1 PENDING', '1.0 CANCELLED', '1.1 CANCELLED', '7.0 CANCELLED'],
      ...['other.1.0 PENDING', 'x PENDING', `${scene.prefix}9.1.0 PENDING`],
    ])
    t.deepEqual(scene.news, ['submitted 1'])
  })

  test(`${name}: a pilot that left a job is submitted again in its folder under another tag, a few times`, async (t) => {
    const line = 'mkdir -p "$FOLDER/job-1"; test $(grep -c "$NAME" "$HERE/started") -lt 3 || rmdir "$FOLDER/job-1"'
    const scene = await scened(t, line)
    scene.order(1, 1)
    await scene.until(async () => (await scene.started()).length === 1)
    asked(scene, '1.0')
    await scene.until(async () => (await readdir(scene.folder)).join() === 'orders-over.json')
    t.deepEqual(await scene.started(), ['1.0', '1.0', '1.0'])
    t.deepEqual(await jobsOf(scene), ['1.0 COMPLETED', '1.0.1 COMPLETED', '1.0.2 COMPLETED'])
    t.deepEqual(scene.news, ['submitted 1'])
  })

  test(`${name}: when pilots end without asking the next ones wait, until one has asked`, async (t) => {
    const backOff = { first: 60_000, longest: 60_000 }
    const times = { poll: 20, tick: 10, settle: 300, surplus: 0, backOff }
    const queues = { BNL: { ...queue, atMost: 2 } }
    const scene = await scened(t, 'case $NAME in *.1.0) exit 1;; esac; sleep 9', { times, queues })
    scene.order(1, 3)
    await scene.until(() => scene.news.length === 2)
    await looks(scene, list, 2)
    t.deepEqual(await sorted(scene), ['1.0', '1.1'])
    asked(scene, '1.1')
    await scene.until(async () => (await scene.started()).length === 3)
    t.pass()
  })

  test(`${name}: the end of the source waits for no command, and what it left open is found`, async (t) => {
    const scene = await scened(t, undefined, { commands: { timeoutMilliseconds: 60_000 } })
    await scene.batch.fault(submit, 'hang after')
    scene.order(1, 2)
    await scene.until(async () => (await scene.started()).length > 0)
    await scene.source.end()
    await scene.batch.fault(submit, undefined)
    await scene.restart()
    await scene.has(2, 1)
    await looks(scene, list, 2)
    t.deepEqual(await jobsOf(scene), ['1.0 RUNNING', '1.1 RUNNING'])
  })

  test(`${name}: settings of the queue are passed on, files are for their owner alone, and no secret is on a command line`, async (t) => {
    const settings =
      name === 'slurm' ? { partition: 'long', exclusive: '' } : { universe: 'vanilla', '+Project': '"x"' }
    const queues = { BNL: { ...queue, submit: settings } }
    const scene = await scened(t, undefined, { queues })
    scene.order(1, 1, 'BNL', 8)
    await scene.has(1, 1)
    const [call] = await scene.batch.calls(submit)
    const tag = `${scene.prefix}.1.0`
    const file = join(scene.folder, `pilot-${tag}.submit`)
    const wanted =
      name === 'slurm'
        ? `sbatch --parsable --job-name=${tag} --partition=long --exclusive ${file}`
        : `condor_submit -terse -append universe = vanilla -append +Project = "x" -append +AiluroPilot = "${tag}" ${file}`
    t.is(call, wanted)
    t.regex(await readFile(file, 'utf8'), /cpus(-per-task=| = )8$/m)
    t.is((await stat(file)).mode & 0o777, 0o600)
    t.is((await stat(join(scene.folder, `pilot-${tag}.sh`))).mode & 0o777, 0o700)
  })
}
