/** Every method, however its request is written and its answer wanted. */
import test from 'ava'
import { everyMethod } from './methods/index.js'
import type { PandaMethod } from './method.js'
import { encodings } from './testing/panda-request.js'
import { pandaStage } from './testing/panda-stage.js'

/** Methods that read an upload by themselves, whose body is no list of values. */
const isUpload = ({ size }: PandaMethod): boolean => size === 'upload'

test('the example of each method comes to the same in every encoding', async (t) => {
  const stage = await pandaStage()
  try {
    for (const [name, method] of everyMethod) {
      if (isUpload(method)) continue
      const given = (): Record<string, unknown> => fresh(method.example)
      if (method.classic !== undefined) {
        const answers = new Set<string>()
        for (const encoding of encodings) {
          const json = await stage.say('root', name, given(), { family: 'classic', encoding })
          t.is(json.status, 200, `${name} ${encoding}: ${json.text}`)
          answers.add(shapeOf(json.body))
          const plain = await stage.say('root', name, given(), { family: 'classic', encoding, accept: undefined })
          t.is(plain.status, 200, `${name} ${encoding}: ${plain.text}`)
          t.false(plain.text.startsWith('{'), `${name}: a query string, not ${plain.text}`)
        }
        t.is(answers.size, 1, `${name}: ${[...answers].join(' | ')}`)
      }
      if (method.v1.length === 0) continue
      const written =
        method.v1[0].verb === 'GET' ? (['query'] as const) : (['json', 'bare gzip', 'gzip', 'form'] as const)
      const answers = new Set<string>()
      for (const encoding of written) {
        const { status, body, text } = await stage.say('root', name, given(), { family: 'v1', encoding })
        t.is(status, 200, `${name} ${encoding}: ${text}`)
        t.deepEqual(Object.keys(body as object).sort(), ['data', 'message', 'success'], name)
        t.is(typeof (body as { message: unknown }).message, 'string', name)
        answers.add(shapeOf(body))
      }
      t.is(answers.size, 1, `${name}: ${[...answers].join(' | ')}`)
    }
    stage.door.core.check()
  } finally {
    await stage.close()
  }
})

test('what is missing, of the wrong kind or no JSON is told in the form that PanDA has', async (t) => {
  const stage = await pandaStage()
  try {
    for (const [name, method] of everyMethod) {
      if (isUpload(method)) continue
      const needed = Object.entries(method.takes).find(([, one]) => one.otherwise === undefined)
      if (method.v1.length > 0) {
        const wrong = method.v1[0].verb === 'GET' ? 'POST' : 'GET'
        const { body } = await stage.say('root', name, {}, { family: 'v1', verb: wrong })
        t.like(body, { success: false, message: `expecting ${method.v1[0].verb}, received ${wrong}` }, name)
        if (needed?.[1].v1 !== undefined) {
          const without = await stage.say('root', name, {}, { family: 'v1' })
          t.is(without.status, 200)
          t.regex(String((without.body as { message: unknown }).message), /^Argument error: .* it is missing/, name)
        }
      }
      if (method.classic !== undefined && needed?.[1].classic !== undefined) {
        const { body, text } = await stage.say('root', name, {}, { family: 'classic' })
        const words = `Argument error: ${needed[1].classic}: it is missing`
        if (method.refusals === 'fields') t.like(body, { StatusCode: 30 }, `${name}: ${text}`)
        else t.deepEqual([body[0], String(body[1]).startsWith(words)], [false, true], `${name}: ${text}`)
      }
    }
    for (const path of ['/server/panda/updateJob', '/api/v1/pilot/update_job']) {
      const { status, text } = await stage.send('root', 'POST', path, '{"job_id": 1', 'application/json')
      t.is(status, 500)
      t.regex(text, /^ERROR : .*no JSON/)
      const list = await stage.send('root', 'POST', path, '[1]', 'application/json')
      t.regex(list.text, /^ERROR : .*no object/)
      const broken = await stage.send('root', 'POST', path, Buffer.from([0x1f, 0x8b, 1, 2, 3]), 'application/json')
      t.regex(broken.text, /^ERROR : .*begins as gzip/)
    }
  } finally {
    await stage.close()
  }
})

let serial = 0
/** The example, with a name of its own where it submits a task. */
function fresh(example: PandaMethod['example']): Record<string, unknown> {
  const { parameters } = example as { readonly parameters?: { readonly taskName?: string } }
  if (parameters?.taskName === undefined) return { ...example }
  return { ...example, parameters: { ...parameters, taskName: `user.root.${++serial}/` } }
}

/** What sort of answer it is, whatever the values: calls change the state that later ones tell of. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.hasOwn(value, 'StatusCode') ? 'fields' : `{${Object.keys(value).sort().join()}}`
}
