/** Queue data, as pilots and Harvester fetch them. */
import test from 'ava'
import { rawRequest } from '../testing/raw-request.js'
import { pandaStage } from './testing/panda-stage.js'

test('queues are described from the grid, or as they were imported; their status is that of this moment', async (t) => {
  const queueData = new Map([['CERN', { maxrss: 12_345, status: 'test', astorages: { read_lan: ['CERN_DATA'] } }]])
  const stage = await pandaStage({ panda: { queueData } })
  try {
    const fetched = async (file: string) => {
      const { status, text } = await rawRequest(stage.url, { path: `/cache/schedconfig/${file}` })
      return status === 200 ? (JSON.parse(text) as Record<string, unknown>) : status
    }
    const params = { name: 'BNL' }
    await stage.clients.root.call('POST /queues/:name/status', { params, body: { status: 'brokeroff' } })
    const described = await fetched('BNL.all.json')
    t.like(described, {
      nickname: 'BNL',
      state: 'ACTIVE',
      status: 'brokeroff',
      corecount: 8,
      atlas_site: 'BNL',
      timefloor: 0,
    })
    // Without these activities a pilot takes another tool than the one that is meant.
    const { acopytools } = described as { acopytools: Record<string, string[]> }
    for (const activity of ['read_lan', 'write_lan', 'default']) t.deepEqual(acopytools[activity], ['mv'])
    const imported = {
      maxrss: 12_345,
      status: 'online',
      astorages: { read_lan: ['CERN_DATA'] },
      panda_resource: 'CERN',
    }
    t.like(await fetched('CERN.all.json'), imported)
    t.deepEqual(Object.keys((await fetched('schedconfig.all.json')) as object), ['BNL', 'CERN'])
    t.is(await fetched('LYON.all.json'), 404)
    t.is(await fetched('CERN.json'), 404)
  } finally {
    await stage.close()
  }
})
