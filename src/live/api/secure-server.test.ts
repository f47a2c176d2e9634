/** Callers who show certificates in a handshake, and what PanDA's methods make of them. */
import test from 'ava'
import { createServer, request } from 'node:https'
import { type AddressInfo, createConnection } from 'node:net'
import { connect } from 'node:tls'
import { Certificate } from '../auth/certificate.js'
import { Certificates } from '../auth/certificates.js'
import { loopbackCaller, shownCertificates } from '../auth/recognisers.js'
import { CertificateMaker, der, type Made, proxyOf, trustIn, vomsExtension } from '../auth/testing/certificate-maker.js'
import { apiStage } from '../testing/api-stage.js'
import { rawRequest } from '../testing/raw-request.js'
import { renewal } from './secure-server.js'

interface Shown {
  readonly cert: string
  readonly key: string
  readonly headers?: Record<string, string>
}

/** Asks on a connection of its own. */
function ask(url: string, path: string, authority: Made, shown?: Shown, body?: object): Promise<string> {
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { 'content-type': 'application/json', ...shown?.headers }
  return new Promise((resolve, reject) => {
    const sent = request(
      url + path,
      { ca: authority.certificate, agent: false, method, ...shown, headers },
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

/** A server with TLS, and who calls it. */
async function secureStage() {
  const maker = await CertificateMaker.open()
  const authority = await maker.authority('/O=Test/CN=Authority')
  const host = await maker.make({ subject: '/CN=127.0.0.1', extensions: ['subjectAltName=IP:127.0.0.1'] }, authority)
  const alice = await maker.person('/O=Test/CN=Alice Liddell', authority)
  const voms = await maker.person('/CN=voms.example.org', authority)
  const trust = { ...trustIn(authority), servers: [{ vo: 'atlas', is: new Certificate(der(voms)) }] }
  const certificates = new Certificates(() => trust, { roles: {}, vos: [] })
  const stage = await apiStage({ recognisers: [shownCertificates(certificates)] })
  const identity = { certificate: host.certificate, key: host.key, authorities: [authority.certificate] }
  const url = await stage.server.listenSecurely(() => identity)
  const close = async (): Promise<void> => {
    await stage.close()
    await maker.close()
  }
  return { maker, authority, alice, voms, stage, url, close }
}
const whoami = '/api/ailuro/v1/whoami'
const wish = { vo: 'atlas', fqans: ['/atlas/Role=production/Capability=NULL'] }
const limited = proxyOf('language:1.3.6.1.4.1.3536.1.1.1.9')

test('certificates and proxies over TLS', async (t) => {
  const { maker, authority, alice, voms, stage, url, close } = await secureStage()
  try {
    const proxy = await maker.proxy(alice)
    t.regex(await ask(url, whoami, authority, shownBy(alice)), /^200 \{"user":"Alice Liddell","roles":\["user"\]/)
    t.regex(await ask(url, whoami, authority, shownBy(proxy, alice)), /"subject":"\/O=Test\/CN=Alice Liddell"/)
    t.regex(await ask(url, whoami, authority), /^401 .*there is no token/)
    const stranger = await maker.person('/O=Test/CN=Alice Liddell', await maker.authority('/O=Test/CN=Nobody'))
    t.regex(await ask(url, whoami, authority, shownBy(stranger)), /^401 .*no trusted authority/)
    t.regex(await ask(url, '/server/panda/getJob', authority, shownBy(stranger)), /^403 ERROR : no trusted authority/)
    t.regex(await ask(url, '/api/v1/system/is_alive', authority), /^200 .*"success":true/)

    const production = await maker.proxy(alice, '/CN=1', [...proxyOf(), vomsExtension(alice, voms, wish)])
    const told = await ask(url, whoami, authority, shownBy(production, alice))
    t.regex(told, /^200 \{"user":"Alice Liddell","roles":\["user","production","pilot"\]/)
    t.regex(told, /"vo":"atlas","groups":\["\/atlas\/Role=production\/Capability=NULL"\],"isLimitedProxy":false/)
    const weak = await maker.proxy(alice, '/CN=2', [...limited, vomsExtension(alice, voms, wish)])
    const getJob = '/api/v1/pilot/acquire_jobs'
    const body = { site_name: 'CERN' }
    t.regex(await ask(url, getJob, authority, shownBy(production, alice), body), /No jobs in PanDA/)
    t.regex(await ask(url, getJob, authority, shownBy(weak, alice), body), /limited proxies may not/)
    t.regex(await ask(url, getJob, authority, undefined, body), /SSL secure connection is required/)

    const ban = async (user: string): Promise<void> => {
      await stage.clients.root.call('PUT /bans/:user', { params: { user }, body: {} })
      t.regex(await ask(url, whoami, authority, shownBy(proxy, alice)), /^403 .*banned/)
      t.regex(await ask(url, getJob, authority, shownBy(production, alice), body), /^403 ERROR : you are banned/)
      await stage.clients.root.call('DELETE /bans/:user', { params: { user } })
      t.regex(await ask(url, whoami, authority, shownBy(proxy, alice)), /^200/)
    }
    await ban('Alice Liddell')
    await ban('/O=Test/CN=Alice Liddell')
    const self = stage.clients.root.call('PUT /bans/:user', { params: { user: 'root' }, body: {} })
    await t.throwsAsync(self, { message: /root is you, and could not lift it/ })
  } finally {
    await close()
  }
})

test('a limited proxy reads, and neither submits nor makes itself a token', async (t) => {
  const { maker, authority, alice, url, close } = await secureStage()
  try {
    const weak = shownBy(await maker.proxy(alice, '/CN=2', limited), alice)
    const job = { command: ['true'] }
    t.regex(await ask(url, whoami, authority, weak), /^200 .*"isLimitedProxy":true/)
    t.regex(await ask(url, '/api/ailuro/v1/jobs', authority, weak), /^200/)
    t.regex(await ask(url, '/api/ailuro/v1/jobs', authority, weak, job), /^403 .*limited proxies may read alone/)
    t.regex(await ask(url, '/api/ailuro/v1/jobs', authority, shownBy(alice), job), /^201/)
  } finally {
    await close()
  }
})

test('a page of elsewhere cannot call with the certificate of whoever looks at it', async (t) => {
  const { authority, alice, url, close } = await secureStage()
  try {
    const from = (headers: Record<string, string>): Promise<string> =>
      ask(url, whoami, authority, { ...shownBy(alice), headers })
    t.regex(await from({ origin: 'https://evil.example.org' }), /^401 .*a page or a proxy of elsewhere/)
    t.regex(await from({ origin: 'null' }), /^401/)
    t.regex(await from({ 'sec-fetch-site': 'cross-site' }), /^401/)
    t.regex(await from({ origin: url, 'sec-fetch-site': 'same-origin' }), /^200/)
    t.regex(await from({ origin: 'atlas.production' }), /^200/)
  } finally {
    await close()
  }
})

test('whoever connects again with a session of before is still known, with a proxy too', async (t) => {
  const { maker, authority, alice, url, close } = await secureStage()
  try {
    const shown = { ...shownBy(await maker.proxy(alice), alice), ca: authority.certificate }
    const { port } = new URL(url)
    const talk = (session?: Buffer): Promise<{ text: string; session: Buffer | undefined }> =>
      new Promise((resolve, reject) => {
        let [text, next]: [string, Buffer | undefined] = ['', undefined]
        const socket = connect({ ...shown, host: '127.0.0.1', port: Number(port), session })
        socket.on('session', (given: Buffer) => (next = given))
        socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
        socket.on('error', reject)
        socket.on('close', () => resolve({ text, session: next }))
        socket.write(`GET ${whoami} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
      })
    const { text, session } = await talk()
    t.regex(text, /^HTTP\/1\.1 200/)
    t.regex((await talk(session)).text, /^HTTP\/1\.1 200/)
  } finally {
    await close()
  }
})

test('a renewed certificate is shown from then on; one that does not fit its key never is', async (t) => {
  const maker = await CertificateMaker.open()
  const authority = await maker.authority('/O=Test/CN=Authority')
  const [first, second] = [await maker.person('/CN=first', authority), await maker.person('/CN=second', authority)]
  const tls = { certificate: first.certificate, key: first.key, authorities: [] as string[] }
  const server = createServer({ cert: first.certificate, key: first.key })
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const shown = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(String(socket.getPeerCertificate().subject.CN))
          socket.destroy()
        })
        socket.on('error', reject)
      })
    const warned: string[] = []
    const look = renewal(
      server,
      () => ({ ...tls }),
      (words) => warned.push(words),
    )
    look()
    t.is(await shown(), 'first')
    tls.certificate = second.certificate
    look()
    t.is(await shown(), 'first')
    t.regex(warned.join(), /stays as it was/)
    tls.key = second.key
    look()
    t.is(await shown(), 'second')
  } finally {
    await new Promise((resolve) => server.close(resolve))
    await maker.close()
  }
})

test('what is no handshake ends, and others go on', async (t) => {
  const { authority, alice, url, close } = await secureStage()
  try {
    const port = Number(new URL(url).port)
    const sent = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(bytes))
        let text = ''
        socket.on('data', (some: Buffer) => (text += some.toString('latin1')))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(text))
      })
    const talks = ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\x05hello', 'x'.repeat(10_000)]
    for (const text of await Promise.all(talks.map(sent))) t.notRegex(text, /HTTP\/1\.1 200/)
    t.regex(await ask(url, whoami, authority, shownBy(alice)), /^200/)
  } finally {
    await close()
  }
})

test('a caller from this machine who says nothing is the configured one, to PanDA’s methods alone', async (t) => {
  const stage = await apiStage({ recognisers: [loopbackCaller({ user: 'tester', roles: ['user', 'pilot'] })] })
  try {
    const post = { method: 'POST', path: '/api/v1/pilot/acquire_jobs', body: { site_name: 'CERN' } }
    t.regex((await rawRequest(stage.url, post)).text, /No jobs in PanDA/)
    t.is((await rawRequest(stage.url, { ...post, token: 'ailuro_nonsense' })).status, 403)
    t.is((await rawRequest(stage.url, { path: '/api/ailuro/v1/whoami' })).status, 401)
    const from = async (headers: Record<string, string>): Promise<number> =>
      (await rawRequest(stage.url, { ...post, headers })).status
    t.is(await from({ origin: 'atlas' }), 200)
    t.is(await from({ origin: stage.url }), 200)
    const foreign = [
      { origin: 'https://evil.example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example.org' },
      { 'x-forwarded-for': '192.0.2.1' },
      { forwarded: 'for=192.0.2.1' },
    ]
    for (const headers of foreign)
      t.is(await from(headers as unknown as Record<string, string>), 403, JSON.stringify(headers))
  } finally {
    await stage.close()
  }
})
