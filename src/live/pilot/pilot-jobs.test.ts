import { chmod, mkdir, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import anyOrder from 'ava'
import type { Dispatch } from '../door.js'
import { ProcessFamily } from '../processes/process-family.js'
import { JobLog } from './job-log.js'
import { watchPayload } from './payload-limits.js'
import { JobFailure } from './pilot-errors.js'
import type { PilotOptions } from './pilot-options.js'
import { endOf, quick, sceneFor, type Scene } from './testing/scene.js'
import { jobOf } from './testing/scripted-server.js'

/** One after another: their time-outs are short. */
const test = anyOrder.serial

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
  t.regex(
    log,
    /AILURO_ATTEMPT AILURO_CORES AILURO_JOB AILURO_MARK AILURO_ORDINAL AILURO_PILOT AILURO_TASK GREETING HOME LANG PATH PWD TMPDIR /,
  )
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
    /^failed 1104: its folder takes \d\.\d MB, 1\.0 MB/,
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

const notJson: [specs: Dispatch['specs'], end: RegExp][] = [
  [{ own: '{"command":' }, /^failed 1110: bad specification: the own part is no JSON/],
  [{ own: '{}', common: 'hello' }, /^failed 1110: bad specification: the common part is no JSON/],
  [{ own: '["true"]' }, /^failed 1110: bad specification: the own part is no object/],
  [{}, /^failed 1110: bad specification: command/],
]

test('a specification that is no JSON is a failed job, not a crash', async (t) => {
  const scene = await sceneFor(t)
  for (const [index, [specs, end]] of notJson.entries())
    t.regex(await endOf(t, scene, { ...jobOf(index, 'x'), specs }), end)
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

test('a container is run by apptainer, with the job in its folder', async (t) => {
  const scene = await sceneFor(t)
  await scene.put('image.sif', 'an image')
  await scene.put('bin/apptainer', '#!/bin/sh\necho "$@"\n')
  await chmod(join(scene.storage, 'bin/apptainer'), 0o755)
  const path = process.env['PATH']
  process.env['PATH'] = `${join(scene.storage, 'bin')}:${path}`
  const job = { command: ['echo', 'a b'], inputs: [{ name: 'image.sif' }], container: 'image.sif' }
  t.is(await endOf(t, scene, jobOf(1, job)), 'finished')
  const work = join(scene.folder, 'job-1/work')
  t.regex(
    scene.server.logs.get(1)!,
    new RegExp(`^exec --no-home --bind ${work} --pwd ${work} ${work}/image.sif echo a b$`, 'm'),
  )
  t.is(await endOf(t, scene, jobOf(2, { ...job, container: 'docker://alpine' })), 'finished')
  t.regex(scene.server.logs.get(2)!, / docker:\/\/alpine echo a b$/m)
  t.regex(
    await endOf(t, scene, jobOf(3, { ...job, container: 'no.sif' })),
    /^failed 1360: container image no.sif is not there$/,
  )
  t.regex(await endOf(t, scene, jobOf(4, { ...job, container: '../no.sif' })), /^failed 1360: .*leaves the folder$/)
  process.env['PATH'] = path
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

test('a job that is submitted once more goes by the number that it had first', async (t) => {
  const scene = await sceneFor(t)
  const specification = { command: ['sh', '-c', 'echo I am $AILURO_ORDINAL'], ordinal: 93 }
  await scene.run([jobOf(1, specification), jobOf(2, 'echo I am $AILURO_ORDINAL')])
  for (const [id, ordinal] of [
    [1, 93],
    [2, 2],
  ])
    t.true(scene.server.logs.get(id)!.split('\n').includes(`I am ${ordinal}`))
})
