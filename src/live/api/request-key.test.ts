/** Requests that come again under their key, and others under the same one. */
import test from 'ava'
import { story } from '../testing/api-story.js'
import { ApiProblem } from './api-problem.js'

test('a key belongs to its user and its path', story, async (t, { alice, bob }) => {
  const body = { command: ['true'] }
  const first = await alice('POST /jobs', { body }, { key: 'k' })
  t.deepEqual(await alice('POST /jobs', { body }, { key: 'k' }), first)
  t.notDeepEqual(await bob('POST /jobs', { body }, { key: 'k' }), first)
  t.is((await alice('GET /tasks')).items.length, 1)
})

test(
  'a key that comes again with another body is refused, and nothing of that request is done',
  story,
  async (t, its) => {
    const { alice, bob, paula } = its
    const words =
      'idempotency key: a request that asked for something else came under it before; allowed: the same request again, or another key'
    const refused = (request: Promise<unknown>) =>
      t.throwsAsync(request, { instanceOf: ApiProblem, message: words }).then((error) => t.is(error.status, 422))
    const one = { command: ['true'] }
    const first = await alice('POST /jobs', { body: one }, { key: 'k' })
    await refused(alice('POST /jobs', { body: { ...one, jobs: 2 } }, { key: 'k' }))
    t.deepEqual(await alice('POST /jobs', { body: one }, { key: 'k' }), first)
    const both = await Promise.allSettled(
      [1, 2].map((jobs) => alice('POST /tasks', { body: { jobs } }, { key: 'both' })),
    )
    t.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'at the same time as well')
    // All of the first bulk is refused, and the second one is longer than it.
    const bulk = (...tasks: { jobs: number }[]) => bob('POST /tasks/bulk', { body: { tasks } }, { key: 'bulk' })
    t.is((await bulk({ jobs: 0 })).refused, 1)
    await refused(bulk({ jobs: 1 }, { jobs: 1 }))
    t.is((await bob('GET /tasks')).items.length, 0)
    const link = { from: 'BNL', to: 'CERN', hourMBps: 1, dayMBps: null, weekMBps: null }
    const measure = (...links: (typeof link)[]) => paula('PUT /links', { body: { links } }, { key: 'links' })
    await measure(link)
    await refused(measure({ ...link, hourMBps: 2 }, { ...link, from: 'CERN', to: 'BNL' }))
    const copy = { name: 'd', site: 'BNL' }
    await paula('PUT /datasets/:name', { params: { name: 'd' }, body: { bytes: 1, sites: ['BNL'] } })
    const gone = (kind: 'cached' | 'tape') =>
      paula('DELETE /datasets/:name/replicas/:site', { params: copy, query: { kind } }, { key: 'gone' })
    await gone('cached')
    await refused(gone('tape'))
  },
)
