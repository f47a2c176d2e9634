/** Stores are opened, taken over and refused. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import test from 'ava'
import Database from 'libsql'
import { BadInput } from '../../model/bad-input.js'
import { VERSION } from './migrations.js'
import { openStore } from './open-store.js'
import { LostLeadership } from './store.js'
import { commitAll, commitOf, contentsOf, motley, row, rowsOf } from './testing/commits.js'
import { newDatabase, newFile, onEach, onPostgres, storeFolder, withStore } from './testing/store-contract.js'

onEach('a new store begins at zero, and goes on where it was left', async (t, kind) => {
  const place = await kind.newPlace()
  const before = Date.now()
  const [opening, contents] = await withStore(place, async (store, opening) => {
    t.true(opening.bornMilliseconds >= before && opening.bornMilliseconds <= Date.now())
    t.like(opening, { epoch: 1, sequence: 0, at: 0, facts: 0 })
    await commitAll(store, motley)
    return [opening, await contentsOf(store)]
  })
  await withStore(place, async (store, again) => {
    t.deepEqual(again, { ...opening, epoch: 2, sequence: 2, at: 20.25, facts: 4 })
    t.deepEqual(await contentsOf(store), contents)
    await store.commit(commitOf(3))
    t.deepEqual(await store.check(), [])
  })
})

onEach('only the last host to open it can commit', async (t, kind) => {
  const place = await kind.newPlace()
  await withStore(place, async (first) => {
    await first.commit(commitOf(1, { rows: [row('job', 1)] }))
    await withStore(place, async (second) => {
      const late = await t.throwsAsync(first.commit(commitOf(2, { rows: [row('job', 2)] })), {
        instanceOf: LostLeadership,
      })
      t.regex(late.message, /another host leads since epoch 2; this one had epoch 1/)
      await t.throwsAsync(first.forget(1e9), { instanceOf: LostLeadership })
      await second.commit(commitOf(2, { rows: [row('job', 3)] }))
      t.deepEqual(
        (await rowsOf(second)).map(({ key }) => key),
        [1, 3],
      )
    })
  })
})

onEach('a layout of a newer program is refused and left as it is', async (t, kind) => {
  const place = await kind.newPlace()
  await withStore(place, (store) => commitAll(store, motley))
  await kind.sql(place, `UPDATE meta SET version = ${VERSION + 1}`)
  const store = openStore(place)
  const error = await t.throwsAsync(store.open(), { instanceOf: BadInput })
  await store.close()
  t.regex(
    error.message,
    new RegExp(`layout ${VERSION + 1}, written by a newer ailuro; allowed: layouts up to ${VERSION}`),
  )
  await kind.sql(place, `UPDATE meta SET version = ${VERSION}`)
  await withStore(place, async (again) => t.is((await rowsOf(again)).length, 4))
})

test.serial('SQLite: a second process cannot become host of the same file', async (t) => {
  const place = newFile()
  const script = `
    import { openStore } from ${JSON.stringify(new URL('./open-store.js', import.meta.url).href)}
    const store = openStore(process.argv[1])
    await store.open().then(() => console.log('open'), (error) => console.log(error.message))
    await store.close()`
  const tryIt = async (): Promise<string> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, place], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    for await (const chunk of child.stdout) text += String(chunk)
    return text.trim()
  }
  await withStore(place, async (store) => {
    t.regex(await tryIt(), /another process is the host of this store; allowed: one host at a time$/)
    await store.commit(commitOf(1))
  })
  t.is(await tryIt(), 'open')
})

onPostgres('no password in any word', async (t) => {
  const url = new URL(await newDatabase())
  url.password = 'hush'
  const store = openStore(url.href)
  t.is(store.place, url.href.replace(':hush', ''))
  await store.close()
  url.port = '1'
  const unreachable = openStore(url.href)
  const error = await t.throwsAsync(unreachable.open(), { instanceOf: Error })
  await unreachable.close()
  t.regex(error.message, /127\.0\.0\.1:1\/store_\d+: .*ECONNREFUSED/)
  t.notRegex(inspect(error, { depth: 9 }), /hush/)
})

test('places that are none are refused in words that hold no password', (t) => {
  const cases: [string, RegExp][] = [
    ['', /store: the place is empty; allowed: the path of a file, or postgres:/],
    [':memory:', /store: memory does not last/],
    ['mysql://a:hush@b/c', /store: a place that begins with mysql:; allowed/],
    ['file:x.db', /store: a place that begins with file:/],
    ['postgres://a:hush@b', /store: the address names no database; allowed: postgres:\/\/user@host:port\/database/],
    ['postgres://a:hush@b:port/c', /store: the address cannot be read as a URL/],
  ]
  for (const [place, message] of cases) {
    const error = t.throws(() => openStore(place), { instanceOf: BadInput, message })
    t.notRegex(error.message, /hush/)
  }
})

test.serial('SQLite: a path that cannot be a store is refused', async (t) => {
  const text = newFile()
  await writeFile(text, 'a text of some length '.repeat(500))
  const foreign = newFile()
  const database = new Database(foreign)
  database.exec('CREATE TABLE other(x)')
  database.close()
  const cases: [string, RegExp][] = [
    [join(storeFolder(), 'none', 'x.db'), /there is no folder .*none; allowed: a path in a folder that exists/],
    [storeFolder(), /it is a folder; allowed: the path of a file/],
    [text, /the file is not a store of ailuro/],
    [foreign, /the file is not a store of ailuro/],
  ]
  for (const [place, message] of cases) {
    const store = openStore(place)
    await t.throwsAsync(store.open(), { instanceOf: BadInput, message })
    await store.close()
  }
})
