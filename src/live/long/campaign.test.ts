/** A short campaign at PanDA's wire: a real server with its store is killed under load. `npm run test:long -- --wire panda` is the long one. */
import test from 'ava'
import { campaign } from './campaign.js'
import { sqliteKind } from './store-kinds.js'

test('a server that is killed loses nothing that it acknowledged over PanDA’s wire, and nothing runs twice', async (t) => {
  const counts = await campaign({
    ...{ kind: sqliteKind, kills: 4, seed: 'short', wire: 'panda', tell: () => undefined },
    crowd: { whole: 0, hollow: 25 },
    load: { submitters: 2, mostAlive: 40 },
  })
  t.deepEqual(counts.faults, [])
  t.true(counts.kills >= 4)
  t.true(counts.tasks > 4 && counts.payloadStarts > counts.tasks, 'it did something')
  t.log({ ...counts, faults: counts.faults.length })
})
