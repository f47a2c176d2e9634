/** Names, roles and tokens of issuers. */
import test from 'ava'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BanBook } from './ban-book.js'
import type { Caller, Identity } from './caller.js'
import { Refused } from './certificates.js'
import { compactName } from './compact-name.js'
import { OidcTokens } from './oidc-tokens.js'
import { type RoleRules, standingOf } from './role-rules.js'

const open: RoleRules = { roles: {}, vos: [] }

test('the name that work counts for', (t) => {
  const names: readonly (readonly [subject: string, name: string])[] = [
    ['/DC=ch/DC=cern/OU=Users/CN=alice/CN=123456/CN=Alice Liddell', 'Alice Liddell'],
    ['/DC=ch/O=Test/CN=Alice Liddell/CN=4711', 'Alice Liddell'],
    ['/DC=ch/O=Test/CN=Alice Liddell/CN=proxy/CN=limited proxy', 'Alice Liddell'],
    ['/O=Grid/CN=Alice Liddell 987654', 'Alice Liddell'],
    ['/O=Grid/CN=Alice_1234', 'Alice'],
    ['/O=Grid/CN=ddmadmin/CN=Robot:mover', 'ddmadmin'],
    ["/O=Grid/CN=Miles O'Brien (chief)", 'Miles OBrien chief'],
    ['/O=Grid/CN=Alice Liddell alice@example.org', 'Alice Liddell'],
    ['/CN=Alice Liddell/CN=nickname:alice', 'Alice Liddell'],
    ['alice', 'alice'],
  ]
  for (const [subject, name] of names) t.is(compactName(subject), name, subject)
})

const identity: Identity = {
  how: 'x509',
  subject: '/DC=ch/CN=Alice Liddell',
  vo: 'atlas',
  groups: [],
  isLimitedProxy: false,
  expiresAtMilliseconds: Infinity,
}

test('roles come from attributes and from the configuration', (t) => {
  const cases: readonly (readonly [groups: string[], roles: Partial<RoleRules['roles']>, given: string])[] = [
    [[], {}, 'user'],
    [['/atlas/Role=NULL/Capability=NULL'], {}, 'user'],
    [['/atlas/Role=production/Capability=NULL'], {}, 'user production pilot'],
    [['/atlas/usatlas/Role=production'], {}, 'user production pilot'],
    [['/atlas/phys-higgs/Role=production'], {}, 'user'],
    [['/cms/Role=production'], {}, 'user'],
    [['/atlas/Role=productions'], {}, 'user'],
    [['/atlas/Role=pilot'], {}, 'user pilot'],
    [[], { production: ['/CN=Alice Liddell'] }, 'user production pilot'],
    [[], { admin: ['Alice Liddell'] }, 'user admin'],
    [[], { production: ['/CN=Alice'] }, 'user'],
    [[], { production: ['Alice'] }, 'user'],
  ]
  for (const [groups, roles, given] of cases) {
    t.is(
      standingOf({ ...identity, groups }, { roles, vos: [] }).roles.join(' '),
      given,
      JSON.stringify([groups, roles]),
    )
  }
  t.deepEqual(standingOf(identity, { roles: {}, vos: ['cms'] }).roles, [], 'of another organisation')
  const stolen: Identity = { ...identity, vo: 'cms', groups: ['/atlas/usatlas/Role=production', '/atlas/Role=pilot'] }
  t.deepEqual(standingOf(stolen, open).roles, ['user'])
  t.deepEqual(standingOf({ ...identity, vo: '', groups: ['/any/Role=production'] }, open).roles, ['user'])
})

test('of people with tokens the account has roles, not the name that they may choose', (t) => {
  const account = 'https://iam.example.org/#4711'
  const holder: Identity = { ...identity, how: 'oidc', subject: '/CN=Alice Liddell', account }
  const rolesBy = (name: string): string => standingOf(holder, { roles: { admin: [name] }, vos: [] }).roles.join(' ')
  t.is(rolesBy('Alice Liddell'), 'user')
  t.is(rolesBy('/CN=Alice Liddell'), 'user')
  t.is(rolesBy(account), 'user admin')
})

test('a name that is banned again while its ban is being lifted stays banned', async (t) => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const book = new BanBook(([{ body }]) => (body === undefined ? held : Promise.resolve()))
  await book.ban('mallory', 'once')
  const lifted = book.lift('mallory')
  await book.ban('mallory', 'again')
  release()
  await lifted
  t.true(book.has('mallory'))
})

test('somebody who is banned stays so after a restart, until the ban is lifted', async (t) => {
  const saved: { kind: string; key: number; body: string | undefined }[] = []
  const save = (rows: readonly (typeof saved)[number][]): Promise<void> => Promise.resolve(void saved.push(...rows))
  const book = new BanBook(save, () => 5)
  await book.ban('mallory', 'x')
  await book.ban('trudy', '')
  const rows = saved.map(({ kind, key, body }) => ({ kind, key, body: body! }))
  const again = new BanBook(save, () => 6, rows)
  t.deepEqual([again.has('mallory'), again.has('alice'), again.list().length], [true, false, 2])
  t.true(await again.lift('mallory'))
  t.false(await again.lift('mallory'))
  t.deepEqual(saved.at(-1), { kind: 'ban', key: 1, body: undefined })
})

/** An issuer on this machine, whose keys can be changed. */
async function issuer() {
  const keys = { current: await generateKeyPair('ES256'), kid: 'one', fetched: 0 }
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    void (async () => {
      response.setHeader('content-type', 'application/json')
      if (request.url?.endsWith('openid-configuration')) {
        response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }))
        return
      }
      keys.fetched++
      const key = await exportJWK(keys.current.publicKey)
      response.end(JSON.stringify({ keys: [{ ...key, kid: keys.kid, alg: 'ES256', use: 'sig' }] }))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const token = (claims: JWTPayload, seconds = 600, from = keys) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: from.kid })
      .setIssuer(url)
      .setAudience('ailuro')
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(from.current.privateKey)
  return { keys, url, token, close: () => new Promise((resolve) => server.close(resolve)) }
}

test('tokens of an issuer', async (t) => {
  const { keys, url, token, close } = await issuer()
  try {
    const clock = { now: Date.now() }
    const issuers = [{ url, audiences: ['ailuro'], vo: 'eic' }]
    const tokens = new OidcTokens(issuers, open, () => clock.now)
    const claims = {
      sub: 'alice-7',
      name: 'alice liddell',
      preferred_username: 'alice',
      groups: ['/eic', '/eic/production'],
    }
    const good = await token(claims, 3_600)
    const found = (await tokens.callerOf(good, 'eic.production')) as Caller
    t.is(found.user, 'Alice Liddell')
    t.is(found.identity?.subject, '/CN=Alice Liddell/CN=nickname:alice')
    t.deepEqual(found.roles, ['user', 'production', 'pilot'])
    t.is(tokens.callerOf(good, 'eic.production'), found, 'one that is known is answered at once')
    const words = async (jwt: string, origin?: string): Promise<string> => {
      const refused = await tokens.callerOf(jwt, origin)
      return refused instanceof Refused ? refused.reason : `welcome ${refused.user}`
    }
    t.is(await words(good, 'https://monitor.example.org'), 'welcome Alice Liddell')
    t.is(found.identity?.account, `${url}#alice-7`)
    t.regex(await words(await token({ ...claims, vo: 'atlas' })), /of atlas, and its issuer speaks for eic alone/)
    const nested = await token({
      ...claims,
      groups: ['/eic/users/production', '/eic/Role=x/production', '/other/production'],
    })
    t.deepEqual(((await tokens.callerOf(nested, 'eic')) as Caller).roles, ['user'])
    t.regex(await words(nested, 'eic.production'), /not tell that its owner is in eic\/production/)
    const scoped = await token({ sub: 'bot', scope: 'openid role:pilot' })
    t.deepEqual(((await tokens.callerOf(scoped, 'eic:pilot')) as Caller).roles, ['user', 'pilot'])
    t.regex(await words(good, 'atlas'), /not of atlas/)
    t.regex(await words(good, 'eic:pilot'), /not tell that its owner is in eic\/pilot/)
    t.regex(await words(await token(claims, -100)), /has expired/)
    t.regex(await words(`${good.slice(0, -4)}AAAA`), /does not count/)
    const forged = { ...keys, current: await generateKeyPair('ES256') }
    t.regex(await words(await token(claims, 600, forged)), /does not count/)
    t.regex(
      await words(
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(url)
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode('x'.repeat(32))),
      ),
      /does not count/,
    )
    const none = [Buffer.from('{"alg":"none"}'), Buffer.from(JSON.stringify({ ...claims, iss: url, exp: 9e9 }))]
    t.regex(await words(`${none.map((part) => part.toString('base64url')).join('.')}.`), /does not count/)
    t.regex(await words(`${good.split('.')[0]}.e30.x`), /no issuer that is trusted/)
    const other = new OidcTokens([{ url, audiences: ['others'], vo: 'eic' }], open)
    t.true((await other.callerOf(good, undefined)) instanceof Refused, 'meant for others')
    // The issuer changes its key: the new one is fetched when a token names it.
    keys.current = await generateKeyPair('ES256')
    keys.kid = 'two'
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    t.is(await words(await token({ ...claims, name: 'bob builder' })), 'welcome Bob Builder')
    t.true(keys.fetched >= 2)
    // What the old key has verified is not remembered for longer than keys are.
    clock.now += 601_000
    t.regex(await words(good), /does not count/)
  } finally {
    await close()
  }
})

test('an issuer that cannot be reached refuses in words, and is asked again', async (t) => {
  const documents: unknown[] = [new Error('no route')]
  let asked = 0
  const fetched = (): Promise<unknown> => {
    asked++
    return documents[0] instanceof Error ? Promise.reject(documents[0]) : Promise.resolve(documents[0])
  }
  const tokens = new OidcTokens([{ url: 'http://127.0.0.1:1', audiences: [], vo: '' }], open, Date.now, fetched)
  const { privateKey } = await generateKeyPair('ES256')
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer('http://127.0.0.1:1')
    .setExpirationTime('1h')
    .sign(privateKey)
  for (const times of [1, 2]) {
    t.regex(((await tokens.callerOf(token, undefined)) as Refused).reason, /no route/)
    t.is(asked, times)
  }
})

test('keys that anybody could change on their way are not asked for', async (t) => {
  const of = (url: string): OidcTokens => new OidcTokens([{ url, audiences: [], vo: '' }], open)
  t.throws(() => of('http://iam.example.org/'), { message: /an address with https/ })
  for (const url of ['https://iam.example.org/', 'http://127.0.0.1:80', 'http://[::1]:80']) t.notThrows(() => of(url))
  const url = 'https://iam.example.org/'
  const document = { issuer: url, jwks_uri: 'http://iam.example.org/keys' }
  const tokens = new OidcTokens([{ url, audiences: [], vo: '' }], open, Date.now, () => Promise.resolve(document))
  const { privateKey } = await generateKeyPair('ES256')
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(url)
    .setExpirationTime('1h')
    .sign(privateKey)
  t.regex(((await tokens.callerOf(token, undefined)) as Refused).reason, /is not the document of/)
})
