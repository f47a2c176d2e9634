import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import anyOrder, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { ProcessFamily } from '../processes/process-family.js'
import { JobFolder } from './job-folder.js'
import { JobLog } from './job-log.js'
import { watchPayload } from './payload-limits.js'
import { JobFailure } from './pilot-errors.js'
import type { PilotOptions, PilotTimes } from './pilot-options.js'
import { type Dispatch, ServerRefusal } from './pilot-server.js'
import { type PilotEnd, runPilot } from './run-pilot.js'
import { jobOf, ScriptedServer } from './testing/scripted-server.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

const quick: PilotTimes = {
  ...{ lifetime: 600_000, idle: 0, ask: 5, heartbeat: 20, poll: 10, looping: 600_000, grace: 100, farewell: 10_000 },
  patience: { firstMilliseconds: 2, longestMilliseconds: 10, limitMilliseconds: 60_000, callMilliseconds: 30_000 },
}

interface Scene {
  server: ScriptedServer
  storage: string
  folder: string
  worker: string
  stop: AbortController
  /** Runs a pilot on these jobs to its end. */
  run(jobs?: readonly Dispatch[], options?: Partial<PilotOptions>): Promise<PilotEnd>
  put(name: string, content: string | Buffer): Promise<void>
  stored(name: string): Promise<string>
}

let scenes = 0

async function sceneFor(t: ExecutionContext): Promise<Scene> {
  const root = await mkdtemp(join(tmpdir(), 'pilot-'))
  const [storage, folder, worker] = [join(root, 'storage'), join(root, 'pilot'), `worker-${process.pid}-${++scenes}`]
  await mkdir(storage)
  const [server, stop] = [new ScriptedServer(), new AbortController()]
  t.teardown(() => rm(root, { recursive: true }))
  return {
    ...{ server, storage, folder, worker, stop },
    run: (jobs = [], { times, ...options } = {}) => {
      server.waiting.push(...jobs)
      return runPilot({
        ...{ server, queue: 'BNL', worker, folder, storage, freeMB: 0, stop: stop.signal },
        ...{ times: { ...quick, ...times }, ...options },
      })
    },
    put: async (name, content) => {
      await mkdir(dirname(join(storage, name)), { recursive: true })
      await writeFile(join(storage, name), content)
    },
    stored: (name) => readFile(join(storage, name), 'utf8'),
  }
}

/** Runs one job and gives its end, as `finished` or `failed <code>: <words>`. Nothing may be left: no file, no process. */
async function endOf(
  t: ExecutionContext,
  scene: Scene,
  job: Dispatch,
  options: Partial<PilotOptions> = {},
): Promise<string> {
  await scene.run([job], options)
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
  t.deepEqual(new ProcessFamily(`AILURO_MARK=${scene.worker}:${job.id}`).members(), [])
  const ending = scene.server.endings.get(job.id)
  if (ending === undefined) return 'nothing reported'
  return ending.outcome === 'finished' ? 'finished' : `failed ${ending.errorCode}: ${ending.words}`
}

const milliseconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count))

test('jobs run one after another until there are none, with their input, output, environment and log', async (t) => {
  const scene = await sceneFor(t)
  await scene.put('mc/in', 'hello')
  const common = JSON.stringify({
    command: ['false'],
    environment: { GREETING: 'nobody' },
    outputs: [{ name: 'out/x' }],
  })
  const own = JSON.stringify({
    command: [
      'sh',
      '-c',
      'mkdir out; cat mc/in > out/x; echo $GREETING; echo $HOME >&2; pwd; env | cut -d= -f1 | sort | tr "\\n" " "',
    ],
    environment: { GREETING: 'hi', LANG: 'C' },
    inputs: [{ name: 'mc/in', bytes: 5, checksum: 'adler32:062c0215' }],
  })
  const end = await scene.run([{ ...jobOf(1, 'x'), specs: { common, own } }, jobOf(2, 'exit 7'), jobOf(3, 'true')])
  t.deepEqual(end, { reason: 'idle', words: '', finished: 2, failed: 1, unknown: 0, kept: 0 })
  const story = [
    '1 sent',
    '1 started',
    '1 finished',
    '2 sent',
    '2 started',
    '2 failed 1305',
    '3 sent',
    '3 started',
    '3 finished',
  ]
  t.deepEqual(scene.server.story, story)
  t.deepEqual(scene.server.endings.get(2), {
    outcome: 'failed',
    errorCode: 1305,
    words: 'the payload ended with exit code 7',
  })
  t.is(await scene.stored('out/x'), 'hello')
  t.deepEqual(await readdir(join(scene.storage, 'out')), ['x'])
  const log = scene.server.logs.get(1)!
  const work = join(scene.folder, 'job-1', 'work')
  for (const line of ['hi', work]) t.true(log.split('\n').includes(line), log)
  t.regex(log, /\[pilot\] staged in mc\/in\n/)
  t.regex(log, /\[pilot\] staged out out\/x: 5 bytes, adler32:062c0215\n/)
  t.regex(log, /AILURO_CORES AILURO_JOB AILURO_MARK AILURO_PILOT GREETING HOME LANG PATH PWD TMPDIR /)
  t.deepEqual(
    scene.server.requests.map(({ first }) => first),
    [true, false, false, false],
  )
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
})

const failing: [
  what: string,
  specification: string | Record<string, unknown>,
  end: RegExp,
  options?: Partial<PilotOptions>,
][] = [
  [
    'a command that is not there',
    { command: ['no-such-program'] },
    /^failed 1305: the command cannot be started: .*ENOENT/,
  ],
  ['a command ended by a signal', 'kill -9 $$', /^failed 1305: the payload was ended by SIGKILL$/],
  ['a segmentation fault', 'kill -SEGV $$', /^failed 1328: the payload was ended by SIGSEGV$/],
  ['no command', {}, /^failed 1110: bad specification: command: /],
  ['an unknown field', { command: ['true'], comand: 1 }, /^failed 1110: bad specification: all: .*comand/],
  [
    'a name that leaves',
    { command: ['true'], inputs: [{ name: '../x' }] },
    /^failed 1110: .*inputs.0.name: the name \.\.\/x leaves/,
  ],
  [
    'an output that leaves',
    { command: ['true'], outputs: [{ name: 'a/../../x' }] },
    /^failed 1110: .*outputs.0.name: the name/,
  ],
  [
    'a bad checksum word',
    { command: ['true'], inputs: [{ name: 'x', checksum: 'md5:1' }] },
    /^failed 1110: .*inputs.0.checksum/,
  ],
  ['a variable that is none', { command: ['true'], environment: { 'A=B': '1' } }, /^failed 1110: .*environment/],
  ['a missing input', { command: ['true'], inputs: [{ name: 'nowhere' }] }, /^failed 1331: input nowhere is not in/],
  [
    'an input that is a folder',
    { command: ['true'], inputs: [{ name: 'folder' }] },
    /^failed 1099: input folder is no file$/,
  ],
  [
    'an input of another size',
    { command: ['true'], inputs: [{ name: 'x', bytes: 6 }] },
    /^failed 1099: input x has 5 bytes, 6/,
  ],
  [
    'a bad adler32',
    { command: ['true'], inputs: [{ name: 'x', checksum: 'adler32:2' }] },
    /^failed 1171: input x has the checksum/,
  ],
  [
    'an input by a link that leaves',
    { command: ['true'], inputs: [{ name: 'etc/passwd' }] },
    /^failed 1099: .*symbolic link$/,
  ],
  ['an output not made', { command: ['true'], outputs: [{ name: 'y' }] }, /^failed 1165: output y was not made$/],
  [
    'an output that is a folder',
    { command: ['mkdir', 'y'], outputs: [{ name: 'y' }] },
    /^failed 1165: output y is no file$/,
  ],
  [
    'an output that is a link to a secret',
    { command: ['ln', '-s', '/etc/passwd', 'y'], outputs: [{ name: 'y' }] },
    /^failed 1371: /,
  ],
  [
    'an output where a folder is',
    { command: ['touch', 'folder'], outputs: [{ name: 'folder' }] },
    /^failed 1137: stage-out of folder: /,
  ],
  ['a container image that is not there', { command: ['true'], container: 'no.sif' }, /^failed (1372|1360): .*no\.sif/],
  ['a container image that leaves', { command: ['true'], container: '../no.sif' }, /^failed (1372|1360): .*no\.sif/],
  [
    'too much memory',
    memoryEater(60),
    /^failed 1235: uses \d+\.\d MB of memory, 40\.0 MB are allowed$/,
    { memoryMB: 40 },
  ],
  [
    'too much disk',
    'head -c 3000000 /dev/zero > x; sync x; sleep 5',
    /^failed 1104: its folder takes 3\.\d MB, 1\.0 MB/,
    { scratchMB: 1 },
  ],
  ['no file touched', 'sleep 5', /^failed 1150: no file was touched for \d+ s$/, { times: { ...quick, looping: 60 } }],
  ['ignoring SIGTERM', 'trap "" TERM; while :; do sleep 0.05; done', /^failed 1213: its wall time of 0.05 s is over$/],
  ['a child that hides', 'setsid sh -c "trap \\"\\" TERM; sleep 5; sleep 5" & sleep 5', /^failed 1213: its wall time/],
]

/** A line of the shell that holds so many megabytes in a child. */
function memoryEater(megabytes: number): string {
  return `sh -c 'x=$(head -c ${megabytes * 1_000_000} /dev/zero | tr "\\\\0" x); sleep 5'; true`
}

for (const [what, specification, end, options] of failing)
  test(`a job fails with a code and words: ${what}`, async (t) => {
    const scene = await sceneFor(t)
    await scene.put('x', 'hello')
    await scene.put('folder/in', 'in')
    await symlink('/etc', join(scene.storage, 'etc'))
    const walltime = /wall time/.test(String(end)) ? 0.05 : 0
    t.regex(await endOf(t, scene, jobOf(1, specification, walltime), options), end)
  })

test('a full disk ends the payload', async (t) => {
  const scene = await sceneFor(t)
  await mkdir(join(scene.folder, 'work'), { recursive: true })
  const limits = {
    ...{ memoryBytes: Infinity, diskBytes: Infinity, endsAt: Infinity, endsBecause: '' },
    ...{ loopingMilliseconds: Infinity, freeBytes: 1e18, pollMilliseconds: 1 },
  }
  const log = new JobLog(scene.folder, 1000)
  const family = new ProcessFamily(`AILURO_MARK=${scene.worker}:0`)
  const watching = watchPayload(limits, join(scene.folder, 'work'), log, family, scene.stop.signal)
  await t.throwsAsync(watching, { instanceOf: JobFailure, message: /^only \d+\.\d MB are free on the disk$/ })
  log.close()
})

const notJson: [own: string | undefined, common: string | undefined, end: RegExp][] = [
  ['{"command":', undefined, /^failed 1110: bad specification: the own part is no JSON/],
  ['{}', 'hello', /^failed 1110: bad specification: the common part is no JSON/],
  ['["true"]', undefined, /^failed 1110: bad specification: the own part is no object/],
  [undefined, undefined, /^failed 1110: bad specification: command/],
]

test('a specification that is no JSON is a failed job, not a crash', async (t) => {
  const scene = await sceneFor(t)
  for (const [index, [own, common, end]] of notJson.entries())
    t.regex(await endOf(t, scene, { ...jobOf(index, 'x'), specs: { own, common } }), end)
})

test('input can be linked', async (t) => {
  const scene = await sceneFor(t)
  await scene.put('a/x', 'hello')
  const inputs = [{ name: 'a/x', checksum: 'adler32:62c0215' }]
  const job = jobOf(1, { command: ['sh', '-c', 'test -L a/x && cp a/x y'], inputs, outputs: [{ name: 'y' }] })
  t.is(await endOf(t, scene, job, { linksInputs: true }), 'finished')
  t.is(await scene.stored('y'), 'hello')
})

test('a payload that leaves processes behind finishes, and they are ended', async (t) => {
  const scene = await sceneFor(t)
  t.is(await endOf(t, scene, jobOf(1, 'setsid sleep 7 & (sleep 7 &) ; echo done')), 'finished')
  t.regex(scene.server.logs.get(1)!, /done\n\[pilot\] ends what still runs: [23] processes/)
})

test('of a huge log the beginning and the end are kept', async (t) => {
  const scene = await sceneFor(t)
  const job = jobOf(1, 'echo begin; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end')
  t.is(await endOf(t, scene, job, { logHalfBytes: 2000 }), 'finished')
  const log = scene.server.logs.get(1)!
  t.regex(log, /^begin\nx+\n\[pilot\] left out here: \d+ bytes\nx+\nend\n$/)
  t.true(log.length > 3000 && log.length < 4100, `${log.length}`)
  const [, leftOut] = /: (\d+) bytes/.exec(log)!
  const kept = log.replace(/\n\[pilot\].*\n/, '').length
  t.is(kept + Number(leftOut), 3_000_000 + 'begin\n\nend\n'.length)
})

test('heartbeats carry the log so far; a job that is not known any more is ended and not reported', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call === 'heartbeat' && server.logs.get(1) === 'tick\n') server.forgotten.add(1)
  }
  t.is(await endOf(t, scene, jobOf(1, 'echo tick; sleep 9')), 'nothing reported')
  t.deepEqual(server.story, ['1 sent', '1 started'])
})

test('a job that is not known at its start is ended too', async (t) => {
  const scene = await sceneFor(t)
  scene.server.forgotten.add(1)
  const end = await scene.run([jobOf(1, 'sleep 9'), jobOf(2, 'true')])
  t.like(end, { finished: 1, unknown: 1 })
})

test('the server is away while a job runs and ends: the pilot goes on and reports later', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  let wentAway = false
  server.onCall = (call) => {
    if (call !== 'started' || wentAway) return
    server.isAway = wentAway = true
    setTimeout(() => (server.isAway = false), 150)
  }
  t.is(
    await endOf(t, scene, jobOf(1, { command: ['sh', '-c', 'echo made > y'], outputs: [{ name: 'y' }] })),
    'finished',
  )
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
  t.is(await scene.stored('y'), 'made\n')
})

test('answers that get lost after they were applied change nothing', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  const lost = new Set<string>()
  server.onCall = (call) => {
    if (!lost.has(call)) server.answersToLose = 1
    lost.add(call)
  }
  const end = await scene.run([jobOf(1, 'sleep 0.05'), jobOf(2, 'true')])
  t.like(end, { finished: 2, failed: 0 })
  t.deepEqual(
    server.story.filter((line) => /sent|finished/.test(line)),
    ['1 sent', '1 finished', '2 sent', '2 finished'],
  )
  t.true(['ask', 'started', 'heartbeat', 'log', 'ended'].every((call) => lost.has(call)))
})

test('a server that stays away is given up; the report is kept and sent by the next pilot', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call === 'log' || call === 'ended') server.isAway = true
  }
  const patience = { ...quick.patience, limitMilliseconds: 40 }
  const end = await scene.run([jobOf(1, 'echo once')], { times: { ...quick, patience, heartbeat: 60_000 } })
  t.like(end, { reason: 'server-away', finished: 0, kept: 1, words: 'the server is away: connection refused' })
  server.onCall = () => undefined
  server.isAway = false
  t.like(await scene.run(), { reason: 'idle', finished: 1, kept: 0 })
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
  t.is(server.logs.get(1), 'once\n')
})

test('a server that is away for too long ends the payload', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => (server.isAway = call !== 'ask' && !server.endings.has(1) && server.calls < 60)
  const patience = { ...quick.patience, limitMilliseconds: 40 }
  await scene.run([jobOf(1, 'sleep 9')], { times: { ...quick, patience } })
  server.onCall = () => undefined
  server.isAway = false
  await scene.run()
  t.deepEqual(server.endings.get(1), {
    ...{ outcome: 'failed', errorCode: 1318, words: 'the server is away: connection refused' },
  })
})

test('a server that hangs is asked again', async (t) => {
  const scene = await sceneFor(t)
  const hanging = Object.assign(Object.create(scene.server) as ScriptedServer, {
    ask: () => new Promise<undefined>(() => undefined),
  })
  const patience = { ...quick.patience, callMilliseconds: 10, limitMilliseconds: 30 }
  const end = await scene.run([], { server: hanging, times: { ...quick, patience } })
  t.like(end, { reason: 'server-away', words: 'the server is away: no answer within 10 ms' })
})

test('refusals end the pilot when it asks; a refused report is told and dropped', async (t) => {
  const scene = await sceneFor(t)
  const told: string[] = []
  const refuse = (call: string): void => {
    if (call === refused) throw new ServerRefusal('403: no')
  }
  let refused = 'ended'
  scene.server.onCall = refuse
  await scene.run([jobOf(1, 'true')], { tell: (words) => told.push(words) })
  t.true(told.includes('the report of job 1 is refused: 403: no'), told.join('\n'))
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
  refused = 'ask'
  t.like(await scene.run(), { reason: 'refused', words: '403: no' })
})

for (const [signal, code] of [
  ['SIGTERM', 1201],
  ['SIGINT', 1208],
  ['SIGUSR1', 1200],
] as const)
  test(`${signal} ends the payload decently and is reported`, async (t) => {
    const scene = await sceneFor(t)
    scene.server.onCall = (call) => call === 'started' && void milliseconds(20).then(() => scene.stop.abort(signal))
    const end = await scene.run([
      jobOf(1, 'trap "echo bye; exit 0" TERM; while :; do sleep 0.02; done'),
      jobOf(2, 'true'),
    ])
    t.like(end, { reason: 'stopped', words: signal, failed: 1, kept: 0 })
    t.deepEqual(scene.server.story, ['1 sent', '1 started', `1 failed ${code}`])
    t.regex(scene.server.logs.get(1)!, /bye\n/)
  })

test('stopped while the server is away, the report is kept', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.onCall = (call) => {
    if (call !== 'started') return
    server.isAway = true
    setTimeout(() => scene.stop.abort('SIGTERM'), 20)
  }
  const end = await scene.run([jobOf(1, 'sleep 9')], { times: { ...quick, farewell: 200 } })
  t.like(end, { reason: 'stopped', kept: 1 })
})

test('a job that comes while the pilot is told to stop is given back as failed', async (t) => {
  const scene = await sceneFor(t)
  scene.server.onCall = (call) => call === 'ask' && scene.stop.abort('SIGTERM')
  t.like(await scene.run([jobOf(1, 'sleep 9')]), { reason: 'stopped', failed: 1 })
  t.deepEqual(scene.server.story, ['1 sent', '1 failed 1201'])
})

const ends: [what: string, options: Partial<PilotOptions>, end: Partial<PilotEnd>][] = [
  ['idle', { times: { ...quick, idle: 30 } }, { reason: 'idle', finished: 1 }],
  ['so many jobs', { jobs: 1 }, { reason: 'jobs', finished: 1 }],
  ['its life', { times: { ...quick, lifetime: 60, idle: 60_000 } }, { reason: 'lifetime', finished: 1 }],
  ['a full disk', { freeMB: 1e12 }, { reason: 'no-space', finished: 0 }],
]

for (const [what, options, end] of ends)
  test(`a pilot ends by: ${what}`, async (t) => {
    const scene = await sceneFor(t)
    t.like(await scene.run([jobOf(1, 'true')], options), end)
  })

test('the end of its life ends the payload', async (t) => {
  const scene = await sceneFor(t)
  const options = { times: { ...quick, lifetime: 60 } }
  t.is(await endOf(t, scene, jobOf(1, 'sleep 9', 3600), options), "failed 1213: the slot's life is over")
})

if (process.getuid?.() === 0)
  test('payloads run as another user, and see nothing of the pilot', async (t) => {
    const scene = await sceneFor(t)
    await scene.put('a/x', 'hello')
    const line = 'id -un; cat a/x; echo >> a/x && echo made > y; cat ../job.json || echo hidden; ls .. || echo hidden'
    const inputs = [{ name: 'a/x' }]
    const job = jobOf(1, { command: ['sh', '-c', line], inputs, outputs: [{ name: 'y' }] })
    t.is(await endOf(t, await opened(scene), job, { user: 'nobody' }), 'finished')
    t.regex(scene.server.logs.get(1)!, /nobody\nhello/)
    t.is(scene.server.logs.get(1)!.match(/hidden/g)?.length, 2)
    t.is(await scene.stored('y'), 'made\n')
  })

/** Lets other users pass through the test's own folder. */
async function opened(scene: Scene): Promise<Scene> {
  await chmod(dirname(scene.folder), 0o711)
  return scene
}

const wrong: [options: Partial<PilotOptions>, message: RegExp][] = [
  [{ queue: '' }, /^queue: ""; allowed: 1 to 128 characters, no blanks$/],
  [{ worker: 'a b' }, /^worker: "a b"; /],
  [{ folder: 'here' }, /^folder: here; allowed: an absolute path$/],
  [{ storage: 'here' }, /^storage: here; /],
  [{ cores: 0 }, /^cores: 0; /],
  [{ jobs: 1.5 }, /^jobs: 1.5; /],
  [{ memoryMB: NaN }, /^memoryMB: NaN; /],
  [{ user: 'no-such-user' }, /^user: no-such-user; /],
]

test('options that make no sense are refused, and nothing is asked', async (t) => {
  const scene = await sceneFor(t)
  for (const [options, message] of wrong) await t.throwsAsync(scene.run([], options), { instanceOf: BadInput, message })
  t.is(scene.server.calls, 0)
  t.false(existsSync(scene.folder))
})

/** A pilot in a process of its own, which can be killed; the scripted server is asked over its channel. */
function pilotProcess(t: ExecutionContext, scene: Scene): ChildProcess {
  const options = { queue: 'BNL', worker: scene.worker, folder: scene.folder, storage: scene.storage, freeMB: 0 }
  const child = fork(new URL('testing/pilot-process.js', import.meta.url), [
    JSON.stringify({ ...options, times: quick }),
  ])
  child.on('message', ({ number, call, args }: { number: number; call: 'heartbeat'; args: [number] }) => {
    const answer = (error: string | undefined, value: unknown): void => {
      if (child.connected) child.send({ number, error, value: value ?? null }, () => undefined)
    }
    scene.server[call](...args).then(
      (value) => answer(undefined, value),
      (error: unknown) => answer(String(error), undefined),
    )
  })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

/** Kills a pilot's process when this call arrives, before or after it is applied, and runs another in its place to its end. */
async function killedAt(t: ExecutionContext, scene: Scene, call: string, isApplied: boolean): Promise<void> {
  const first = pilotProcess(t, scene)
  const gone = once(first, 'exit')
  scene.server.onCall = (arrived) => {
    if (arrived !== call) return
    scene.server.onCall = () => undefined
    if (!isApplied) scene.server.callsToDrop = 1
    first.kill('SIGKILL')
  }
  await gone
  const second = pilotProcess(t, scene)
  t.deepEqual(await once(second, 'exit'), [0, null])
  t.deepEqual(await readdir(scene.folder), ['pilot.json'])
}

const kills: [call: string, isApplied: boolean, story: string[]][] = [
  ['ask', true, ['1 sent', '1 started', '1 finished']],
  ['started', true, ['1 sent', '1 started', '1 failed 1200']],
  ['started', false, ['1 sent', '1 failed 1200']],
  ['heartbeat', true, ['1 sent', '1 started', '1 failed 1200']],
  ['log', true, []],
  ['ended', true, ['1 sent', '1 started', '1 finished']],
  ['ended', false, ['1 sent', '1 started', '1 finished']],
]

for (const [call, isApplied, story] of kills)
  test(`killed when it calls ${call}, ${isApplied ? 'heard' : 'not heard'}: the next pilot in its folder puts it right`, async (t) => {
    const scene = await sceneFor(t)
    const seconds = call === 'ended' ? 0 : 0.3
    const command = ['sh', '-c', `setsid sleep 9 & echo begun; sleep ${seconds}; echo made > y`]
    scene.server.waiting.push(jobOf(1, { command, outputs: [{ name: 'y' }] }))
    await killedAt(t, scene, call, isApplied)
    if (story.length > 0) t.deepEqual(scene.server.story, story)
    t.true(scene.server.endings.has(1))
    if (call !== 'started') t.regex(scene.server.logs.get(1)!, /begun\n/)
    t.deepEqual(new ProcessFamily(`AILURO_MARK=${scene.worker}:1`).members(), [])
  })

test('killed twice, and stopped at the third time', async (t) => {
  const scene = await sceneFor(t)
  const { server } = scene
  server.waiting.push(jobOf(1, 'echo made > y; sleep 0.05'))
  server.isAway = true
  for (const job of [1, 2]) {
    server.isAway = false
    const pilot = pilotProcess(t, scene)
    server.onCall = (call) => {
      if (call === 'ended') pilot.kill('SIGKILL')
      server.isAway = call === 'ended'
    }
    t.deepEqual(await once(pilot, 'exit'), [null, 'SIGKILL'], `pilot ${job}`)
  }
  server.onCall = () => undefined
  server.isAway = false
  t.like(await scene.run(), { reason: 'idle', finished: 1, kept: 0 })
  t.deepEqual(server.story, ['1 sent', '1 started', '1 finished'])
})

test('killed while it stages out: the next pilot goes on with that', async (t) => {
  const scene = await sceneFor(t)
  const mark = `AILURO_MARK=${scene.worker}:1`
  const dispatch = jobOf(1, { command: ['false'], outputs: [{ name: 'y' }] })
  const left = await JobFolder.make(await madeFolder(scene.folder), { dispatch, phase: 'staging-out', mark })
  await mkdir(left.work)
  await writeFile(join(left.work, 'y'), 'made')
  t.like(await scene.run(), { finished: 1, kept: 0 })
  t.is(await scene.stored('y'), 'made')
})

test('a job left by a killed pilot that the server does not know is dropped', async (t) => {
  const scene = await sceneFor(t)
  scene.server.forgotten.add(1)
  const mark = `AILURO_MARK=${scene.worker}:1`
  await JobFolder.make(await madeFolder(scene.folder), { dispatch: jobOf(1, 'sleep 9'), phase: 'received', mark })
  t.like(await scene.run(), { unknown: 1, kept: 0 })
  t.deepEqual(
    scene.server.story.filter((line) => /finished|failed/.test(line)),
    [],
  )
})

test('a folder in which another pilot lives is refused', async (t) => {
  const scene = await sceneFor(t)
  scene.server.waiting.push(jobOf(1, 'sleep 0.5'))
  const other = pilotProcess(t, scene)
  await new Promise<void>((resolve) => {
    scene.server.onCall = (call) => call === 'started' && resolve()
  })
  await t.throwsAsync(scene.run(), { instanceOf: BadInput, message: /lives in it; allowed: one pilot a folder$/ })
  other.kill('SIGTERM')
  t.deepEqual(await once(other, 'exit'), [0, null])
  t.is(scene.server.endings.get(1)?.errorCode, 1201)
})

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder)
  return folder
}
