/** VOMS attributes: those of the real VOMS clients, and those that only look so. */
import anyTest, { type TestFn } from 'ava'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Certificate } from './certificate.js'
import { ownerOfChain } from './certificate-chain.js'
import {
  CertificateMaker,
  der,
  type Made,
  proxyOf,
  trustIn,
  vomsExtension,
  type VomsWish,
} from './testing/certificate-maker.js'
import { certificatesOf } from './trust-folder.js'
import { vomsAttributes } from './voms.js'
import { readVomsServers, type VomsServer } from './voms-servers.js'

interface Cast {
  readonly maker: CertificateMaker
  readonly authority: Made
  readonly alice: Made
  readonly voms: Made
}
const test = anyTest as TestFn<Cast>
const usual = { vo: 'atlas', fqans: ['/atlas/Role=production/Capability=NULL', '/atlas'] }

test.before(async (t) => {
  const maker = await CertificateMaker.open()
  const authority = await maker.authority('/DC=ch/O=Test/CN=Authority')
  const [alice, voms] = await Promise.all(
    ['/O=Test/CN=Alice Liddell', '/CN=voms.example.org'].map((subject) => maker.person(subject, authority)),
  )
  t.context = { maker, authority, alice, voms }
})
test.after.always((t) => t.context.maker.close())

const read = (made: Made): Certificate => new Certificate(der(made))
const known = (...servers: readonly Made[]): VomsServer[] => servers.map((one) => ({ vo: undefined, is: read(one) }))

/** What is told of alice, in few words. */
async function told(
  { maker, authority, alice, voms }: Cast,
  wish: Partial<VomsWish> & { readonly owner?: Made; readonly signer?: Made } = {},
  servers: readonly VomsServer[] = known(voms),
  now = Date.now(),
): Promise<string> {
  const { owner = alice, signer = voms } = wish
  const proxy = await maker.proxy(alice, '/CN=30', [...proxyOf(), vomsExtension(owner, signer, { ...usual, ...wish })])
  const found = vomsAttributes([read(proxy)], read(alice), { ...trustIn(authority), servers }, now)
  return typeof found === 'object' ? `${found.vo}: ${found.fqans.join(' ')}` : (found ?? 'nothing')
}

test('attributes count when a server that is trusted has signed them for this owner', async (t) => {
  const { maker, authority, alice } = t.context
  const good = `atlas: ${usual.fqans.join(' ')}`
  t.is(await told(t.context), good)
  t.is(await told(t.context, { holderName: 'subject' }), good)
  const plain = vomsAttributes([read(await maker.proxy(alice))], read(alice), { ...trustIn(), servers: [] }, Date.now())
  t.is(plain, undefined)
  const bob = await maker.person('/CN=Bob Builder', authority)
  const impostor = await maker.person('/CN=voms.example.org', await maker.authority('/O=Elsewhere/CN=Authority'))
  t.regex(await told(t.context, { owner: bob }), /those of another certificate/)
  t.regex(await told(t.context, { owner: bob, holderName: 'subject' }), /those of another certificate/)
  t.regex(await told(t.context, {}, []), /no VOMS server that is trusted/)
  t.regex(await told(t.context, { signer: bob }), /no VOMS server that is trusted/)
  t.regex(await told(t.context, { signer: impostor }), /no VOMS server that is trusted/)
  t.regex(await told(t.context, {}, undefined, Date.now() + 86_400_000), /have expired/)
  t.regex(await told(t.context, {}, undefined, Date.now() - 86_400_000), /have expired/)
  t.regex(await told(t.context, { isTargeted: true }), /extension 2\.5\.29\.55 that is not understood/)
})

test('a server speaks for its own virtual organisation', async (t) => {
  const { voms } = t.context
  const ofCms = known(voms).map(({ is }) => ({ vo: 'cms', is }))
  t.regex(await told(t.context, {}, ofCms), /trusted for atlas/)
  const stolen = { vo: 'cms', fqans: ['/cms', '/atlas/Role=production'] }
  t.regex(await told(t.context, stolen, ofCms), /of cms, and \/atlas\/Role=production is not/)
  t.is(await told(t.context, { vo: 'cms', fqans: ['/cms/Role=pilot'] }, ofCms), 'cms: /cms/Role=pilot')
  t.regex(await told(t.context, { vo: 'cms', fqans: ['/cmsx'] }, ofCms), /\/cmsx is not/)
})

test('a folder of servers, as certificates or as names', async (t) => {
  const { maker, authority, voms } = t.context
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-voms-'))
  try {
    t.throws(() => readVomsServers(folder), { message: /there is no VOMS server in it/ })
    await Promise.all(['atlas', 'cms'].map((vo) => mkdir(join(folder, vo))))
    const { subject } = read(voms)
    const names = (server: string, above: string): Promise<void> =>
      writeFile(join(folder, 'atlas', 'voms.lsc'), `${server}\n${above}\n`)
    await names(subject, '/DC=ch/O=Test/CN=Authority')
    await writeFile(join(folder, 'cms', 'voms.pem'), voms.certificate)
    const servers = readVomsServers(folder)
    t.is(await told(t.context, {}, servers), `atlas: ${usual.fqans.join(' ')}`)
    t.is(await told(t.context, { vo: 'cms', fqans: ['/cms'] }, servers), 'cms: /cms')
    const ofOther = await maker.person(subject, await maker.authority('/O=Elsewhere/CN=Authority'))
    t.regex(await told(t.context, { signer: ofOther }, servers), /no VOMS server that is trusted for atlas/)
    const impostor = await maker.person(subject, await maker.authority('/DC=ch/O=Test/CN=Authority'))
    t.regex(await told(t.context, { signer: impostor }, servers), /no VOMS server that is trusted for atlas/)
    const member = await maker.person('/CN=Mallory', authority)
    t.regex(await told(t.context, { signer: member }, servers), /no VOMS server that is trusted for atlas/)
    await names(subject, '/DC=ch/O=Test/CN=Another')
    t.regex(await told(t.context, {}, readVomsServers(folder)), /no VOMS server that is trusted for atlas/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** Certificates of the recorded ones. */
function file(name: string): Certificate[] {
  return certificatesOf(new URL(`../../../../scenarios/certificates/${name}.pem`, import.meta.url).pathname)
}

const recorded = {
  authorities: file('authority'),
  revocations: new Map(),
  servers: file('voms-server').map((is) => ({ vo: 'atlas', is })),
}

/** Owner, whether the chain is limited, and attributes. */
function seenIn(
  chain: readonly Certificate[],
): readonly [subject: string, isLimited: boolean, fqans: unknown] | string {
  const now = Date.UTC(2030, 0)
  const found = ownerOfChain(chain, recorded, now)
  if (typeof found === 'string') return found
  const { owner, proxies, isLimited } = found
  const attributes = vomsAttributes(proxies, owner, recorded, now)
  return [owner.subject, isLimited, typeof attributes === 'object' ? attributes.fqans.join(' ') : attributes]
}

test('proxies that the VOMS clients have made', (t) => {
  const seen = (name: string): unknown => seenIn(file(name))
  const fqans = '/atlas/Role=production /atlas'
  t.deepEqual(seen('proxy'), ['/DC=ch/O=Test/CN=Alice Liddell', false, fqans])
  t.deepEqual(seen('proxy-new-format'), ['/DC=ch/O=Test/CN=Alice Liddell', false, fqans])
  t.deepEqual(seen('proxy-limited'), ['/DC=ch/O=Test/CN=Alice Liddell', true, fqans])
  t.regex((seen('proxy-targeted') as string[])[2], /extension 2\.5\.29\.55 that is not understood/)
})

test('no byte of a chain can be another', (t) => {
  const chain = file('proxy')
  const welcomed: string[] = []
  for (const [place, { raw }] of chain.entries()) {
    for (let at = 0; at < raw.length; at += 2) {
      const changed = Buffer.from(raw)
      changed[at] ^= 1 << (at % 8)
      try {
        const found = seenIn(chain.with(place, new Certificate(changed)))
        if (typeof found !== 'string') welcomed.push(`certificate ${place}, byte ${at}`)
      } catch (error) {
        t.true(error instanceof Error)
      }
    }
  }
  t.deepEqual(welcomed, [])
})
