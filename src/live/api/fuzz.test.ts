/** Everything that the table of routes has, with nonsense and malice: a clear refusal or a good answer, never a crash or a leak. */
import test from 'ava'
import fc from 'fast-check'
import { type ApiStage, apiStage, type CastMember } from '../testing/api-stage.js'
import { disturbed, oddity, wordsOfMalice } from '../testing/oddity.js'
import { type RawAnswer, rawRequest } from '../testing/raw-request.js'
import type { Route } from './route.js'
import { placeOfRoute } from './route-place.js'
import { routes } from './routes/index.js'

const entries = Object.entries(routes) as unknown as [string, Route][]
/** Names that callers who are not their owner must never see. */
const SECRETS = ['alices-secret-task', 'alice']

const bodyText = (example: unknown) =>
  fc.oneof(
    fc.tuple(fc.nat(1_000), oddity).map(([at, put]) => JSON.stringify(disturbed(example, at, put))),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '',
      '{',
      '[',
      'null',
      '"',
      '{"a":'.repeat(40),
      '['.repeat(5_000),
      '\ufeff{}',
      '{"__proto__":{"x":1}}',
      '1e999',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )

/** The first of these, and now and then another. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom(...others))
}

const pathPart = fc.oneof(
  fc.constantFrom(
    '1',
    '2',
    '3',
    'BNL',
    'data',
    '%00',
    '%2e%2e',
    '..',
    '.',
    '%2F',
    '%',
    '%zz',
    '%ff',
    '-1',
    '0',
    '1e3',
    '9007199254740993',
  ),
  fc.constantFrom(...wordsOfMalice.filter((word) => word !== '\ud800')).map(encodeURIComponent),
)
/** Parts of a path, most of which a route like this knows. */
function partFor(path: string): fc.Arbitrary<string> {
  const usual = path.includes(':name') ? ['BNL', 'data', 'CERN'] : ['1', '2', '3']
  return fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...usual) }, pathPart)
}
const queryText = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc
    .tuple(
      fc.constantFrom(
        'limit',
        'state',
        'queue',
        'user',
        'task',
        'below',
        'from',
        'kind',
        'name',
        'standing',
        '__proto__',
        'a[b]',
      ),
      pathPart,
    )
    .map(([field, value]) => `?${field}=${value}`),
)

type FuzzCaller = CastMember | 'forger' | 'stranger'

/** Mostly callers that come past the gate. An admin is kept from ending the tokens of the others. */
function callersOf(name: string, { may }: Route): fc.Arbitrary<FuzzCaller> {
  const own: FuzzCaller[] = []
  if (may === 'anyone' || may.includes('user')) own.push('bob')
  if (may === 'anyone' || may.includes('production')) own.push('paula')
  if (may === 'anyone' || may.includes('pilot')) own.push('pilot')
  if (name !== 'DELETE /tokens/:number') own.push('root')
  const any = fc.constantFrom<FuzzCaller>('bob', 'pilot', 'paula', 'forger', 'stranger')
  return own.length === 0 ? any : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...own) }, any)
}

function tokenOf(stage: ApiStage, caller: FuzzCaller, forged: string): string | undefined {
  if (caller === 'stranger') return undefined
  return caller === 'forger' ? forged : stage.secrets[caller]
}

const forgedToken = fc.constantFrom('ailuro_' + 'A'.repeat(43), 'ailuro_', '', 'x'.repeat(9_000), "' OR 1=1", 'null')

/** What is wrong with an answer; undefined: nothing. */
function complaint({ status, headers, text }: RawAnswer, sees: boolean): string | undefined {
  if (status >= 500) return `status ${status}`
  if (headers['x-content-type-options'] !== 'nosniff' && status !== 400) return 'browsers may sniff its type'
  if (status >= 400) {
    if (headers['content-type'] !== 'application/problem+json; charset=utf-8') return 'no problem+json'
    const body = JSON.parse(text) as { status?: unknown; detail?: unknown; requestId?: unknown; title?: unknown }
    if (body.status !== status || typeof body.title !== 'string' || typeof body.requestId !== 'string')
      return 'not RFC 9457'
    if (typeof body.detail !== 'string' || body.detail.length < 10 || body.detail.length > 3_000)
      return 'no clear detail'
  } else if (status >= 300) return `status ${status}`
  if (/node_modules|dist\/src|\bat \S+ \(|ailuro_[\w-]{43}/.test(text) && status !== 201) return 'something internal'
  if (!sees && SECRETS.some((secret) => text.includes(secret))) return 'a name of somebody else'
  return undefined
}

for (const [name, route] of entries) {
  test.serial(`nonsense for ${name}`, async (t) => {
    const stage = await apiStage({ limits: { strangerRequestsPerSecond: 1e6 } })
    try {
      const { alice, paula } = stage.clients
      await alice.call('POST /tasks', { body: { name: SECRETS[0], jobs: 3, spec: { command: ['true'] } } })
      await paula.call('PUT /datasets/:name', { params: { name: 'data' }, body: { bytes: 1, sites: ['BNL'] } })
      const { method, path } = placeOfRoute(name)
      const hasBody = method !== 'GET' && method !== 'DELETE'
      const request = fc.record({
        caller: callersOf(name, route),
        forged: forgedToken,
        parts: fc.tuple(partFor(path), partFor(path)),
        query: queryText,
        body: hasBody ? bodyText(route.example.body) : fc.constant(undefined),
        type: mostly(route.bodyType, 'text/plain', 'application/json', 'application/xml', 'x'),
        key: mostly(undefined, 'k1', 'k 2', '\u00ff'),
      })
      await fc.assert(
        fc.asyncProperty(request, async ({ caller, forged, parts, query, body, type, key }) => {
          let part = 0
          const filled = path.replace(/:\w+/g, () => parts[part++ % 2])
          const headers = { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) }
          const token = tokenOf(stage, caller, forged)
          const answer = await rawRequest(stage.url, { method, path: filled + query, token, headers, body })
          const sent = `${filled}${query}${body ?? ''}`
          const sees = caller === 'root' || caller === 'paula' || route.may === 'anyone' || sent.includes('alice')
          const wrong = complaint(answer, sees)
          if (wrong !== undefined) throw new Error(`${wrong}: ${answer.status} ${answer.text.slice(0, 400)}`)
        }),
        { numRuns: 60 },
      )
      stage.door.core.check()
      t.deepEqual(await alice.call('GET /healthz'), { status: 'ok' })
      t.is((await alice.call('GET /jobs/:id', { params: { id: 1 } })).taskName, SECRETS[0])
    } finally {
      await stage.close()
    }
  })
}
