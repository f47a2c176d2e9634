/** Nonsense and malice for every method of PanDA's, in both families and every encoding: an answer in the family's form, never a fault. */
import test from 'ava'
import fc from 'fast-check'
import { disturbed, oddity } from '../testing/oddity.js'
import type { Family, PandaMethod } from './method.js'
import { everyMethod, type PandaMethodName } from './methods/index.js'
import { type Encoding, encodings } from './testing/panda-request.js'
import { type PandaStage, pandaStage, type Said } from './testing/panda-stage.js'

/** Names that callers who are not their owner must never see. */
const SECRET = 'alices-secret-task'

/** Mostly callers that come past the gate. */
function callersOf({ may }: PandaMethod): fc.Arbitrary<'bob' | 'paula' | 'pilot' | 'root' | 'stranger'> {
  const bob = may === 'anyone' || may.includes('user') ? (['bob', 'bob'] as const) : []
  return fc.constantFrom('root', 'paula', 'pilot', ...bob, 'stranger')
}

/** Values for the parameters, by their names in the code: those of the example disturbed, some of all, or odd ones by any name. */
function valuesFor({ example, takes }: PandaMethod, levels: number): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(takes)
  const some = fc.dictionary(names.length === 0 ? fc.string() : fc.constantFrom(...names), oddity, { maxKeys: 6 })
  const near = fc.tuple(fc.nat(1_000), oddity).map(([at, put]) => disturbed(example, at, put))
  const text = fc.constantFrom(
    '['.repeat(levels),
    `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
    '{"__proto__":{"x":1}}',
    '1e999',
  )
  const nested = fc.constantFrom(...names, 'x').chain((name) => text.map((value) => ({ ...example, [name]: value })))
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 2, arbitrary: some }, nested) as typeof some
}

/** What is wrong with an answer; undefined: nothing. */
function complaint({ status, text, body }: Said, family: Family, seesAll: boolean): string | undefined {
  if (/node_modules|dist\/src|\bat \S+ \(|Error: |is not a function|Cannot read/.test(text)) return 'something internal'
  if (!seesAll && text.includes(SECRET)) return 'a name of somebody else'
  // A query that is too long for the head of a request gets no further than there.
  if (status === 431) return undefined
  // Bodies that cannot be read are answered with 500, as PanDA's server does.
  if (status !== 200)
    return /^ERROR : \S/.test(text) && !text.includes('the server failed') ? undefined : `status ${status}`
  if (family === 'classic') return undefined
  const isEnvelope =
    typeof body.success === 'boolean' && typeof body.message === 'string' && Object.hasOwn(body, 'data')
  return isEnvelope ? undefined : 'no envelope'
}

async function asked(
  stage: PandaStage,
  name: PandaMethodName,
  family: Family,
  encoding: Encoding,
  who: 'bob' | 'paula' | 'pilot' | 'root' | 'stranger',
  given: Record<string, unknown>,
): Promise<void> {
  const isOdd = Object.fromEntries(Object.entries(given).map(([key, value]) => [`odd ${key}`, value]))
  const said = await stage.say(who, name, given, { family, encoding, sent: isOdd })
  const wrong = complaint(said, family, who === 'root' || who === 'paula' || who === 'pilot')
  if (wrong !== undefined) throw new Error(`${wrong}: ${said.status} ${said.text.slice(0, 400)}`)
}

for (const family of ['v1', 'classic'] as const) {
  test(`nonsense for every method: ${family}`, async (t) => {
    t.timeout(120_000)
    const stage = await pandaStage()
    try {
      await stage.clients.alice.call('POST /tasks', { body: { name: SECRET, jobs: 3, spec: { command: ['true'] } } })
      for (const [name, method] of everyMethod) {
        if (method.size === 'upload' || (family === 'classic' ? method.classic === undefined : method.v1.length === 0))
          continue
        const isGet = family === 'v1' && method.v1[0].verb === 'GET'
        const way = isGet
          ? fc.constant('query' as const)
          : fc.constantFrom(...encodings.filter((one) => one !== 'query'))
        const values = valuesFor(method, isGet ? 500 : 20_000)
        await fc.assert(
          fc.asyncProperty(callersOf(method), way, values, (who, encoding, given) =>
            asked(stage, name, family, encoding, who, given),
          ),
          { numRuns: 25 },
        )
      }
      stage.door.core.check()
      t.is((await stage.clients.alice.call('GET /jobs/:id', { params: { id: 1 } })).taskName, SECRET)
      t.deepEqual(Object.keys(Object.prototype), [])
    } finally {
      await stage.close()
    }
  })
}

const bodies = fc.oneof(
  fc.constantFrom(
    ...['', '{', '[', 'null', '"', '1e999', '\ufeff{}', '{"a":'.repeat(40), '['.repeat(5_000), 'a=1&a=2&=&%', '{}x'],
    ...['{"__proto__":{"x":1}}', '__proto__=1&constructor=2&constructor=3', '\u001f\u008b', '--x\r\n\r\nx'],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const types = fc.constantFrom(
  ...['', 'application/json', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'],
  ...['multipart/form-data; boundary=x', 'application/xml', 'x', 'application/json; charset=latin1'],
)

test('bodies of any sort', async (t) => {
  const stage = await pandaStage()
  try {
    const places = everyMethod.flatMap(([, { classic, v1 }]) => [
      ...v1.map(({ path }) => `/api/v1/${path}`),
      ...(classic === undefined ? [] : [`/server/panda/${classic}`]),
    ])
    const path = fc.constantFrom(
      ...places,
      '/api/latest/no/such',
      '/server/panda/x/y',
      '/cache/%2e%2e',
      '/cache/schedconfig/x',
    )
    const verb = fc.constantFrom('GET' as const, 'POST' as const)
    await fc.assert(
      fc.asyncProperty(path, verb, bodies, types, async (place, method, body, type) => {
        const bytes = Buffer.from(body, body.startsWith('\u001f') ? 'latin1' : 'utf8')
        const { status, text } = await stage.send('root', method, place, bytes, type)
        const isFile = place.startsWith('/cache')
        const isClear = isFile ? status < 500 : status === 200 || /^ERROR : \S/.test(text)
        if (!isClear || text.includes('the server failed')) throw new Error(`${place} ${status} ${text.slice(0, 300)}`)
      }),
      { numRuns: 600 },
    )
    stage.door.core.check()
    t.deepEqual(Object.keys(Object.prototype), [])
  } finally {
    await stage.close()
  }
})
