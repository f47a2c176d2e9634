/** Sandboxes on disk. */
import test, { type ExecutionContext } from 'ava'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { SandboxStore } from './sandbox-store.js'

const DAY = 86_400_000

async function scene(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-sandboxes-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const time = { now: Date.now() }
  return { folder, time, store: new SandboxStore(folder, () => time.now) }
}

const text = (words: string) => Readable.from([Buffer.from(words)])
const content = gzipSync('what a user sends')
const checksum = content.readUInt32LE(content.length - 8)

test('what was kept is read as it came', async (t) => {
  const { store, folder } = await scene(t)
  await store.keep('alice', 'jobO.1.tar.gz', Readable.from([content.subarray(0, 5), content.subarray(5)]))
  const found = await store.read('jobO.1.tar.gz')
  t.is(found?.bytes, content.length)
  t.deepEqual(await buffer(found!.content), content)
  t.is(await store.read('jobO.2.tar.gz'), undefined)
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.partial')),
    [],
  )
})

test('a user finds a sandbox of the same content again, and nobody else does', async (t) => {
  const { store } = await scene(t)
  await store.keep('alice', 'jobO.1.tar.gz', Readable.from([content]))
  t.is(await store.sameAs('alice', content.length, checksum), 'jobO.1.tar.gz')
  t.is(await store.sameAs('bob', content.length, checksum), undefined)
  t.is(await store.sameAs('alice', content.length + 1, checksum), undefined)
  t.is(await store.sameAs('alice', content.length, checksum + 1), undefined)
})

test('a note of a content that broke off is none', async (t) => {
  const { store, folder } = await scene(t)
  await store.keep('alice', 'jobO.1.tar.gz', Readable.from([content]))
  const [note] = await readdir(join(folder, '.contents'))
  await writeFile(join(folder, '.contents', note), '')
  t.is(await store.sameAs('alice', content.length, checksum), undefined)
  await store.keep('alice', 'jobO.2.tar.gz', Readable.from([content]))
  t.is(await store.sameAs('alice', content.length, checksum), 'jobO.2.tar.gz')
})

test('a name is taken once, but for those that say they may be written over', async (t) => {
  const { store } = await scene(t)
  await store.keep('alice', 'a', text('first'))
  await t.throwsAsync(store.keep('alice', 'a', text('second')), { message: /there is one of this name/ })
  t.is((await store.read('a'))?.bytes, 5)
  await store.keep('alice', 'a.__ow__', text('first'))
  await store.keep('alice', 'a.__ow__', text('second'))
  t.is((await store.read('a.__ow__'))?.bytes, 6)
})

test('names that lead elsewhere are refused', async (t) => {
  const { store } = await scene(t)
  for (const name of ['', '.', '..', '../a', 'a/b', '/etc/passwd', '.contents', '-a', 'a\0', 'x'.repeat(300)]) {
    await t.throwsAsync(store.keep('alice', name, text('x')), { message: /^file name/ }, name)
    t.is(await store.read(name), undefined, name)
  }
})

test('a sandbox may have 10 MB, sources more; of one that is too large nothing stays', async (t) => {
  const { store, folder } = await scene(t)
  const block = Buffer.alloc(1 << 20)
  const blocks = (count: number) => Readable.from(Array.from({ length: count }, () => block))
  await store.keep('alice', 'jobO.1', blocks(10))
  await t.throwsAsync(store.keep('alice', 'jobO.2', blocks(11)), { message: /size limit.*up to 10 MB/ })
  await store.keep('alice', 'sources.2', blocks(11))
  t.deepEqual((await readdir(folder)).sort(), ['.contents', 'jobO.1', 'sources.2'])
})

test('what nobody touches is forgotten after 30 days', async (t) => {
  const { store, time } = await scene(t)
  await store.keep('alice', 'old', Readable.from([content]))
  await store.keep('alice', 'used', text('x'))
  time.now += 29 * DAY
  t.true(await store.touch('used'))
  t.false(await store.touch('nobody'))
  time.now += 2 * DAY
  await store.keep('alice', 'new', text('x'))
  t.is(await store.read('old'), undefined)
  t.is(await store.sameAs('alice', content.length, checksum), undefined)
  t.is((await store.read('used'))?.bytes, 1)
})
