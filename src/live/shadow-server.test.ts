import { request } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { type ShadowPlace, ShadowServer } from './shadow-server.js'

function serverOf(drawn: { pages: number }): ShadowServer {
  return new ShadowServer({
    report: () => ({ jobs: 3 }),
    page: () => Promise.resolve(`<p>${++drawn.pages}</p>`),
    pagePolicy: "default-src 'none'",
  })
}

async function listening(t: ExecutionContext, drawn = { pages: 0 }): Promise<ShadowPlace> {
  const server = serverOf(drawn)
  t.teardown(() => server.close())
  return server.listen()
}

test('the report, the page under its policy, and nothing else', async (t) => {
  const drawn = { pages: 0 }
  const { url, token } = await listening(t, drawn)
  const asked = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  t.deepEqual(await (await asked('/api/ailuro/v1/shadow')).json(), { jobs: 3 })
  const page = await fetch(`${url}/shadow?token=${token}`)
  const headers = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cache-control']
  t.deepEqual(
    headers.map((name) => page.headers.get(name)),
    ["default-src 'none'", 'nosniff', 'no-referrer', 'no-store'],
  )
  t.is(await page.text(), '<p>1</p>')
  await asked('/shadow')
  t.is(drawn.pages, 1, 'drawn once for those who ask at about the same time')
  t.is((await asked('/api/ailuro/v1/jobs')).status, 404)
  t.is((await asked('/shadow', 'POST')).status, 404)
})

test('who has not the token learns nothing, not even what is there', async (t) => {
  const { url, token } = await listening(t)
  const other = (await listening(t)).token
  const queries = ['', '?token=', `?token=${other}`, `?token=${token}x`, `?token=${token}&token=${token}`]
  for (const path of ['/shadow', '/api/ailuro/v1/shadow', '/elsewhere']) {
    for (const query of queries) t.is((await fetch(`${url}${path}${query}`)).status, 401, path + query)
  }
  const { status, headers } = await fetch(`${url}/shadow?token=${token}`, {
    headers: { authorization: `Bearer ${other}` },
  })
  t.is(status, 401)
  t.is(headers.get('www-authenticate'), 'Bearer realm="ailuro"')
})

test('a page from elsewhere that has its name lead here gets nothing', async (t) => {
  const { url, token } = await listening(t)
  const status = await new Promise((resolve) => {
    request(`${url}/shadow?token=${token}`, { headers: { host: 'evil.example:80' } }, (answer) =>
      resolve(answer.resume().statusCode),
    ).end()
  })
  t.is(status, 403)
})

test('it listens to this machine alone, and says so without naming options that a shadow has not', async (t) => {
  const server = serverOf({ pages: 0 })
  const error = await t.throwsAsync(server.listen('0.0.0.0'), { instanceOf: BadInput })
  t.notRegex(error!.message, /allow-remote/)
  await server.close()
})
