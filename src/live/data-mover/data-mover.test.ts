/** One contract for all data movers. */
import test from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { chooseDataMover, type DataMoverOptions, dataMoverNames } from './choose-data-mover.js'
import type { MovedFile, TransferOrder } from './data-mover.js'
import { moverScene, sha } from './testing/mover-scene.js'

const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7 + (at >> 8)) & 255))

for (const name of dataMoverNames) {
  test(`${name}: every order is answered once, also when it was given twice at a time`, async (t) => {
    const scene = await moverScene(t, name)
    await scene.put('A', 'x', 'hello')
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
    const scene = await moverScene(t, name)
    await scene.put('A', 'x', 'hello')
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
    await scene.end()
    await scene.begin()
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
  })

  test(`${name}: nothing is told after the end`, async (t) => {
    const scene = await moverScene(t, name)
    await scene.put('A', 'x', Buffer.alloc(3_000_000, 'x'))
    for (let number = 1; number <= 8; number++) scene.order(number, [{ name: 'x' }])
    await scene.end()
    const told = scene.told.length
    scene.order(9, [{ name: 'x' }])
    await new Promise((resolve) => setTimeout(resolve, 30))
    t.is(scene.told.length, told)
  })

  test(`${name}: an order without files has arrived`, async (t) => {
    const scene = await moverScene(t, name)
    t.is(await scene.move(1, []), 'arrived')
    t.is(scene.mover.movedBytes, 0)
  })
}

const failures: [what: string, file: MovedFile, between: Partial<TransferOrder>, reason: RegExp][] = [
  ['a file that is missing', { name: 'nowhere' }, {}, /^nowhere is not there$/],
  ['a folder', { name: 'folder' }, {}, /folder is no file$|folder: it is a folder$/],
  ['another size', { name: 'x', bytes: 6 }, {}, /^x has 5 bytes, 6 were expected$/],
  ['another checksum', { name: 'x', checksum: 'adler32:1' }, {}, /^x has the checksum adler32:062c0215, adler32:1 was/],
  ['another strong checksum', { name: 'x', checksum: sha('y') }, {}, /^x has the checksum sha256:2cf2/],
  ['a name that leaves', { name: '../A/x' }, {}, /^the name \.\.\/A\/x leaves the folder$/],
  ['a name that leaves late', { name: 'folder/../../A/x' }, {}, /leaves the folder$/],
  ['an absolute name', { name: '/etc/passwd' }, {}, /begins with a slash$/],
  ['no name', { name: '' }, {}, /^the name is empty$/],
  ['a name with a zero', { name: 'x\0y' }, {}, /control characters$/],
  ['a site that is not known', { name: 'x' }, { from: 'C' }, /^no (storage folder|endpoint) is known for site C$/],
  ['a site named like what objects have', { name: 'x' }, { to: 'constructor' }, /is known for site constructor$/],
]

for (const name of dataMoverNames.filter((one) => one !== 'none')) {
  test(`${name}: files arrive whole, with their folders, and leave nothing else behind`, async (t) => {
    const scene = await moverScene(t, name)
    await scene.put('A', 'mc/run-1/x', 'hello')
    await scene.put('A', 'empty', '')
    await scene.put('A', 'with a blank, #1 & 100 %?', 'odd')
    const files = [
      { name: 'mc/run-1/x', bytes: 5, checksum: 'adler32:062C0215' },
      { name: 'empty' },
      { name: 'with a blank, #1 & 100 %?' },
    ]
    t.is(await scene.move(1, files), 'arrived')
    t.is(await scene.text('B', 'mc/run-1/x'), 'hello')
    t.deepEqual(await scene.names('B'), ['empty', 'mc/run-1/x', 'with a blank, #1 & 100 %?'])
    t.is(scene.mover.movedBytes, 8)
  })

  for (const [what, file, between, reason] of failures)
    test(`${name}: fails with a reason: ${what}`, async (t) => {
      const scene = await moverScene(t, name)
      await scene.put('A', 'x', 'hello')
      await scene.put('A', 'folder/in', 'in')
      t.regex(await scene.move(1, [file], between), reason)
      t.deepEqual(await scene.names('B'), [])
    })

  test(`${name}: what is there with the right size and checksum is not copied again; what differs is replaced`, async (t) => {
    const scene = await moverScene(t, name)
    await scene.put('A', 'x', 'hello')
    await scene.put('B', 'x', 'hello')
    t.is(await scene.move(1, [{ name: 'x', checksum: sha('hello') }]), 'arrived')
    t.is(await scene.move(2, [{ name: 'x' }]), 'arrived')
    t.is(scene.mover.movedBytes, 0)
    await scene.put('B', 'x', 'jello')
    t.is(await scene.move(3, [{ name: 'x' }]), 'arrived')
    t.is(await scene.text('B', 'x'), 'hello')
    t.is(scene.mover.movedBytes, 5)
  })

  test(`${name}: many transfers of the same and of different files at once`, async (t) => {
    const scene = await moverScene(t, name, { atOnce: 3 })
    await Promise.all(['x', 'y', 'z'].map((file) => scene.put('A', file, large)))
    for (let number = 1; number <= 12; number++) scene.order(number, [{ name: 'x' }, { name: 'xyz'[number % 3] }])
    await scene.answers(12)
    t.true(scene.told.every(([, arrived]) => arrived))
    t.deepEqual(await scene.names('B'), ['x', 'y', 'z'])
    for (const file of 'xyz') t.true((await scene.content('B', file))?.equals(large))
    t.is(scene.mover.movedBytes, 3 * large.length)
  })

  test(`${name}: stopped in the middle, it goes on after the restart`, async (t) => {
    const scene = await moverScene(t, name)
    await scene.put('A', 'x', Buffer.alloc(20_000_000, large))
    scene.order(1, [{ name: 'x' }])
    await new Promise((resolve) => setTimeout(resolve, 10))
    await scene.end()
    t.deepEqual(scene.told, [])
    t.is(await scene.content('B', 'x'), undefined, 'nobody sees a part')
    await scene.begin()
    t.is(await scene.move(1, [{ name: 'x' }]), 'arrived')
    t.deepEqual(await scene.names('B'), ['x'])
  })
}

test('a mover that does not exist, or lacks what it needs, is refused', (t) => {
  const wrong: [name: string, options: DataMoverOptions, message: RegExp][] = [
    ['rsync', {}, /^data mover: rsync; allowed: none, posix, http$/],
    ['posix', {}, /^data mover posix: no storage folder; allowed: the storage folder of each site$/],
    ['posix', { folders: { A: 'a' } }, /^data mover posix: folder of A: a; allowed: an absolute path$/],
    ['posix', { folders: { A: '/a' }, atOnce: 0 }, /^data mover posix: transfers at once: 0; allowed: a whole number/],
    ['http', {}, /^data mover http: no endpoint; allowed: the address of the storage of each site$/],
    [
      'http',
      { endpoints: { A: { url: 'ftp://a' } } },
      /^data mover http: endpoint of A: ftp:\/\/a; allowed: an address/,
    ],
    ['http', { endpoints: { A: { url: 'https://me:secret@a/b' } } }, /endpoint of A: an address with a user or a pass/],
    ['http', { endpoints: { A: { url: 'https://a/b?x=1' } } }, /without \? and #$/],
    ['http', { endpoints: { A: { url: 'https://a', tokenFile: '/none' } } }, /^\/none: it cannot be read \(ENOENT\)/],
  ]
  for (const [name, options, message] of wrong) {
    const error = t.throws(() => chooseDataMover(name, options), { instanceOf: BadInput, message })
    t.false(error?.message.includes('secret'))
  }
})
