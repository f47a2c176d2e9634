/** How PanDA's clients speak and are answered, whatever they ask for. */
import test from 'ava'
import { rawRequest } from '../testing/raw-request.js'
import { pandaStage } from './testing/panda-stage.js'

test('isAlive in both families, by either verb', async (t) => {
  const stage = await pandaStage()
  try {
    const v1 = await stage.say('stranger', 'isAlive')
    t.deepEqual([v1.status, v1.body], [200, { success: true, message: '', data: null }])
    for (const encoding of ['query', 'form', 'bare gzip'] as const) {
      const classic = await stage.say('stranger', 'isAlive', {}, { family: 'classic', encoding })
      t.deepEqual([classic.status, classic.text], [200, 'alive=yes'], encoding)
    }
    // A native client of panda-client sends two bytes with its GET.
    const { text, status } = await rawRequest(stage.url, {
      path: '/api/latest/system/is_alive',
      headers: { 'content-length': '2' },
      body: {},
    })
    t.deepEqual([status, text], [200, JSON.stringify(v1.body)])
  } finally {
    await stage.close()
  }
})

test('what is wrong with a request is told in the form that PanDA has for it', async (t) => {
  const stage = await pandaStage()
  try {
    const ask = async (method: string, path: string, more: object = {}) => {
      const { status, text } = await rawRequest(stage.url, { method, path, ...more })
      return `${status} ${text}`
    }
    t.regex(await ask('POST', '/api/v1/system/is_alive'), /^200 .*expecting GET, received POST/)
    for (const written of ['kill', 'kill/', 'kil%6C'])
      t.regex(await ask('GET', `/api/latest/task/${written}?task_id=1`), /^200 .*expecting POST, received GET/, written)
    t.regex(await ask('GET', '/server/panda/noSuchMethod'), /^403 ERROR : \/server\/panda\/noSuchMethod is no method/)
    t.regex(await ask('GET', '/api/v1/nothing/at_all'), /^403 ERROR : /)
  } finally {
    await stage.close()
  }
})
