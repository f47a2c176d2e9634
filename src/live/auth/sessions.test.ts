/** Sessions of browsers and tickets: what they are worth, and for how long. */
import test from 'ava'
import { Sessions, SESSION_SECONDS, TICKET_SECONDS } from './sessions.js'
import { TokenBook } from './token-book.js'

async function scene() {
  const clock = { now: 1e12 }
  const tokens = new TokenBook(
    () => Promise.resolve(),
    () => clock.now,
  )
  const { token } = await tokens.make({ user: 'alice', roles: ['user'], expiresAt: 1e12 + 3_600_000 })
  return { clock, tokens, token, sessions: new Sessions(tokens, () => clock.now) }
}

test('a session is its token’s, until that is revoked, expires, or the session ends', async (t) => {
  const { clock, tokens, token, sessions } = await scene()
  const secret = sessions.open(token)
  t.is(sessions.callerOf(secret)?.user, 'alice')
  t.is(sessions.callerOf(`${secret}x`), undefined)
  const other = sessions.open(token)
  sessions.close(other)
  t.is(sessions.callerOf(other), undefined)
  clock.now += 3_600_000
  t.is(sessions.callerOf(secret), undefined, 'the token has expired')
  clock.now -= 1
  t.is(sessions.callerOf(secret)?.user, 'alice')
  await tokens.revoke(token.number)
  t.is(sessions.callerOf(secret), undefined, 'the token was revoked')
})

test('a ticket is good once, and for a minute', async (t) => {
  const { clock, token, sessions } = await scene()
  const ticket = sessions.ticketFor(token)
  t.is(sessions.callerOf(ticket), undefined, 'a ticket is no session')
  t.is(sessions.redeem(ticket)?.user, 'alice')
  t.is(sessions.redeem(ticket), undefined)
  const late = sessions.ticketFor(token)
  clock.now += TICKET_SECONDS * 1_000
  t.is(sessions.redeem(late), undefined)
})

test('whoever an issuer vouches for is signed in as long as that is good, half a day at most', async (t) => {
  const { clock, sessions } = await scene()
  const identity = { how: 'oidc', subject: 's', vo: '', groups: [], isLimitedProxy: false } as const
  const until = (seconds: number) => ({ ...identity, expiresAtMilliseconds: 1e12 + 1_000 * seconds })
  const short = sessions.open({ number: 0, user: 'carol', roles: ['user'], identity: until(60) })
  const long = sessions.open({ number: 0, user: 'carol', roles: ['user'], identity: until(1e9) })
  clock.now += 59_999
  t.is(sessions.callerOf(short)?.user, 'carol')
  clock.now += 1
  t.is(sessions.callerOf(short), undefined)
  t.is(sessions.callerOf(long)?.user, 'carol')
  clock.now = 1e12 + 1_000 * SESSION_SECONDS
  t.is(sessions.callerOf(long), undefined)
})

test('there are never more than ten thousand; the oldest end', async (t) => {
  const { token, sessions } = await scene()
  const secrets = Array.from({ length: 10_001 }, () => sessions.open(token))
  t.is(sessions.callerOf(secrets[0]), undefined)
  t.is(sessions.callerOf(secrets[1])?.user, 'alice')
  t.is(sessions.callerOf(secrets[10_000])?.user, 'alice')
})
