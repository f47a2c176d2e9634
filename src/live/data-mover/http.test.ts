/** What the mover between HTTP storages meets: servers that fail, break off, lie, know nothing of ranges or of checksums. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { WebFault, WebServerSettings } from '../http-storage/testing/web-dav-server.js'
import { moverScene, quick, sha, webScene } from './testing/mover-scene.js'

const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7 + (at >> 8)) & 255))

/** What goes wrong at A or at B, and how it ends. */
const troubles: [what: string, atA: WebFault[], atB: WebFault[], end: RegExp][] = [
  ['503 and then well', [{ method: 'HEAD', what: 503 }], [{ method: 'PUT', what: 503, times: 2 }], /^arrived$/],
  ['a read that breaks off', [{ method: 'GET', what: 'reset in the middle' }], [], /^arrived$/],
  ['a read that breaks off often', [{ method: 'GET', what: 'reset in the middle', times: 6 }], [], /^arrived$/],
  [
    'a read that breaks off at a server without ranges',
    [
      { method: 'GET', what: 'reset in the middle' },
      { method: 'GET', what: 'no ranges', times: 2 },
    ],
    [],
    /^arrived$/,
  ],
  ['a write that breaks off', [], [{ method: 'PUT', what: 'reset in the middle', times: 2 }], /^arrived$/],
  ['connections that are reset', [{ method: 'GET', what: 'reset' }], [{ method: 'PUT', what: 'reset' }], /^arrived$/],
  ['silence', [{ method: 'GET', what: 'silence' }], [{ method: 'MOVE', what: 'silence' }], /^arrived$/],
  ['a byte that changes on the way', [{ method: 'GET', what: 'another byte' }], [], /^arrived$/],
  ['the answer to the last step is lost', [], [{ method: 'MOVE', what: 'answer lost' }], /^arrived$/],
  [
    'readers and writers sent elsewhere',
    [{ method: 'GET', what: 'redirected' }],
    [{ method: 'PUT', what: 'redirected' }],
    /^arrived$/,
  ],
  [
    'a fault that stays',
    [{ method: 'HEAD', what: 500, times: 99 }],
    [],
    /^HEAD http.*\/data\/x: the storage has a fault \(500\), 4 times$/,
  ],
  [
    'what is not allowed',
    [],
    [{ method: 'PUT', what: 403, times: 99 }],
    /^PUT http.*x: the storage does not allow it \(403\)$/,
  ],
  ['a full storage', [], [{ method: 'PUT', what: 507, times: 99 }], /^PUT http.*x: the storage is full \(507\)$/],
  [
    'a file that goes while it is read',
    [{ method: 'GET', what: 404, times: 99 }],
    [],
    /^GET http.*x: it is not there \(404\)$/,
  ],
  [
    'a file that changes while it is read',
    [
      { method: 'GET', what: 'reset in the middle' },
      { method: 'GET', what: 'changed', times: 2 },
    ],
    [],
    /^arrived$/,
  ],
  [
    'bytes that always change',
    [{ method: 'GET', what: 'another byte', times: 99 }],
    [],
    /^x has the checksum sha256:\w+, sha256:\w+ was expected$/,
  ],
]

for (const [what, atA, atB, end] of troubles)
  test(`http: ${what}`, async (t) => {
    // Long for a busy machine, so that none is silent but those that are meant.
    const patience = what === 'silence' ? { ...quick, tries: 10, silence: 1_000 } : quick
    const { scene, a, b } = await webScene(t, {}, { patience })
    a.put('x', large)
    a.faults = atA.map((fault) => ({ ...fault }))
    b.faults = atB.map((fault) => ({ ...fault }))
    const answer = await scene.move(7, [{ name: 'x', bytes: large.length, checksum: sha(large) }])
    t.regex(answer, end)
    t.deepEqual(b.names(), answer === 'arrived' ? ['x'] : [])
    if (answer === 'arrived') t.true(b.files.get('/data/x')?.equals(large))
    for (const { method, what: fault, times = 1 } of atB)
      if (fault === 403 || fault === 507 || fault === 'answer lost') t.is(b.count(method), 1, 'not tried again')
      else t.true(b.count(method) > Math.min(times, 3), 'tried again')
  })

test('http: a read that breaks off goes on at the byte where it was', async (t) => {
  const { scene, a } = await webScene(t)
  a.put('x', large)
  a.faults = [{ method: 'GET', what: 'reset in the middle' }]
  t.is(await scene.move(1, [{ name: 'x', checksum: sha(large) }]), 'arrived')
  t.deepEqual(
    a.asked.filter((line) => line.startsWith('GET')),
    ['GET /data/x', 'GET /data/x bytes=350000-'],
  )
})

const tellers: WebServerSettings[] = [{}, { digests: 'Digest' }, { digests: 'Repr-Digest' }]
for (const settings of tellers) {
  const { digests = 'no checksums' } = settings

  test(`http: a storage that tells ${digests}: a spoilt copy is found where it can be, and sent again`, async (t) => {
    const { scene, a, b } = await webScene(t, settings)
    a.put('x', large)
    b.faults = [{ method: 'PUT', what: 'another byte' }]
    t.is(await scene.move(1, [{ name: 'x', checksum: sha(large) }]), 'arrived')
    const isFound = settings.digests !== undefined
    t.is(b.files.get('/data/x')?.equals(large), isFound)
    t.is(b.count('PUT'), isFound ? 2 : 1)
  })

  test(`http: a storage that tells ${digests}: what is there is known`, async (t) => {
    const { scene, a, b } = await webScene(t, settings)
    a.put('x', large)
    b.put('x', large)
    t.is(await scene.move(1, [{ name: 'x', checksum: sha(large) }]), 'arrived')
    t.is(b.count('PUT'), 0)
    t.is(b.count('GET'), settings.digests === undefined ? 1 : 0, 'read only where it is not told')
    const wrong = await scene.move(2, [{ name: 'x', checksum: sha('other') }])
    t.regex(wrong, /^x has the checksum/)
    t.is(a.count('GET'), settings.digests === undefined ? 2 : 0)
  })
}

test('http: the part of an order that was cut off is written over, and only whole files have their names', async (t) => {
  const { scene, a, b } = await webScene(t)
  a.put('mc/x', large)
  b.put('mc/.part-5.x', large.subarray(0, 1000))
  t.is(await scene.move(5, [{ name: 'mc/x' }]), 'arrived')
  t.deepEqual(b.names(), ['mc/x'])
  t.false(b.asked.some((line) => line === 'PUT /data/mc/x'))
})

test('http: targets fetch files by themselves where they can', async (t) => {
  const thirdParty = { thirdParty: true }
  const { scene, a, b } = await webScene(t, { pulls: true, digests: 'Digest' }, thirdParty)
  a.put('mc/x', large)
  b.faults = [
    { method: 'COPY', what: 'pull fails' },
    { method: 'COPY', what: 'another byte' },
  ]
  t.is(await scene.move(1, [{ name: 'mc/x', checksum: sha(large) }]), 'arrived')
  t.true(b.files.get('/data/mc/x')?.equals(large))
  t.deepEqual([b.count('COPY'), b.count('PUT')], [3, 0])
  t.is(scene.mover.movedBytes, large.length)
  b.faults = [{ method: 'COPY', what: 'pull fails', times: 99 }]
  t.regex(await scene.move(2, [{ name: 'mc/x', checksum: sha(large) }]), /^arrived$/, 'it is there')
  a.put('y', 'hello')
  t.regex(await scene.move(3, [{ name: 'y' }]), /^COPY .*the source gave nothing, 4 times$/)
  t.deepEqual(b.names(), ['mc/x'])
})

test('http: where the target cannot fetch, bytes pass through here', async (t) => {
  const { scene, a, b } = await webScene(t, {}, { thirdParty: true })
  a.put('x', large)
  t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
  t.deepEqual([b.count('COPY'), b.count('PUT')], [1, 1])
})

test('http: a token from a file opens the storage, also one that is renewed meanwhile, and is told nowhere', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'wrong-secret\n')
  const { a, b } = await webScene(t, { token: 'right-secret', pulls: true })
  const endpoints = { A: { url: a.url, tokenFile }, B: { url: b.url, tokenFile } }
  const scene = await moverScene(t, 'http', { endpoints, patience: quick, thirdParty: true })
  a.put('x', 'hello')
  const refused = await scene.move(1, [{ name: 'x' }])
  t.regex(refused, /does not allow it \(403\)$/)
  t.false(refused.includes('secret'))
  await writeFile(tokenFile, 'right-secret\n')
  t.is(await scene.move(2, [{ name: 'x' }]), 'arrived')
  t.is(b.text('x'), 'hello')
  await rm(tokenFile)
  t.regex(
    await scene.move(3, [{ name: 'x' }]),
    /token: it cannot be read \(ENOENT\); allowed: a file that can be read$/,
  )
})

test('http: no more transfers at once than is said', async (t) => {
  const { scene, a } = await webScene(t, {}, { atOnce: 2 })
  const names = ['p', 'q', 'r', 's', 't', 'u']
  for (const name of names) a.put(name, large)
  a.faults = [{ method: 'HEAD', what: 'silence', times: 99 }]
  names.forEach((name, i) => scene.order(i + 1, [{ name }]))
  while (a.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.is(a.asked.length, 2, 'the other four wait for the two that are silent')
  await scene.end()
  t.deepEqual(scene.told, [])
})
