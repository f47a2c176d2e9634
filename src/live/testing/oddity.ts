import fc from 'fast-check'

/** Texts that mean something elsewhere. */
export const wordsOfMalice = [
  "'; DROP TABLE jobs; --",
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '%2e%2e%2f%2e%2e',
  '\u0000',
  'a\u0000b',
  '\r\nSet-Cookie: x=1',
  '\u202egnp.exe',
  '{{7*7}}',
  '$' + '{jndi:ldap://x}',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5_000),
  '💥'.repeat(60),
  '\ud800',
  '',
  ' ',
  'BNL',
  'alice',
]
const oddNumbers = [0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 1e-9]

/** A value of any sort, the odder the better. */
export const oddity: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...wordsOfMalice, ...oddNumbers, null, true, [], {}, [[]], { a: 1 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** A body with one thing put in another's place, or added, or taken away. */
export function disturbed(body: unknown, at: number, put: unknown): unknown {
  if (typeof body !== 'object' || body === null) return put
  if (Array.isArray(body)) {
    const items = body as readonly unknown[]
    const place = at % (items.length + 1)
    return [...items.slice(0, place), disturbed(items[place], at >> 2, put), ...items.slice(place + 1)]
  }
  const keys = Object.keys(body)
  const place = at % (keys.length + 2)
  if (place >= keys.length) return { ...body, [typeof put === 'string' ? put : 'extra']: put }
  const key = keys[place]
  return { ...body, [key]: disturbed(Reflect.get(body, key), at >> 2, put) }
}
