/** How clients of PanDA learn where people sign in. */
import test from 'ava'
import { rawRequest } from '../testing/raw-request.js'
import { pandaStage } from './testing/panda-stage.js'

test('of an organisation whose issuer has a client, and of no other, clients are told how people sign in', async (t) => {
  const issuer = { url: 'https://iam.example.org/', audiences: [] }
  const issuers = [
    { ...issuer, vo: 'osg' },
    { ...issuer, vo: 'atlas', client: { id: 'panda', secret: 'known to all', audience: 'https://panda' } },
  ]
  const stage = await pandaStage({ panda: { issuers } })
  try {
    const fetched = async (file: string) => rawRequest(stage.url, { path: `/auth/${file}` })
    t.deepEqual(JSON.parse((await fetched('atlas_auth_config.json')).text), {
      oidc_config_url: 'https://iam.example.org/.well-known/openid-configuration',
      client_id: 'panda',
      client_secret: 'known to all',
      audience: 'https://panda',
      vo: 'atlas',
    })
    for (const other of ['osg_auth_config.json', '__proto___auth_config.json', 'atlas.json', 'x'])
      t.is((await fetched(other)).status, 404, other)
  } finally {
    await stage.close()
  }
})
