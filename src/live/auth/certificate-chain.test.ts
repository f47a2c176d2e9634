/** Whose a chain of certificates is: people, proxies of theirs, and all that looks like them. */
import anyTest, { type TestFn } from 'ava'
import { Certificate } from './certificate.js'
import { ownerOfChain } from './certificate-chain.js'
import { CertificateMaker, der, type Made, proxyOf, trustIn } from './testing/certificate-maker.js'

interface Cast {
  readonly maker: CertificateMaker
  readonly authority: Made
  readonly other: Made
  readonly alice: Made
}
const test = anyTest as TestFn<Cast>
const ALICE = '/DC=ch/O=Test/CN=alice/CN=123456/CN=Alice Liddell'

test.before(async (t) => {
  const maker = await CertificateMaker.open()
  const authority = await maker.authority('/DC=ch/O=Test/CN=Authority')
  const other = await maker.authority('/DC=ch/O=Test/CN=Other')
  t.context = { maker, authority, other, alice: await maker.person(ALICE, authority) }
})
test.after.always((t) => t.context.maker.close())

const read = (made: Made): Certificate => new Certificate(der(made))
/** Whose it is, in few words. */
function ownerOf(chain: readonly Made[], trusted: readonly Made[], now = Date.now()): string {
  const found = ownerOfChain(chain.map(read), trustIn(...trusted), now)
  return typeof found === 'string' ? found : `${found.owner.subject}${found.isLimited ? ' (limited)' : ''}`
}

test('a person, a proxy, a proxy of a proxy, a limited one', async (t) => {
  const { maker, authority, alice } = t.context
  const proxy = await maker.proxy(alice)
  const second = await maker.proxy(proxy, '/CN=12')
  const limited = await maker.proxy(alice, '/CN=13', proxyOf('language:1.3.6.1.4.1.3536.1.1.1.9'))
  const ofLimited = await maker.proxy(limited, '/CN=14')
  t.is(ownerOf([alice], [authority]), ALICE)
  t.is(ownerOf([proxy, alice], [authority]), ALICE)
  t.is(ownerOf([second, proxy, alice], [authority]), ALICE)
  t.is(ownerOf([limited, alice], [authority]), `${ALICE} (limited)`)
  t.is(ownerOf([ofLimited, limited, alice], [authority]), `${ALICE} (limited)`, 'what was made of it is no more')
})

test('an authority between is shown by the caller', async (t) => {
  const { maker, authority } = t.context
  const between = await maker.make(
    { subject: '/CN=Between', extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'] },
    authority,
  )
  const bob = await maker.person('/CN=Bob Builder', between)
  t.is(ownerOf([bob, between], [authority]), '/CN=Bob Builder')
  t.regex(ownerOf([bob], [authority]), /no trusted authority/)
})

test('what only looks like a chain is refused', async (t) => {
  const { maker, authority, other, alice } = t.context
  const proxy = await maker.proxy(alice)
  const mallory = await maker.person('/DC=ch/O=Test/CN=Mallory', authority)
  const impostor = await maker.person(ALICE, other)
  const noFurther = await maker.proxy(alice, '/CN=15', proxyOf('language:id-ppl-inheritAll,pathlen:0'))
  const further = await maker.proxy(noFurther, '/CN=16')
  const stranger = await maker.proxy(mallory, '/CN=17')
  const renamed = await maker.make({ subject: `${ALICE}/CN=18`, extensions: proxyOf() }, mallory)
  const longName = await maker.proxy(alice, '/CN=19/CN=20')
  const slashed = await maker.make({ subject: `${ALICE}/O=x\\/CN=y`, extensions: proxyOf() }, alice)
  const uncritical = await maker.proxy(alice, '/CN=21', ['proxyCertInfo=language:id-ppl-inheritAll'])
  const independent = await maker.proxy(alice, '/CN=22', proxyOf('language:id-ppl-independent'))
  const grown = await maker.proxy(alice, '/CN=23', [...proxyOf(), 'basicConstraints=critical,CA:TRUE'])
  const notProxy = await maker.make({ subject: `${ALICE}/CN=24` }, alice)
  const odd = await maker.make({ subject: '/CN=Odd', extensions: ['1.2.3.4=critical,DER:0500'] }, authority)
  const cases: readonly (readonly [chain: readonly Made[], words: RegExp])[] = [
    [[], /no certificate was shown/],
    [[proxy], /was not shown/],
    [[impostor], /no trusted authority/],
    [[proxy, impostor], /was not signed by/],
    [[stranger, alice], /was not signed by/],
    [[renamed, alice], /was not signed by/],
    [[renamed, mallory], /is not named after its owner/],
    [[longName, alice], /is not named after its owner/],
    [[uncritical, alice], /does not say critically/],
    [[independent, alice], /rights of a kind/],
    [[grown, alice], /says that it is an authority/],
    [[further, noFurther, alice], /allows 0 further proxies/],
    [[notProxy, alice], /no trusted authority/],
    [[authority], /is an authority, and no caller/],
    [[slashed, alice], /is not named after its owner/],
    [[odd], /extension 1\.2\.3\.4 that is not understood/],
    [Array.from({ length: 11 }, () => proxy), /more than 10/],
  ]
  for (const [chain, words] of cases) t.regex(ownerOf(chain, [authority]), words)
  t.regex(ownerOf([proxy, alice], [authority], Date.now() + 9 * 86_400_000), /expired|no trusted/)
  t.regex(ownerOf([proxy, alice], [authority], Date.now() - 86_400_000), /not valid yet|no trusted/)
})
