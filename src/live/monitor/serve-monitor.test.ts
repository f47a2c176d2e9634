/** The monitor in front of a live server: who gets in, how, and what forms may do. */
import test, { type ExecutionContext } from 'ava'
import { type ApiStage, apiStage } from '../testing/api-stage.js'
import { type RawAnswer, rawRequest } from '../testing/raw-request.js'

const FORM = 'application/x-www-form-urlencoded'

class Browser {
  cookie: string | undefined

  constructor(private readonly url: string) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    return rawRequest(this.url, { path, headers: { ...this.jar(), ...headers } })
  }

  /** Sends a form as a page of the server would, unless other headers are given. */
  async post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<RawAnswer> {
    const own = headers ?? { origin: this.url, 'sec-fetch-site': 'same-origin' }
    const body = new URLSearchParams(form).toString()
    const answer = await rawRequest(this.url, {
      method: 'POST',
      path,
      body,
      headers: { ...this.jar(), ...own, 'content-type': FORM },
    })
    return this.keep(answer)
  }

  keep(answer: RawAnswer): RawAnswer {
    const [cookie] = answer.headers['set-cookie'] ?? []
    if (cookie !== undefined) this.cookie = cookie
    return answer
  }

  private jar(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie.split(';', 1)[0] }
  }
}

const scene = test.macro(
  async (t: ExecutionContext, play: (t: ExecutionContext, stage: ApiStage, browser: Browser) => Promise<void>) => {
    const stage = await apiStage()
    try {
      await play(t, stage, new Browser(stage.url))
    } finally {
      await stage.close()
    }
  },
)

test('whoever has not signed in is led there and back', scene, async (t, stage, browser) => {
  t.deepEqual([(await browser.get('/')).status, (await browser.get('/')).headers.location], [303, '/monitor/'])
  const asked = '/monitor/jobs?state=failed&queue=A%26B'
  const away = await browser.get(asked)
  t.is(away.status, 303)
  const place = new URL(away.headers.location ?? '', stage.url)
  t.deepEqual([place.pathname, place.searchParams.get('back')], ['/monitor/sign-in', asked])
  const form = await browser.get(away.headers.location ?? '')
  t.is(form.status, 200)
  t.true(form.text.includes('value="/monitor/jobs?state=failed&amp;queue=A%26B"'))
  t.regex(form.headers['content-security-policy'] as string, /default-src 'none'.*form-action 'self'/)
  t.is((await browser.get('/monitor/monitor.css')).status, 200, 'the style stands before the door')

  const wrong = await browser.post('/monitor/sign-in', { token: 'ailuro_no', back: asked })
  t.deepEqual([wrong.status, wrong.headers['set-cookie']], [401, undefined])
  t.regex(wrong.text, /not known/)
  const right = await browser.post('/monitor/sign-in', { token: ` ${stage.secrets.alice}\n`, back: asked })
  t.deepEqual([right.status, right.headers.location], [303, asked])
  t.regex(browser.cookie!, /^ailuro_session=[\w-]{43}; Max-Age=43200; Path=\/monitor; HttpOnly; SameSite=Strict$/)
  t.false(browser.cookie!.includes(stage.secrets.alice), 'the token itself stays here')
  const page = await browser.get('/monitor')
  t.is(page.status, 200)
  t.true(page.text.includes('alice') && page.text.includes('/monitor/sign-out'))
  t.is((await browser.get(asked)).status, 200)
  t.is((await browser.get('/monitor/nothing/here')).status, 404)
})

test(
  'a session opens nothing but the monitor, and ends with its token and when somebody signs out',
  scene,
  async (t, stage, browser) => {
    await browser.post('/monitor/sign-in', { token: stage.secrets.alice })
    t.is((await browser.get('/api/ailuro/v1/jobs')).status, 401)
    t.is((await browser.get('/monitorless')).status, 404)
    const out = await browser.post('/monitor/sign-out', {})
    t.is(out.status, 303)
    t.regex(browser.cookie!, /^ailuro_session=; Max-Age=0; Path=\/monitor/)
    const second = new Browser(stage.url)
    await second.post('/monitor/sign-in', { token: stage.secrets.alice })
    const stolen = second.cookie
    await second.post('/monitor/sign-out', {})
    second.cookie = stolen
    t.is((await second.get('/monitor')).status, 303, 'a session that is over opens nothing')
    await second.post('/monitor/sign-in', { token: stage.secrets.bob })
    t.is((await second.get('/monitor')).status, 200)
    await stage.tokens.revoke(stage.tokens.whose(stage.secrets.bob)!.number)
    t.is((await second.get('/monitor')).status, 303)
  },
)

test('nobody is led elsewhere, and cookies of TLS are kept to it', scene, async (t, stage, browser) => {
  for (const back of [
    '//evil.example/',
    'https://evil.example/',
    '/monitors',
    '/monitor\\evil',
    '/monitor/\r\nx: y',
    '',
  ]) {
    const answer = await browser.post('/monitor/sign-in', { token: stage.secrets.alice, back })
    t.deepEqual([answer.status, answer.headers.location], [303, '/monitor/'], JSON.stringify(back))
  }
  const origin = stage.url.replace('http:', 'https:')
  await browser.post('/monitor/sign-in', { token: stage.secrets.alice }, { origin, 'sec-fetch-site': 'same-origin' })
  t.regex(browser.cookie!, /; Secure$/)
})

test('forms are taken from pages of the server alone', scene, async (t, stage, browser) => {
  await browser.post('/monitor/sign-in', { token: stage.secrets.root })
  const others: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'http://evil.example' },
    { origin: `${stage.url}.evil.example` },
    { origin: stage.url, 'sec-fetch-site': 'same-site' },
    { origin: stage.url, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
  ]
  for (const headers of others) {
    for (const path of [
      '/monitor/sign-in',
      '/monitor/sign-out',
      '/monitor/act/queues/BNL/status',
      '/monitor/act/brokerage/pause',
    ]) {
      const answer = await browser.post(path, { status: 'offline', token: stage.secrets.root }, headers)
      t.deepEqual([answer.status, answer.headers['set-cookie']], [403, undefined], `${path} ${JSON.stringify(headers)}`)
    }
  }
  t.is(stage.door.core.state.grid.queue('BNL')?.status, 'online')
  t.false(stage.door.core.isPaused)
  // An older browser says its origin alone.
  t.is((await browser.post('/monitor/act/brokerage/pause', {}, { origin: stage.url })).status, 303)
  t.true(stage.door.core.isPaused)
})

test('admins change queues and brokerage by forms, others do not', scene, async (t, stage, browser) => {
  const { core } = stage.door
  for (const member of ['alice', 'paula'] as const) {
    await browser.post('/monitor/sign-in', { token: stage.secrets[member] })
    t.is((await browser.post('/monitor/act/queues/BNL/status', { status: 'offline' })).status, 403)
    t.is((await browser.post('/monitor/act/brokerage/pause', {})).status, 403)
  }
  const stranger = new Browser(stage.url)
  t.is((await stranger.post('/monitor/act/queues/BNL/status', { status: 'offline' })).status, 403)
  t.deepEqual([core.state.grid.queue('BNL')?.status, core.isPaused], ['online', false])
  await browser.post('/monitor/sign-in', { token: stage.secrets.root })
  const drained = await browser.post('/monitor/act/queues/BNL/status', { status: 'brokeroff' })
  t.deepEqual([drained.status, drained.headers.location], [303, '/monitor/queues/BNL'])
  t.is(core.state.grid.queue('BNL')?.status, 'brokeroff')
  t.is((await browser.post('/monitor/act/queues/nowhere/status', { status: 'online' })).status, 404)
  t.is((await browser.post('/monitor/act/queues/BNL/status', { status: 'asleep' })).status, 422)
  t.is((await browser.post('/monitor/act/queues/BNL/status', {})).status, 422)
  t.is((await browser.post('/monitor/act/brokerage/stop', {})).status, 404)
  await browser.post('/monitor/act/brokerage/pause', {})
  t.true(core.isPaused)
  await browser.post('/monitor/act/brokerage/resume', {})
  t.false(core.isPaused)
})

test('a ticket signs in once; its page leads on without a redirect', scene, async (t, stage, browser) => {
  const { path, expiresInSeconds } = await stage.clients.alice.call('POST /monitor/tickets')
  t.is(expiresInSeconds, 60)
  const answer = browser.keep(await browser.get(path))
  t.is(answer.status, 200)
  t.true(answer.text.includes('http-equiv="refresh" content="0; url=/monitor/"'))
  t.is((await browser.get('/monitor')).status, 200)
  const again = await new Browser(stage.url).get(path)
  t.deepEqual([again.status, again.headers['set-cookie']], [401, undefined])
  t.regex(again.text, /used before, or is too old/)
})

test(
  'users see their own, those of production all, pilots nothing; tokens in the header do too',
  scene,
  async (t, stage, browser) => {
    const nasty = '<script>alert(1)</script>'
    await stage.clients.alice.call('POST /tasks', { body: { name: `fit ${nasty}`, jobs: 1, spec: { command: ['x'] } } })
    await stage.clients.bob.call('POST /tasks', { body: { name: 'scan', jobs: 1, spec: { command: ['x'] } } })
    const seen = async (member: 'alice' | 'bob' | 'paula' | 'pilot') => {
      await browser.post('/monitor/sign-in', { token: stage.secrets[member] })
      return browser.get('/monitor/jobs')
    }
    const alice = await seen('alice')
    t.true(alice.text.includes('fit &lt;script&gt;alert(1)&lt;/script&gt;') || alice.text.includes('/jobs/1"'))
    t.false(alice.text.includes(nasty))
    t.false(alice.text.includes('/jobs/2"'))
    const bob = await seen('bob')
    t.true(bob.text.includes('/jobs/2"') && !bob.text.includes('/jobs/1"'))
    const paula = await seen('paula')
    t.true(paula.text.includes('/jobs/2"') && paula.text.includes('/jobs/1"'))
    t.is((await seen('pilot')).status, 403)
    const overview = await rawRequest(stage.url, {
      path: `/monitor/?x=${encodeURIComponent(nasty)}`,
      token: stage.secrets.alice,
    })
    t.is(overview.status, 200)
    t.true(overview.text.includes('fit &lt;script&gt;'))
    t.false(overview.text.includes(nasty))
    t.is((await rawRequest(stage.url, { path: '/monitor/jobs.json', token: stage.secrets.alice })).status, 200)
    const back = await browser.get(`/monitor/sign-in?back=${encodeURIComponent(`/monitor/"${nasty}`)}`)
    t.false(back.text.includes(nasty))
  },
)

test('whoever is banned gets in no more', scene, async (t, stage, browser) => {
  await browser.post('/monitor/sign-in', { token: stage.secrets.alice })
  await stage.clients.root.call('PUT /bans/:user', { params: { user: 'alice' }, body: { reason: 'x' } })
  t.is((await browser.get('/monitor')).status, 403)
})

test('certificates and tokens of issuers open it as they do elsewhere; limited proxies may read alone', async (t) => {
  const identity = { how: 'x509', subject: '/CN=carol', vo: '', groups: [], expiresAtMilliseconds: Infinity } as const
  const stage = await apiStage({
    recognisers: [
      ({ headers }) => {
        const { 'x-shown': shown } = headers
        if (shown === undefined) return undefined
        return {
          number: 0,
          user: 'carol',
          roles: ['admin'],
          identity: { ...identity, isLimitedProxy: shown === 'limited' },
        }
      },
    ],
  })
  try {
    const browser = new Browser(stage.url)
    const own = { origin: stage.url, 'sec-fetch-site': 'same-origin' }
    t.is((await browser.get('/monitor', { 'x-shown': 'whole' })).status, 200)
    t.is((await browser.get('/monitor', { 'x-shown': 'limited' })).status, 200)
    const drain = (shown: string) =>
      browser.post('/monitor/act/queues/BNL/status', { status: 'brokeroff' }, { ...own, 'x-shown': shown })
    t.is((await drain('limited')).status, 403)
    t.is(stage.door.core.state.grid.queue('BNL')?.status, 'online')
    t.is((await drain('whole')).status, 303)
    t.is(stage.door.core.state.grid.queue('BNL')?.status, 'brokeroff')
  } finally {
    await stage.close()
  }
})
