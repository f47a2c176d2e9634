/** The whole road: a server started as people start it, with pilots of its own, and every command against it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Output } from '../../live/api/client-types.js'
import { Scene } from '../testing/scene.js'

type Jobs = Output<'GET /jobs'>
type Job = Output<'GET /jobs/:id'>
type Task = Output<'GET /tasks/:number'>

test('a laptop: submitted, run, read, explained, killed, drained, backed up, restarted and closed', async (t) => {
  const scene = new Scene(t)
  const server = await scene.serve()
  t.true(existsSync(join(scene.folder, 'ailuro-live/admin-token')))

  const hello = await scene.ailuro(
    'submit',
    '--wait',
    '--name',
    'hello',
    '--',
    'sh',
    '-c',
    'echo hello $AILURO_ORDINAL',
  )
  t.deepEqual([hello.code, hello.out], [0, 'hello 0\n'], hello.err)
  const { items } = await scene.ask<Jobs>('jobs')
  t.like(items, [{ id: 1, state: 'finished', taskName: 'hello', queue: 'local' }])
  t.is((await scene.ailuro('job', '1', '--log')).out, 'hello 0\n')
  t.regex((await scene.ailuro('job', '1')).out, /^Job 1, number 0 of task 1 hello, try 1: finished at local\.$/m)
  t.regex((await scene.ailuro('why', '1')).out, /finished at local/)

  const bad = await scene.ailuro('submit', '--wait', '--attempts', '1', '--', 'sh', '-c', 'echo so it was; exit 3')
  t.is(bad.code, 1)
  t.regex(bad.out, /^so it was\n/)
  t.regex(bad.err, /Job 2 failed: its command failed/)

  writeFileSync(
    join(scene.folder, 'tasks.yaml'),
    '- { name: two, jobs: 2, spec: { command: ["true"] } }\n- { name: none, queue: nope, jobs: 1, spec: { command: ["true"] } }\n',
  )
  const many = await scene.ailuro('submit', '--file', 'tasks.yaml')
  t.is(many.code, 2)
  t.regex(
    many.out,
    /^Task 3, two\nThe task 2 of the file was refused: .*queue nope is not in the grid.*\n1 task submitted, 1 refused\.$/m,
  )
  await scene.until<Task>(({ finished }) => finished === 2, 'task', '3')

  t.is((await scene.ailuro('submit', '--name', 'long', '--', 'sleep', '600')).code, 0)
  const [long] = (
    await scene.until<Jobs>((jobs) => jobs.items.length === 1, 'jobs', '--task', '4', '--state', 'running')
  ).items
  t.regex(
    (await scene.ailuro('kill', String(long.id), '1')).out,
    new RegExp(`^Killed job ${long.id}\\.\nJob 1 had ended before\\.\n$`),
  )
  t.is((await scene.ask<Job>('job', String(long.id))).state, 'cancelled')

  t.regex((await scene.ailuro('drain', 'local')).out, /^local is brokeroff/)
  await scene.ask('submit', '--name', 'waits', '--', 'true')
  await scene.until<Jobs>((jobs) => jobs.items.length === 1, 'jobs', '--state', 'pending')
  const why = await scene.ailuro('why', 'task:5')
  t.regex(why.out, /no queue takes it now: status at 1/)
  t.regex(why.out, /^The smallest change that would bring it on: at local the queue came online\.$/m)
  t.regex((await scene.ailuro('queues')).out, /^local +local +brokeroff/m)
  await scene.ask('drain', 'local', '--undo')
  t.is((await scene.until<Task>(({ state }) => state === 'ended', 'task', '5')).finished, 1)

  const { url: link } = await scene.ask<{ url: string }>('monitor')
  const opened = await fetch(link)
  const cookie = opened.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  const seen = await fetch(new URL('/monitor/jobs', link), { headers: { cookie } })
  t.deepEqual([opened.status, seen.status], [200, 200])
  t.true((await seen.text()).includes('hello'))

  await scene.ask('pause')
  await scene.ask('resume')
  t.is((await scene.ask<Record<string, number>>('limits', 'bunchJobs=7'))['bunchJobs'], 7)
  const facts = (await scene.ailuro('facts', '--limit', '10000')).out
  for (const kind of ['taskSubmitted', 'jobMoved', 'queueChanged', 'brokeragePaused', 'limitChanged'])
    t.true(facts.includes(kind), kind)

  const { token } = await scene.ask<{ token: string }>('token', 'make', 'bob')
  writeFileSync(join(scene.folder, 'bob'), token)
  t.is((await scene.ailuro('drain', 'local', '--token-file', 'bob')).code, 77)
  t.deepEqual((await scene.ask<Jobs>('jobs', '--token-file', 'bob')).items, [])
  t.is((await scene.ailuro('token', 'revoke', '3')).code, 0)
  t.is((await scene.ailuro('jobs', '--token-file', 'bob')).code, 77)

  t.is((await scene.ailuro('ban', 'add', 'Mallory Smith', '--reason', 'x')).out, 'Mallory Smith is turned away.\n')
  t.regex((await scene.ailuro('ban', 'list')).out, /^Mallory Smith +\S+ \S+ +x$/m)
  t.is((await scene.ailuro('ban', 'lift', 'Mallory Smith')).code, 0)
  t.is((await scene.ailuro('ban', 'list')).out, 'Nobody is turned away.\n')

  await scene.ask('store', 'backup', 'kept.db')
  t.deepEqual((await scene.ask<{ findings: string[] }>('store', 'check')).findings, [])
  await scene.ask('store', 'restore', 'kept.db', '--folder', 'other')
  t.is((await scene.ask<{ endedJobs: number }>('store', 'size', '--folder', 'other')).endedJobs, 6)

  const { url } = server
  t.is((await scene.ailuro('restart')).code, 0)
  await server.started()
  t.is(server.url, url)
  t.is((await scene.ask<Jobs>('jobs')).items.length, 6)
  t.is(await server.close(), 0)
  const none = await scene.ailuro('jobs')
  t.is(none.code, 69)
  t.regex(none.err, /start one with `ailuro serve`/)
})

const mine = "export default { name: 'mine', steps: ['cap'], weighers: ['input-held'], chooser: 'heaviest' }\n"
const configuration = `grid:
  sites:
    - { name: NORTH, cores: 4, queues: [{ name: N1, cores: [1] }] }
    - { name: SOUTH, cores: 4, queues: [{ name: S1, cores: [1] }] }
policy: ./mine.js
constants: { generatorCycleSeconds: 0, pilotCycleSeconds: 0, minFreeStorageGiB: 0 }
shares: [{ name: user, value: 3 }, { name: other, value: 1 }]
storage: { NORTH: disks/north, SOUTH: disks/south }
`

test('a grid of a configuration under a policy of the user’s, with a pilot from outside and files', async (t) => {
  const scene = new Scene(t)
  writeFileSync(join(scene.folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(scene.folder, 'mine.js'), mine)
  writeFileSync(join(scene.folder, 'grid.yaml'), configuration)
  const server = await scene.serve('grid.yaml')
  writeFileSync(join(scene.folder, 'disks/north/in.txt'), 'from the north\n')

  await scene.ask(
    'submit',
    '--queue',
    'N1',
    '--input',
    'in.txt',
    '--output',
    'out.txt',
    '--',
    'cp',
    'in.txt',
    'out.txt',
  )
  await scene.until<Jobs>((jobs) => jobs.items.length === 1, 'jobs', '--state', 'activated')
  const why = await scene.ailuro('why', '1')
  t.regex(why.out, /^- it waits for a pilot: of 1 activated job there 0 go before it$/m)
  t.regex(why.out, /mine has 1 pseudo-queue at 1 site/)
  t.regex(
    (await scene.ailuro('why', 'queue:N1')).out,
    /^Queue N1 at NORTH, online\. A pilot that asked now would get a job\.$/m,
  )

  const { token } = await scene.ask<{ token: string }>('token', 'make', 'factory', '--role', 'pilot')
  writeFileSync(join(scene.folder, 'pilot-token'), token)
  const as = ['--token-file', 'pilot-token', '--storage', 'disks/north']
  const pilot = await scene.ailuro('pilot', '--queue', 'N1', '--jobs', '1', ...as, '--json')
  t.is(pilot.code, 0, pilot.err)
  t.like(JSON.parse(pilot.out), { reason: 'jobs', finished: 1, failed: 0 })
  t.is((await scene.until<Job>(({ state }) => state === 'finished', 'job', '1')).site, 'NORTH')
  t.is(readFileSync(join(scene.folder, 'disks/north/out.txt'), 'utf8'), 'from the north\n')
  t.regex((await scene.ailuro('shares')).out, /^user +\d+ +0/m)

  const stranger = await scene.ailuro('pilot', '--queue', 'N1', '--token-file', 'grid.yaml')
  t.is(stranger.code, 2, 'the file holds no token')
  t.is(await server.close(), 0)
})
