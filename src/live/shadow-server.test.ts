import { request } from 'node:http'
import test from 'ava'
import { BadInput } from '../model/bad-input.js'
import { ShadowServer } from './shadow-server.js'

function serverOf(drawn: { pages: number }): ShadowServer {
  return new ShadowServer({
    report: () => ({ jobs: 3 }),
    page: () => Promise.resolve(`<p>${++drawn.pages}</p>`),
    pagePolicy: "default-src 'none'",
  })
}

test('the report, the page under its policy, and nothing else', async (t) => {
  const drawn = { pages: 0 }
  const server = serverOf(drawn)
  const url = await server.listen()
  t.teardown(() => server.close())
  t.deepEqual(await (await fetch(`${url}/api/ailuro/v1/shadow`)).json(), { jobs: 3 })
  const page = await fetch(`${url}/`)
  t.is(page.url, `${url}/shadow`)
  t.is(page.headers.get('content-security-policy'), "default-src 'none'")
  t.is(await page.text(), '<p>1</p>')
  await fetch(`${url}/shadow`)
  t.is(drawn.pages, 1, 'drawn once for those who ask at about the same time')
  t.is((await fetch(`${url}/api/ailuro/v1/jobs`)).status, 404)
  t.is((await fetch(`${url}/shadow`, { method: 'POST' })).status, 404)
})

test('a page from elsewhere that has its name lead here gets nothing', async (t) => {
  const server = serverOf({ pages: 0 })
  const url = await server.listen()
  t.teardown(() => server.close())
  const status = await new Promise((resolve) => {
    request(`${url}/shadow`, { headers: { host: 'evil.example:80' } }, (answer) =>
      resolve(answer.resume().statusCode),
    ).end()
  })
  t.is(status, 403)
})

test('it listens to this machine alone', async (t) => {
  const server = serverOf({ pages: 0 })
  await t.throwsAsync(server.listen('0.0.0.0'), { instanceOf: BadInput })
  await server.close()
})
