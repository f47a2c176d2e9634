/** Damage is found, and backups are made, restored and refused. */
import { copyFile, readdir, writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { restore } from './open-store.js'
import { commitAll, commitOf, contentsOf, factsOf, motley, row } from './testing/commits.js'
import { type Kind, kinds, newFile, onEach, onNewStore, storeFolder, withStore } from './testing/store-contract.js'

onNewStore('damage is found', async (t, store, kind, place) => {
  await commitAll(store, motley)
  await store.commit(commitOf(3, { facts: factsOf(5, 2) }))
  t.deepEqual(await store.check(), [])
  const plants = [
    ...["UPDATE rows SET body = '{' WHERE key = 0", "UPDATE rows SET sequence = 9 WHERE kind = 'task' AND key = 1"],
    ...['DELETE FROM facts WHERE first = 4', "UPDATE facts SET body = '[]' WHERE first = 1"],
    ...["INSERT INTO specs VALUES (77, 0, '{}')", "UPDATE ended_jobs SET body = 'x' WHERE id = 5"],
    ...["UPDATE facts SET body = 'y' WHERE first = 5", 'UPDATE meta SET facts = 9'],
  ]
  for (const sql of plants) await kind.sql(place, sql)
  t.deepEqual(await store.check(), [
    'rows: the body of job 0 is not JSON',
    'facts: the body of 5 is not JSON',
    'ended_jobs: the body of 5 is not JSON',
    'rows: task 1 is of commit 9, which is above the last one',
    'facts: after number 3 comes number 5',
    'facts: from number 1 on there are not 3 facts',
    'facts: the last one kept is number 6, but 9 were written',
    'specs: there are some of task 77, which is neither at work nor ended',
  ])
})

for (const to of kinds) {
  const title = `a backup, made while it is in use, is restored into ${to.name}`
  const story = async (t: ExecutionContext, kind: Kind): Promise<void> => {
    const file = newFile()
    const contents = await withStore(await kind.newPlace(), async (store) => {
      await commitAll(store, motley)
      await store.commit(commitOf(3, { rows: Array.from({ length: 3000 }, (_, key) => row('many', key)) }))
      await Promise.all([store.backUp(file), store.commit(commitOf(4))])
      await t.throwsAsync(store.backUp(file), { instanceOf: BadInput, message: /there is something already/ })
      return contentsOf(store)
    })
    const place = await to.newPlace()
    await restore(file, place)
    await t.throwsAsync(restore(file, place), { instanceOf: BadInput, message: /there is/ })
    await withStore(place, async (store, { epoch, sequence, facts }) => {
      t.deepEqual([epoch, facts], [2, 4])
      t.true(sequence === 3 || sequence === 4)
      t.deepEqual(await contentsOf(store), contents)
      t.deepEqual(await store.check(), [])
    })
    t.false((await readdir(storeFolder())).some((name) => name.includes('partial')))
  }
  onEach(title, story, to.missing)
}

test.serial('SQLite: what is no backup is not restored', async (t) => {
  const [text, empty, target] = [newFile(), newFile(), newFile()]
  await writeFile(text, 'not a database at all'.repeat(1000))
  await writeFile(empty, '')
  const cases: [string, RegExp][] = [
    [text, /the file is not a store of ailuro/],
    [empty, /the file holds no store/],
    [newFile(), /there is no such file/],
  ]
  for (const [file, message] of cases) await t.throwsAsync(restore(file, target), { instanceOf: BadInput, message })
  const damaged = newFile()
  await withStore(target, async (store) => {
    await store.commit(commitOf(1, { rows: Array.from({ length: 3000 }, (_, key) => row('job', key)) }))
    await store.backUp(damaged)
  })
  const copy = newFile()
  await copyFile(damaged, copy)
  await writeFile(copy, Buffer.alloc(40_000, 7), { flag: 'r+' }).catch(() => undefined)
  await t.throwsAsync(restore(copy, newFile()), { instanceOf: Error })
})
