/** Pilots without a shared disk: input and output by way of a storage behind HTTP. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import type { Dispatch } from '../door.js'
import { WebDavServer, type WebFault } from '../http-storage/testing/web-dav-server.js'
import type { PilotOptions } from './pilot-options.js'
import { endOf, sceneFor } from './testing/scene.js'
import { jobOf } from './testing/scripted-server.js'

function jobThat(command: string, input: object = { name: 'mc/in', bytes: 5, checksum: 'adler32:062c0215' }): Dispatch {
  return jobOf(1, { command: ['sh', '-c', command], inputs: [input], outputs: [{ name: 'out/x' }] })
}

/** Runs a job whose site has its files behind HTTP. */
async function run(t: ExecutionContext, web: WebDavServer, job: Dispatch, options: Partial<PilotOptions> = {}) {
  const scene = await sceneFor(t)
  const tokenFile = join(scene.storage, 'token')
  await writeFile(tokenFile, 'sesame')
  const end = await endOf(t, scene, job, { storage: web.url, storageAccess: { tokenFile }, ...options })
  return { end, log: scene.server.logs.get(1) ?? '' }
}

const copy = 'mkdir out; cat mc/in > out/x'

test('input comes from the storage and output goes there, checked, under its name only when it is whole', async (t) => {
  const web = await WebDavServer.start(t, { token: 'sesame' })
  web.put('mc/in', 'hello')
  const { end, log } = await run(t, web, jobThat(copy))
  t.is(end, 'finished')
  t.deepEqual(web.names(), ['mc/in', 'out/x'])
  t.is(web.text('out/x'), 'hello')
  t.regex(log, /\[pilot\] staged in mc\/in\n/)
  t.regex(log, /\[pilot\] staged out out\/x: 5 bytes, adler32:062c0215\n/)
  t.false(log.includes('sesame'))
  t.false(web.asked.includes('PUT /data/out/x'))
})

test('what passes is borne: breaks, faults, a spoilt byte', async (t) => {
  const web = await WebDavServer.start(t, { token: 'sesame', digests: 'Digest' })
  const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7 + (at >> 8)) & 255))
  const job = jobThat(copy, { name: 'mc/in', bytes: large.length })
  web.put('mc/in', large)
  web.faults = [
    { method: 'GET', what: 'reset in the middle' },
    { method: 'PUT', what: 503 },
  ]
  t.is((await run(t, web, job)).end, 'finished')
  t.true(web.files.get('/data/out/x')?.equals(large))
  web.files.delete('/data/out/x')
  web.faults = [{ method: 'GET', what: 'another byte' }]
  t.is((await run(t, web, job)).end, 'finished')
  t.true(web.files.get('/data/out/x')?.equals(large))
})

const failing: [what: string, input: object, faults: WebFault[], end: RegExp][] = [
  [
    'no such input',
    { name: 'mc/none' },
    [],
    /^failed 1331: stage-in of mc\/none: mc\/none is not in the site's storage$/,
  ],
  ['another size', { name: 'mc/in', bytes: 6 }, [], /^failed 1099: .*has 5 bytes, 6 were expected$/],
  [
    'another checksum',
    { name: 'mc/in', checksum: 'adler32:1' },
    [],
    /^failed 1171: .*062c0215, adler32:1 was expected$/,
  ],
  ['a name that leaves', { name: '../in' }, [], /^failed 1110: bad specification/],
  [
    'input that is not for it',
    { name: 'mc/in' },
    [{ method: 'GET', what: 403 }],
    /^failed 1099: .*does not allow it \(403\)$/,
  ],
  [
    'a full storage',
    { name: 'mc/in' },
    [{ method: 'PUT', what: 507 }],
    /^failed 1333: stage-out of out\/x: .*is full \(507\)$/,
  ],
  [
    'output that may not go there',
    { name: 'mc/in' },
    [{ method: 'PUT', what: 403 }],
    /^failed 1137: .*not allow it \(403\)$/,
  ],
]

for (const [what, input, faults, end] of failing)
  test(`a job fails with a code and words: ${what}`, async (t) => {
    const web = await WebDavServer.start(t, { token: 'sesame' })
    web.put('mc/in', 'hello')
    web.faults = faults.map((fault) => ({ ...fault }))
    t.regex((await run(t, web, jobThat(copy, input))).end, end)
    t.deepEqual(web.names(), ['mc/in'])
  })

test('what does not go with a storage at an address is refused', async (t) => {
  const scene = await sceneFor(t)
  const wrong: [options: Partial<PilotOptions>, message: RegExp][] = [
    [{ storage: 'https://a/b', linksInputs: true }, /^link-inputs: the storage is https:\/\/a\/b; allowed: links to/],
    [{ storageAccess: { tokenFile: 'x' } }, /^storage access: a storage that is no address; allowed: /],
    [{ storage: 'https://me:x@a' }, /^storage: an address with a user or a password/],
    [{ storage: 'https://a', storageAccess: { caFile: '/none' } }, /^\/none: it cannot be read \(ENOENT\)/],
  ]
  for (const [options, message] of wrong) await t.throwsAsync(scene.run([], options), { instanceOf: BadInput, message })
})
