/** What only the mover between folders meets: links, mounts, and parts that a crash left. */
import { existsSync } from 'node:fs'
import { readFile, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { startChecksum } from '../storage-folder/checksum.js'
import type { MovedFile, TransferOrder } from './data-mover.js'
import { folderStorages, MoverScene, sha } from './testing/mover-scene.js'

async function folderScene(t: ExecutionContext): Promise<{ scene: MoverScene; a: string; b: string }> {
  const storages = await folderStorages(t)
  const scene = new MoverScene(t, 'posix', storages, {})
  await scene.begin()
  t.teardown(() => scene.end())
  return { scene, a: join(storages.root, 'A'), b: join(storages.root, 'B') }
}

const failures: [what: string, file: MovedFile, between: Partial<TransferOrder>, reason: RegExp][] = [
  [
    'a link that leaves',
    { name: 'link/passwd' },
    {},
    /^the name link\/passwd leads out of the folder by a symbolic link$/,
  ],
  ['a storage that is not mounted', { name: 'x' }, { to: 'D' }, /^the storage folder of site D is not there$/],
  ['a file where a folder should be', { name: 'folder/in' }, {}, /^folder\/in: |not a directory/],
]

for (const [what, file, between, reason] of failures)
  test(`posix: fails with a reason: ${what}`, async (t) => {
    const { scene, a } = await folderScene(t)
    await scene.put('A', 'x', 'hello')
    await scene.put('A', 'folder/in', 'in')
    await scene.put('B', 'folder', 'this is a file')
    await symlink('/etc', join(a, 'link'))
    t.regex(await scene.move(1, [file], between), reason)
    t.deepEqual(await scene.names('B'), ['folder'])
  })

test('posix: what is there already stays the same file', async (t) => {
  const { scene, b } = await folderScene(t)
  const inode = async () => (await stat(join(b, 'x'))).ino
  await scene.put('A', 'x', 'hello')
  await scene.put('B', 'x', 'hello')
  const before = await inode()
  t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
  t.is(await inode(), before)
})

const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7 + (at >> 8)) & 255))
const partials: [what: string, part: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['a prefix', large.subarray(0, 300_001)],
  ['all of it', large],
  ['a prefix with a torn end', Buffer.concat([large.subarray(0, 300_000), Buffer.alloc(50_000)])],
  ['something else', Buffer.alloc(100, 'z')],
  ['something longer', Buffer.concat([large, large])],
]

for (const [what, part] of partials)
  test(`posix: goes on after a restart that left ${what}`, async (t) => {
    const { scene, b } = await folderScene(t)
    await scene.put('A', 'x', large)
    await scene.put('B', '.x.part', part)
    t.is(await scene.move(1, [{ name: 'x', bytes: large.length, checksum: sha(large) }]), 'arrived')
    t.true((await readFile(join(b, 'x'))).equals(large))
    t.false(existsSync(join(b, '.x.part')))
  })

test('adler32 agrees with known sums, however the bytes are cut', (t) => {
  const known: [content: Buffer, sum: string][] = [
    [Buffer.alloc(0), 'adler32:00000001'],
    [Buffer.from('Wikipedia'), 'adler32:11e60398'],
    [Buffer.alloc(1_000_000, 255), 'adler32:3843e1be'],
  ]
  for (const [content, sum] of known)
    for (const cut of [1 + content.length, 5553, 1000]) {
      const running = startChecksum('adler32')
      for (let at = 0; at < content.length; at += cut) running.add(content.subarray(at, at + cut))
      t.is(running.text(), sum)
    }
})
