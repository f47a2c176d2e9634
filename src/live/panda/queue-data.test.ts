/** Queue data, as pilots and Harvester fetch them. */
import test from 'ava'
import { rawRequest } from '../testing/raw-request.js'
import { pandaStage } from './testing/panda-stage.js'

test('queues are described from the grid, or as they were imported; their status is that of this moment', async (t) => {
  const told = { maxrss: 12_345, status: 'test', astorages: { read_lan: ['CERN_DATA'] }, nickname: 'CERN-PROD' }
  const queueData = new Map([['CERN', told]])
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
    // By the name of the queue or of the resource; the list has the first, by which Harvester knows them.
    for (const name of ['CERN', 'CERN-PROD']) t.like(await fetched(`${name}.all.json`), imported)
    for (const list of ['schedconfig.all.json', 'pandaqueues.json'])
      t.deepEqual(Object.keys((await fetched(list)) as object), ['BNL', 'CERN-PROD'])
    for (const file of ['LYON.all.json', 'CERN.json', 'constructor.all.json', '__proto__.all.json', '.all.json'])
      t.is(await fetched(file), 404, file)
  } finally {
    await stage.close()
  }
})
