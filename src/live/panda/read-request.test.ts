/** Bodies that would keep the server busy, or be kept by it, for nobody's good. */
import test from 'ava'
import { rawConversation } from '../testing/raw-request.js'
import { valuesOf } from './read-request.js'
import { pandaStage } from './testing/panda-stage.js'

const limits = { bytes: 1 << 20, depth: 32 }

function valuesOfForm(text: string): Record<string, unknown> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return valuesOf({ method: 'POST', query: {}, body: Buffer.from(text), headers } as never, 'v1', limits)
}

test('a name that a form repeats has a list, in its order', (t) => {
  t.deepEqual(valuesOfForm('a=1&b=2&a=3&a=4'), { a: ['1', '3', '4'], b: '2' })
  t.is((valuesOfForm('a=1&'.repeat(20_000))['a'] as string[]).length, 20_000)
})

test('a form of more values than any list has is refused', (t) => {
  t.throws(() => valuesOfForm('a=1&'.repeat(20_001)), { message: 'the form has more than 20000 values' })
})

test('whoever may not call is answered before their body has come', async (t) => {
  const stage = await pandaStage()
  try {
    for (const place of ['/api/v1/task/submit', '/server/panda/insertTaskParams']) {
      const head = [`POST ${place} HTTP/1.1`, 'host: 127.0.0.1', 'connection: close', 'content-type: application/json']
      const heard = await rawConversation(stage.url, `${head.join('\r\n')}\r\ncontent-length: 1000\r\n\r\n{"half`)
      t.regex(heard, /^HTTP\/1\.1 200 [^]*SSL(?: |\+)secure(?: |\+)connection/, place)
    }
  } finally {
    await stage.close()
  }
})
