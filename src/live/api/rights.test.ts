/** Who may call what: every role against every route, on work of their own and of others. */
import test from 'ava'
import { type ApiStage, apiStage, type CastMember } from '../testing/api-stage.js'
import { rawRequest } from '../testing/raw-request.js'
import type { Route } from './route.js'
import { placeOfRoute } from './route-place.js'
import { type RouteName, routes } from './routes/index.js'

/**
 * What each caller gets: `ok` (neither turned away nor told that nothing is there), or the status of the refusal. The work
 * that a route is about is alice's. A route that is missing here does not compile, and fails the first test.
 */
const matrix: Record<RouteName, string> = {
  //                                      alice bob paula pilot root stranger
  'POST /tasks': '                        ok    ok  ok    403   ok   401',
  'POST /tasks/bulk': '                   ok    ok  ok    403   ok   401',
  'GET /tasks': '                         ok    ok  ok    403   ok   401',
  'GET /tasks/:number': '                 ok    404 ok    403   ok   401',
  'GET /tasks/:number/jobs': '            ok    404 ok    403   ok   401',
  'GET /tasks/:number/explain': '         ok    404 ok    403   ok   401',
  'POST /tasks/:number/kill': '           ok    404 ok    403   ok   401',
  'POST /tasks/:number/retry': '          ok    404 ok    403   ok   401',
  'PATCH /tasks/:number': '               ok    404 ok    403   ok   401',
  'POST /jobs': '                         ok    ok  ok    403   ok   401',
  'GET /jobs': '                          ok    ok  ok    403   ok   401',
  'GET /jobs/:id': '                      ok    404 ok    403   ok   401',
  'GET /jobs/:id/explain': '              ok    404 ok    403   ok   401',
  'POST /jobs/:id/kill': '                ok    404 ok    403   ok   401',
  'GET /jobs/:id/log': '                  ok    404 ok    403   ok   401',
  'PUT /jobs/:id/log': '                  403   403 403   ok    ok   401',
  'GET /sites': '                         ok    ok  ok    403   ok   401',
  'GET /queues': '                        ok    ok  ok    403   ok   401',
  'GET /queues/:name': '                  ok    ok  ok    403   ok   401',
  'GET /queues/:name/explain': '          ok    ok  ok    403   ok   401',
  'POST /queues/:name/status': '          403   403 403   403   ok   401',
  'GET /shares': '                        ok    ok  ok    403   ok   401',
  'GET /facts': '                         403   403 ok    403   ok   401',
  'POST /pilots/ask': '                   403   403 403   ok    ok   401',
  'POST /pilots/lost': '                  403   403 403   ok    ok   401',
  'POST /jobs/:id/accepted': '             403   403 403   ok    ok   401',
  'POST /jobs/:id/started': '             403   403 403   ok    ok   401',
  'POST /jobs/:id/heartbeat': '           403   403 403   ok    ok   401',
  'POST /jobs/:id/ended': '               403   403 403   ok    ok   401',
  'PUT /datasets/:name': '                403   403 ok    403   ok   401',
  'PUT /datasets/:name/replicas/:site': ' 403   403 ok    403   ok   401',
  'DELETE /datasets/:name/replicas/:site': '403 403 ok    403   ok   401',
  'PATCH /sites/:name/storage': '         403   403 ok    403   ok   401',
  'PUT /links': '                         403   403 ok    403   ok   401',
  'POST /transfers/:number/ended': '      403   403 ok    403   ok   401',
  'POST /brokerage/pause': '              403   403 403   403   ok   401',
  'POST /brokerage/resume': '             403   403 403   403   ok   401',
  'GET /limits': '                        403   403 ok    403   ok   401',
  'PATCH /limits': '                      403   403 403   403   ok   401',
  'POST /restart': '                      403   403 403   403   ok   401',
  'GET /bans': '                          403   403 403   403   ok   401',
  'PUT /bans/:user': '                    403   403 403   403   ok   401',
  'DELETE /bans/:user': '                 403   403 403   403   ok   401',
  'POST /tokens': '                       403   403 403   403   ok   401',
  'GET /tokens': '                        403   403 403   403   ok   401',
  'DELETE /tokens/:number': '             403   403 403   403   ok   401',
  'GET /whoami': '                        ok    ok  ok    ok    ok   401',
  'POST /monitor/tickets': '              ok    ok  ok    403   ok   401',
  'GET /openapi.json': '                  ok    ok  ok    ok    ok   ok',
  'GET /': '                              ok    ok  ok    ok    ok   ok',
  'GET /healthz': '                       ok    ok  ok    ok    ok   ok',
  'GET /readyz': '                        ok    ok  ok    ok    ok   ok',
  'GET /metrics': '                       ok    ok  ok    ok    ok   401',
}
const callers = ['alice', 'bob', 'paula', 'pilot', 'root', 'stranger'] as const

test('every route has its row, and every row a route', (t) => {
  t.deepEqual(Object.keys(matrix).sort(), Object.keys(routes).sort())
})

/** What a route is about, made anew for each call: a task of alice's with one job and a log, and a token. */
async function subjects({ clients, door, tokens }: ApiStage): Promise<Record<string, string>> {
  const { task } = await clients.alice.call('POST /jobs', { body: { command: ['true'] } })
  const id = door.core.state.jobs.created
  await clients.pilot.call('PUT /jobs/:id/log', { params: { id }, body: 'hello' })
  const { token } = await tokens.make({ user: 'carol', roles: ['user'] })
  return { id: String(id), task: String(task), token: String(token.number), name: 'BNL', site: 'CERN' }
}

function pathOf(name: string, subject: Record<string, string>): string {
  const { path } = placeOfRoute(name)
  const number = name.includes('/tokens') ? subject['token'] : subject['task']
  return path.replace(/:(\w+)/g, (_, parameter: string) =>
    parameter === 'number' ? number : name.includes('/datasets') && parameter === 'name' ? 'data' : subject[parameter],
  )
}

test('every role against every route', async (t) => {
  const stage = await apiStage()
  try {
    await stage.clients.root.call('PUT /datasets/:name', {
      params: { name: 'data' },
      body: { bytes: 1e9, sites: ['BNL', 'CERN'] },
    })
    for (const [name, row] of Object.entries(matrix)) {
      const expected = row.trim().split(/\s+/)
      const { method } = placeOfRoute(name)
      const { example, bodyType } = routes[name as RouteName] as unknown as Route
      for (const [i, caller] of callers.entries()) {
        const token = caller === 'stranger' ? undefined : stage.secrets[caller as CastMember]
        const path = pathOf(name, await subjects(stage))
        const headers = bodyType === 'application/json' ? {} : { 'content-type': bodyType }
        const { status, text } = await rawRequest(stage.url, { method, path, token, headers, body: example.body })
        const isOk = ![401, 403, 404].includes(status) && status < 500
        t.is(isOk ? 'ok' : String(status), expected[i], `${caller}: ${name}: ${status} ${text.slice(0, 200)}`)
      }
    }
    stage.door.core.check()
  } finally {
    await stage.close()
  }
})

test('what is not theirs looks to users as if it were not there', async (t) => {
  const stage = await apiStage()
  try {
    const { alice, bob, paula } = stage.clients
    await alice.call('POST /tasks', { body: { name: 'secret-plan', jobs: 2, spec: { command: ['true'] } } })
    const ask = async (path: string) => {
      const { status, text } = await rawRequest(stage.url, { path: `/api/ailuro/v1${path}`, token: stage.secrets.bob })
      return [status, text.replace(/"requestId":"[^"]*"/, '').replace(/\d+/g, 'N')]
    }
    t.deepEqual(await ask('/jobs/1'), await ask('/jobs/777'))
    t.deepEqual(await ask('/tasks/1'), await ask('/tasks/777'))
    t.deepEqual((await bob.call('GET /jobs')).items, [])
    t.deepEqual((await bob.call('GET /tasks', { query: { user: 'alice' } })).items, [])
    t.deepEqual((await bob.call('GET /jobs', { query: { task: 1 } })).items, [])
    t.is((await alice.call('GET /jobs', { query: { user: 'alice' } })).items.length, 2)
    t.is((await paula.call('GET /jobs', { query: { user: 'alice', task: 1 } })).items.length, 2)
    t.is((await paula.call('GET /tasks', { query: { name: 'secret-plan' } })).items.length, 1)
  } finally {
    await stage.close()
  }
})

test('users submit no work that takes more rights than theirs', async (t) => {
  const stage = await apiStage()
  try {
    const attempt = async (caller: CastMember, more: object) => {
      const body = { jobs: 1, ...more }
      const { status } = await rawRequest(stage.url, {
        method: 'POST',
        path: '/api/ailuro/v1/tasks',
        token: stage.secrets[caller],
        body,
      })
      return status
    }
    const oddities = [{ user: 'bob' }, { label: 'managed' }, { priority: 1001 }, { share: 'managed' }]
    for (const oddity of oddities) {
      t.is(await attempt('alice', oddity), 403, JSON.stringify(oddity))
      t.is(await attempt('paula', oddity), 201, JSON.stringify(oddity))
    }
    t.is(await attempt('alice', { user: 'alice', label: 'test', share: 'test', priority: 1000 }), 201)
  } finally {
    await stage.close()
  }
})
