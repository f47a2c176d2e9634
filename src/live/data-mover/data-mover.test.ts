import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { startChecksum } from '../storage-folder/checksum.js'
import { chooseDataMover, dataMoverNames } from './choose-data-mover.js'
import type { MovedFile, TransferOrder } from './data-mover.js'

/** Sites A and B with a storage folder each, a mover between them, and what it told. */
interface Scene {
  a: string
  b: string
  told: [number: number, arrived: boolean, reason: string][]
  put(site: string, name: string, content: string | Buffer): Promise<void>
  /** Gives an order from A to B and waits for its answer. */
  move(number: number, files: readonly MovedFile[], between?: Partial<TransferOrder>): Promise<string>
  begin(name?: string, atOnce?: number): Promise<void>
  order(number: number, files: readonly MovedFile[]): void
  answers(count: number): Promise<void>
  end(): Promise<void>
}

async function sceneFor(t: ExecutionContext, name = 'posix', atOnce = 2): Promise<Scene> {
  const root = await mkdtemp(join(tmpdir(), 'mover-'))
  const folders = { A: join(root, 'a'), B: join(root, 'b'), D: join(root, 'not-mounted') }
  await Promise.all([folders.A, folders.B].map((folder) => mkdir(folder)))
  const told: Scene['told'] = []
  let wake = (): void => undefined
  let mover = chooseDataMover(name, { folders, atOnce })
  const scene: Scene = {
    a: folders.A,
    b: folders.B,
    told,
    put: async (site, file, content) => {
      await mkdir(dirname(join(root, site, file)), { recursive: true })
      await writeFile(join(root, site, file), content)
    },
    order: (number, files) => mover.move(orderOf(number, files)),
    answers: async (count) => {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    move: async (number, files, between = {}) => {
      const before = told.length
      mover.move({ ...orderOf(number, files), ...between })
      await scene.answers(before + 1)
      const [answered, arrived, reason] = told[before]
      t.is(answered, number)
      return arrived ? 'arrived' : reason.replaceAll(root, '')
    },
    begin: async (again = name) => {
      mover = chooseDataMover(again, { folders, atOnce })
      await mover.begin((...news) => {
        told.push(news)
        wake()
      })
    },
    end: () => mover.end(),
  }
  await scene.begin()
  t.teardown(async () => {
    await mover.end()
    await rm(root, { recursive: true })
  })
  return scene
}

const orderOf = (number: number, files: readonly MovedFile[]): TransferOrder => ({
  ...{ number, kind: 'input', id: 1000 + number, task: 1, ordinal: number, from: 'A', to: 'B', bytes: 0 },
  ...{ dataset: undefined, files },
})

const sha = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const text = (...path: string[]) => readFile(join(...path), 'utf8')

for (const name of dataMoverNames) {
  test(`${name}: every order is answered once, also when it was given twice at a time`, async (t) => {
    const scene = await sceneFor(t, name)
    await scene.put('a', 'x', 'hello')
    const files = [{ name: 'x', bytes: 5, checksum: sha('hello') }]
    for (const number of [1, 2, 1, 3, 2]) scene.order(number, files)
    t.deepEqual(scene.told, [], 'never in the middle of the order')
    await scene.answers(3)
    await scene.end()
    t.deepEqual(scene.told.map(([number, arrived]) => [number, arrived]).sort(), [
      [1, true],
      [2, true],
      [3, true],
    ])
  })

  test(`${name}: an order given again after its end, and after a restart, has arrived`, async (t) => {
    const scene = await sceneFor(t, name)
    await scene.put('a', 'x', 'hello')
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
    await scene.end()
    await scene.begin()
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
  })

  test(`${name}: nothing is told after the end`, async (t) => {
    const scene = await sceneFor(t, name)
    await scene.put('a', 'x', Buffer.alloc(3_000_000, 'x'))
    for (let number = 1; number <= 8; number++) scene.order(number, [{ name: 'x' }])
    await scene.end()
    const told = scene.told.length
    scene.order(9, [{ name: 'x' }])
    await new Promise((resolve) => setTimeout(resolve, 30))
    t.is(scene.told.length, told)
  })

  test(`${name}: an order without files has arrived`, async (t) => {
    const scene = await sceneFor(t, name)
    t.is(await scene.move(1, []), 'arrived')
  })
}

test('posix: files arrive whole, with their folders, and leave nothing else behind', async (t) => {
  const scene = await sceneFor(t)
  await scene.put('a', 'mc/run-1/x', 'hello')
  await scene.put('a', 'empty', '')
  const files = [{ name: 'mc/run-1/x', bytes: 5, checksum: 'adler32:062C0215' }, { name: 'empty' }]
  t.is(await scene.move(1, files), 'arrived')
  t.is(await text(scene.b, 'mc/run-1/x'), 'hello')
  t.deepEqual((await readdir(scene.b, { recursive: true })).sort(), ['empty', 'mc', 'mc/run-1', 'mc/run-1/x'])
})

const failures: [what: string, file: MovedFile, between: Partial<TransferOrder>, reason: RegExp][] = [
  ['a file that is missing', { name: 'nowhere' }, {}, /^nowhere is not there$/],
  ['a folder', { name: 'folder' }, {}, /^folder is no file$/],
  ['another size', { name: 'x', bytes: 6 }, {}, /^x has 5 bytes, 6 were expected$/],
  ['another checksum', { name: 'x', checksum: 'adler32:1' }, {}, /^x has the checksum adler32:062c0215, adler32:1 was/],
  ['another strong checksum', { name: 'x', checksum: sha('y') }, {}, /^x has the checksum sha256:2cf2/],
  ['a name that leaves', { name: '../a/x' }, {}, /^the name \.\.\/a\/x leaves the folder$/],
  ['a name that leaves late', { name: 'folder/../../a/x' }, {}, /leaves the folder$/],
  ['an absolute name', { name: '/etc/passwd' }, {}, /begins with a slash$/],
  ['no name', { name: '' }, {}, /^the name is empty$/],
  ['a name with a zero', { name: 'x\0y' }, {}, /control characters$/],
  [
    'a link that leaves',
    { name: 'link/passwd' },
    {},
    /^the name link\/passwd leads out of the folder by a symbolic link$/,
  ],
  ['a storage that is not mounted', { name: 'x' }, { to: 'D' }, /^the storage folder of site D is not there$/],
  ['a site without folder', { name: 'x' }, { from: 'C' }, /^no storage folder is known for site C$/],
  ['a site named like what objects have', { name: 'x' }, { to: 'constructor' }, /^no storage folder is known/],
  ['a file where a folder should be', { name: 'folder/in' }, {}, /^folder\/in: |not a directory/],
]

for (const [what, file, between, reason] of failures)
  test(`posix: fails with a reason: ${what}`, async (t) => {
    const scene = await sceneFor(t)
    await scene.put('a', 'x', 'hello')
    await scene.put('a', 'folder/in', 'in')
    await scene.put('b', 'folder', 'this is a file')
    await symlink('/etc', join(scene.a, 'link'))
    t.regex(await scene.move(1, [file], between), reason)
    t.deepEqual(await readdir(scene.b), ['folder'])
  })

test('posix: what is there with the right size and checksum is not copied again; what differs is replaced', async (t) => {
  const scene = await sceneFor(t)
  const inode = async () => (await stat(join(scene.b, 'x'))).ino
  await scene.put('a', 'x', 'hello')
  await scene.put('b', 'x', 'hello')
  const before = await inode()
  t.is(await scene.move(1, [{ name: 'x', checksum: sha('hello') }]), 'arrived')
  t.is(await scene.move(2, [{ name: 'x' }]), 'arrived')
  t.is(await inode(), before)
  await scene.put('b', 'x', 'jello')
  t.is(await scene.move(3, [{ name: 'x' }]), 'arrived')
  t.is(await text(scene.b, 'x'), 'hello')
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
    const scene = await sceneFor(t)
    await scene.put('a', 'x', large)
    await scene.put('b', '.x.part', part)
    t.is(await scene.move(1, [{ name: 'x', bytes: large.length, checksum: sha(large) }]), 'arrived')
    t.true((await readFile(join(scene.b, 'x'))).equals(large))
    t.false(existsSync(join(scene.b, '.x.part')))
  })

test('posix: many transfers of the same and of different files at once', async (t) => {
  const scene = await sceneFor(t, 'posix', 3)
  await Promise.all(['x', 'y', 'z'].map((name) => scene.put('a', name, large)))
  for (let number = 1; number <= 12; number++) scene.order(number, [{ name: 'x' }, { name: 'xyz'[number % 3] }])
  await scene.answers(12)
  t.true(scene.told.every(([, arrived]) => arrived))
  t.deepEqual((await readdir(scene.b)).sort(), ['x', 'y', 'z'])
  for (const name of 'xyz') t.true((await readFile(join(scene.b, name))).equals(large))
})

test('posix: stopped in the middle, it goes on after the restart', async (t) => {
  const scene = await sceneFor(t)
  await scene.put('a', 'x', Buffer.alloc(20_000_000, large))
  scene.order(1, [{ name: 'x' }])
  await new Promise((resolve) => setTimeout(resolve, 10))
  await scene.end()
  t.deepEqual(scene.told, [])
  t.false(existsSync(join(scene.b, 'x')), 'nobody sees a part')
  await scene.begin()
  t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
  t.deepEqual(await readdir(scene.b), ['x'])
})

test('a mover that does not exist, or lacks what it needs, is refused', (t) => {
  const wrong: [name: string, options: { folders: Record<string, string>; atOnce?: number }, message: string][] = [
    ['rsync', { folders: {} }, 'data mover: rsync; allowed: none, posix'],
    ['posix', { folders: {} }, 'data mover posix: no storage folder; allowed: the storage folder of each site'],
    ['posix', { folders: { A: 'a' } }, 'data mover posix: folder of A: a; allowed: an absolute path'],
    [
      'posix',
      { folders: { A: '/a' }, atOnce: 0 },
      'data mover posix: transfers at once: 0; allowed: a whole number from 1',
    ],
  ]
  for (const [name, options, message] of wrong)
    t.throws(() => chooseDataMover(name, options), { instanceOf: BadInput, message })
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
