/** Who vouches for a certificate, and what of it does not count. */
import test from 'ava'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Certificate, extensionsIn } from './certificate.js'
import { ownerOfChain } from './certificate-chain.js'
import type { Trust } from './certificate-path.js'
import { readDer } from './der.js'
import { reread } from './reread.js'
import { CertificateMaker, der, type Made, trustIn } from './testing/certificate-maker.js'
import { readTrust, stateOfFolder } from './trust-folder.js'

const read = (made: Made): Certificate => new Certificate(der(made))
const vouched = (chain: readonly Made[], trust: Trust, now = Date.now()): string => {
  const found = ownerOfChain(chain.map(read), trust, now)
  return typeof found === 'string' ? found : 'welcome'
}
const authorityWith = (constraints: string): string[] => [
  `basicConstraints=critical,CA:TRUE${constraints}`,
  'keyUsage=critical,keyCertSign,cRLSign',
]

test('authorities vouch within their limits', async (t) => {
  const maker = await CertificateMaker.open()
  try {
    const root = await maker.authority('/O=Test/CN=Root')
    const last = await maker.make({ subject: '/CN=Last', extensions: authorityWith(',pathlen:0') }, root)
    const beyond = await maker.make({ subject: '/CN=Beyond', extensions: authorityWith('') }, last)
    const named = [...authorityWith(''), 'nameConstraints=critical,permitted;dirName:n', '[n]', 'O=Elsewhere']
    const narrow = await maker.make({ subject: '/CN=Narrow', extensions: named }, root)
    const forServers = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth']
    const forBoth = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth,clientAuth']
    const person = (by: Made, more: object = {}): Promise<Made> => maker.make({ subject: '/CN=Alice', ...more }, by)
    const of = { last: await person(last), beyond: await person(beyond), narrow: await person(narrow) }
    const trust = trustIn(root)
    t.is(vouched([of.last, last], trust), 'welcome')
    t.regex(vouched([of.beyond, beyond, last], trust), /no trusted authority/)
    t.regex(vouched([of.narrow, narrow], trust), /CN=Narrow has an extension 2\.5\.29\.30/)
    t.regex(vouched([of.narrow], trustIn(narrow)), /CN=Narrow has an extension 2\.5\.29\.30/)
    t.regex(vouched([await person(root, { extensions: forServers })], trust), /not one to call servers with/)
    t.is(vouched([await person(root, { extensions: forBoth })], trust), 'welcome')
    t.regex(vouched([await person(root, { digest: 'sha1' })], trust), /a signature that can be forged/)
    t.regex(vouched([await person(root, { keyKind: 'rsa:1024' })], trust), /a key that can be broken/)
    t.is(vouched([await person(root, { keyKind: 'rsa:2048' })], trust), 'welcome')
    const old = await maker.make({ subject: '/CN=Old', extensions: authorityWith(''), digest: 'sha1' })
    t.is(vouched([await person(old)], trustIn(old)), 'welcome', 'nobody asks who signed an authority that is trusted')
  } finally {
    await maker.close()
  }
})

test('a name cannot be made to look like another', async (t) => {
  const maker = await CertificateMaker.open()
  try {
    const subjectOf = async (subject: string): Promise<string> => read(await maker.make({ subject })).subject
    t.is(await subjectOf('/O=Test\\/CN=Alice'), '/O=Test?CN=Alice')
    t.is(await subjectOf('/O=Test/CN=Ali\u200bce\u202e'), '/O=Test/CN=Ali?ce?')
    t.is(await subjectOf('/O=Test/CN=host\\/grid.example.org'), '/O=Test/CN=host/grid.example.org')
    const twice = Buffer.from('3012300706032a03040400300706032a03040400', 'hex')
    t.throws(() => extensionsIn(readDer(twice)), { message: /extension 1\.2\.3\.4 twice/ })
  } finally {
    await maker.close()
  }
})

test('what an authority has taken back does not count, and its folder is read again when it changes', async (t) => {
  const maker = await CertificateMaker.open()
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-trust-'))
  try {
    const [root, other] = [await maker.authority('/O=Test/CN=Root'), await maker.authority('/O=Test/CN=Root')]
    const [alice, bob] = [await maker.person('/CN=Alice', root), await maker.person('/CN=Bob', root)]
    await writeFile(join(folder, 'root.pem'), root.certificate)
    const clock = { now: Date.now() }
    const warned: string[] = []
    const warn = (words: string): unknown => warned.push(words)
    const trust = reread(
      () => readTrust(folder),
      () => stateOfFolder(folder),
      warn,
      () => clock.now,
    )
    const list = async (by: Made, revoked: Made[]): Promise<void> => {
      await writeFile(join(folder, 'root.r0'), await maker.revocations(by, revoked))
      await utimes(join(folder, 'root.r0'), clock.now / 1000, clock.now / 1000)
      clock.now += 61_000
    }
    const people = (now = Date.now()): string[] => [vouched([alice], trust(), now), vouched([bob], trust(), now)]
    t.deepEqual(people(), ['welcome', 'welcome'])
    await list(root, [bob])
    t.deepEqual(people(), ['welcome', 'the certificate of /CN=Bob has been revoked'])
    t.regex(people(Date.now() + 5.5 * 86_400_000)[0], /expired|out of date/)
    await writeFile(join(folder, 'root.pem'), (await maker.authority('/O=Test/CN=Unrelated')).certificate)
    await writeFile(join(folder, 'again.pem'), root.certificate)
    await list(other, [bob])
    t.deepEqual(people(), ['welcome', 'welcome'], 'a list that another has signed')
    await list(root, [])
    t.deepEqual(people(), ['welcome', 'welcome'])
    await writeFile(join(folder, 'again.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')
    clock.now += 61_000
    t.deepEqual(people(), ['welcome', 'welcome'])
    t.regex(warned.join(), /what is trusted stays as it was: .*again\.pem/)
  } finally {
    await rm(folder, { recursive: true })
    await maker.close()
  }
})

test('a list of revoked certificates that is out of date is no proof', async (t) => {
  const maker = await CertificateMaker.open()
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-trust-'))
  try {
    const root = await maker.authority('/O=Test/CN=Root')
    const alice = await maker.person('/CN=Alice', root)
    await writeFile(join(folder, 'root.pem'), root.certificate + (await maker.revocations(root, [], 1)))
    t.is(vouched([alice], readTrust(folder)), 'welcome')
    t.regex(vouched([alice], readTrust(folder), Date.now() + 2 * 86_400_000), /of \/O=Test\/CN=Root is out of date/)
  } finally {
    await rm(folder, { recursive: true })
    await maker.close()
  }
})
