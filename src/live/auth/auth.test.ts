/** Tokens: kept as hashes, ended at once, and the first one. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { KeptRow, RowChange } from '../store/commit.js'
import { makeAdminToken } from './first-token.js'
import { checkListeningPlace } from './listening-place.js'
import { TokenBook } from './token-book.js'

/** A book, what it saved, and its clock. */
function bookWith(rows: KeptRow[] = []) {
  const saved: RowChange[] = []
  const clock = { now: 1_000_000 }
  const save = (change: RowChange) => Promise.resolve(void saved.push(change))
  return { book: new TokenBook(save, () => clock.now, rows), saved, clock }
}

test('a token opens until it expires or is revoked; only its hash is kept', async (t) => {
  const { book, saved, clock } = bookWith()
  const { secret, token } = await book.make({ user: 'alice', roles: ['user', 'user'], expiresAt: 2_000_000 })
  t.regex(secret, /^ailuro_[\w-]{43}$/)
  t.deepEqual(book.whose(secret)?.roles, ['user'])
  t.false(JSON.stringify([saved, book.list()]).includes(secret.slice(7)))
  const last = secret.at(-1) === 'A' ? 'B' : 'A'
  for (const forged of ['', 'ailuro_', secret.slice(0, -1) + last, `${secret} `, secret.toUpperCase(), `x${secret}`])
    t.is(book.whose(forged), undefined, forged)
  clock.now = 1_999_999
  t.is(book.whose(secret)?.number, token.number)
  clock.now = 2_000_000
  t.is(book.whose(secret), undefined)
  const other = await book.make({ user: 'bob', roles: ['pilot'] })
  t.true(await book.revoke(other.token.number))
  t.is(book.whose(other.secret), undefined)
  t.false(await book.revoke(other.token.number))
  t.deepEqual(saved.at(-1), { kind: 'token', key: 2, body: undefined })
})

test('a book that is read back knows its tokens, and gives no number twice', async (t) => {
  const { book, saved } = bookWith()
  const { secret } = await book.make({ user: 'alice', roles: ['admin'], note: 'n' })
  const rows = saved.flatMap(({ kind, key, body }) => (body === undefined ? [] : [{ kind, key, body }]))
  const again = bookWith([...rows, { kind: 'job', key: 1, body: 'not JSON' }]).book
  t.deepEqual(again.whose(secret), book.whose(secret))
  t.is((await again.make({ user: 'bob', roles: ['user'] })).token.number, 2)
})

test('a token that cannot be saved does not open', async (t) => {
  const book = new TokenBook(() => Promise.reject(new Error('disk full')))
  await t.throwsAsync(() => book.make({ user: 'alice', roles: ['user'] }), { message: 'disk full' })
  t.is(book.size, 0)
})

test('tokens without roles or future are refused', async (t) => {
  const { book } = bookWith()
  await t.throwsAsync(() => book.make({ user: 'a', roles: [] }), {
    message: /it has no role; allowed: at least one role/,
  })
  await t.throwsAsync(() => book.make({ user: 'a', roles: ['user'], expiresAt: 5 }), { message: /expired already/ })
})

test('the first start makes a token of an admin that only its owner can read', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-token-'))
  try {
    const file = join(folder, 'admin-token')
    await writeFile(file, 'an old one, open to all', { mode: 0o644 })
    const { book } = bookWith()
    t.true(await makeAdminToken(book, file))
    const secret = (await readFile(file, 'utf8')).trim()
    t.deepEqual(book.whose(secret)?.roles, ['admin'])
    t.is((await stat(file)).mode & 0o777, 0o600)
    t.false(await makeAdminToken(book, file))
    t.is((await readFile(file, 'utf8')).trim(), secret)
    t.true(await makeAdminToken(book, file, true))
    const further = (await readFile(file, 'utf8')).trim()
    t.deepEqual([book.whose(further)?.roles, book.whose(secret)?.roles], [['admin'], ['admin']])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a first start that ends before its token is kept leaves none that nobody has: the next start makes one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-token-'))
  try {
    const file = join(folder, 'admin-token')
    let seen = ''
    const ends = new TokenBook(async () => {
      seen = await readFile(file, 'utf8')
      throw new Error('the process ends here')
    })
    await t.throwsAsync(makeAdminToken(ends, file), { message: 'the process ends here' })
    t.regex(seen, /^ailuro_/, 'the file is there before the token counts')
    const { book } = bookWith()
    t.true(await makeAdminToken(book, file))
    t.deepEqual(book.whose((await readFile(file, 'utf8')).trim())?.roles, ['admin'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('other machines reach the server only when that is said', (t) => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) t.notThrows(() => checkListeningPlace(host, false))
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'grid.example.org', '127.example.org', '']) {
    t.throws(() => checkListeningPlace(host, false), { message: /allowRemote: true/ }, host)
    t.notThrows(() => checkListeningPlace(host, true))
  }
})
