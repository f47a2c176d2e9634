/** Callers who show certificates in a handshake, and what PanDA's methods make of them. */
import test from 'ava'
import { request } from 'node:https'
import { Certificate } from '../auth/certificate.js'
import { Certificates } from '../auth/certificates.js'
import { loopbackCaller, shownCertificates } from '../auth/recognisers.js'
import { CertificateMaker, der, type Made, proxyOf, vomsExtension } from '../auth/testing/certificate-maker.js'
import { apiStage } from '../testing/api-stage.js'
import { rawRequest } from '../testing/raw-request.js'

interface Shown {
  readonly cert: string
  readonly key: string
}

/** Asks on a connection of its own. */
function ask(url: string, path: string, authority: Made, shown?: Shown, body?: object): Promise<string> {
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const sent = request(
      url + path,
      { ca: authority.certificate, agent: false, method, headers, ...shown },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve(`${answer.statusCode} ${text}`))
      },
    )
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

const shownBy = (key: Made, ...chain: readonly Made[]): Shown => {
  return { cert: [key, ...chain].map(({ certificate }) => certificate).join(''), key: key.key }
}

test('certificates and proxies over TLS', async (t) => {
  const maker = await CertificateMaker.open()
  const authority = await maker.authority('/O=Test/CN=Authority')
  const host = await maker.make({ subject: '/CN=127.0.0.1', extensions: ['subjectAltName=IP:127.0.0.1'] }, authority)
  const alice = await maker.person('/O=Test/CN=Alice Liddell', authority)
  const voms = await maker.person('/CN=voms.example.org', authority)
  const read = (made: Made): Certificate => new Certificate(der(made))
  const certificates = new Certificates([read(authority)], [read(voms)], { roles: {}, vos: [] })
  const stage = await apiStage({ recognisers: [shownCertificates(certificates)] })
  try {
    const { certificate, key } = host
    const url = await stage.server.listenSecurely({ certificate, key, authorities: [authority.certificate] })
    const whoami = '/api/ailuro/v1/whoami'
    const proxy = await maker.proxy(alice)
    t.is(await ask(url, whoami, authority, shownBy(alice)), '200 {"user":"Alice Liddell","roles":["user"]}')
    t.is(await ask(url, whoami, authority, shownBy(proxy, alice)), '200 {"user":"Alice Liddell","roles":["user"]}')
    t.regex(await ask(url, whoami, authority), /^401 .*there is no token/)
    const stranger = await maker.person('/O=Test/CN=Alice Liddell', await maker.authority('/O=Test/CN=Nobody'))
    t.regex(await ask(url, whoami, authority, shownBy(stranger)), /^401 .*no trusted authority/)
    t.regex(await ask(url, '/server/panda/getJob', authority, shownBy(stranger)), /^403 ERROR : no trusted authority/)
    t.regex(await ask(url, '/api/v1/system/is_alive', authority), /^200 .*"success":true/)

    const wish = { vo: 'atlas', fqans: ['/atlas/Role=production/Capability=NULL'] }
    const production = await maker.proxy(alice, '/CN=1', [...proxyOf(), vomsExtension(alice, voms, wish)])
    const roles = /^200 \{"user":"Alice Liddell","roles":\["user","production","pilot"\]\}$/
    t.regex(await ask(url, whoami, authority, shownBy(production, alice)), roles)
    const limited = proxyOf('language:1.3.6.1.4.1.3536.1.1.1.9')
    const weak = await maker.proxy(alice, '/CN=2', [...limited, vomsExtension(alice, voms, wish)])
    const getJob = '/api/v1/pilot/acquire_jobs'
    const body = { site_name: 'CERN' }
    t.regex(await ask(url, getJob, authority, shownBy(production, alice), body), /No jobs in PanDA/)
    t.regex(await ask(url, getJob, authority, shownBy(weak, alice), body), /limited proxies may not/)
    t.regex(await ask(url, getJob, authority, undefined, body), /SSL secure connection is required/)

    await stage.clients.root.call('PUT /bans/:user', { params: { user: 'Alice Liddell' }, body: {} })
    t.regex(await ask(url, whoami, authority, shownBy(proxy, alice)), /^403 .*banned/)
    t.regex(await ask(url, getJob, authority, shownBy(production, alice), body), /^403 ERROR : you are banned/)
    await stage.clients.root.call('DELETE /bans/:user', { params: { user: 'Alice Liddell' } })
    t.regex(await ask(url, whoami, authority, shownBy(proxy, alice)), /^200/)
  } finally {
    await stage.close()
    await maker.close()
  }
})

test('a caller from this machine who says nothing is the configured one, to PanDA’s methods alone', async (t) => {
  const stage = await apiStage({ recognisers: [loopbackCaller({ user: 'tester', roles: ['user', 'pilot'] })] })
  try {
    const post = { method: 'POST', path: '/api/v1/pilot/acquire_jobs', body: { site_name: 'CERN' } }
    t.regex((await rawRequest(stage.url, post)).text, /No jobs in PanDA/)
    t.is((await rawRequest(stage.url, { ...post, token: 'ailuro_nonsense' })).status, 403)
    t.is((await rawRequest(stage.url, { path: '/api/ailuro/v1/whoami' })).status, 401)
  } finally {
    await stage.close()
  }
})
