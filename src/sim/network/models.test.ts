import test from 'ava'
import { exact } from './exact.js'
import { networkModel, networkModels } from './index.js'
import type { NetworkParts } from './network.js'
import { oneHop } from './one-hop.js'
import { slots } from './slots.js'
import { Ledger } from './testing/ledger.js'
import { Luck, play, randomStory } from './testing/random-story.js'
import { TextbookNetwork } from './testing/textbook-network.js'

const STORIES = 200
const open: NetworkParts = { sites: 3, slotsPerLink: 2 }
const MB = 1e6
const stories = Array.from({ length: STORIES }, (_, number) => number)

test('models have names of their own and say how transfers share', (t) => {
  t.is(new Set(networkModels.map(({ name }) => name)).size, networkModels.length)
  for (const { name, about } of networkModels) t.regex(`${name}: ${about}`, /^[\w-]+: .{20}/)
  for (const model of networkModels) t.is(networkModel(model.name), model)
  t.throws(() => networkModel('fair'), { message: "network model: 'fair'; allowed: exact, one-hop, slots" })
})

for (const model of networkModels) {
  test(`${model.name}: books balance, and whatever was started ends`, (t) => {
    for (const number of stories) {
      const { parts, happenings } = randomStory(number)
      const network = model.create(parts)
      const ledger = new Ledger(network, parts)
      play(ledger, happenings, () => network.check())
      t.is(ledger.entries.size, 0)
      t.true(ledger.worstLoss < 1e-9, `story ${number} loses ${ledger.worstLoss}`)
    }
  })

  test(`${model.name}: equal calls give equal results, to the last bit`, (t) => {
    for (const number of stories.slice(0, 20)) {
      const { parts, happenings } = randomStory(number)
      t.deepEqual([...play(model.create(parts), happenings)], [...play(model.create(parts), happenings)])
    }
  })

  test(`${model.name}: without limits a transfer takes its bytes over its cap`, (t) => {
    const network = model.create(open)
    network.start(5, 0, 0, 1, 100 * MB, 20 * MB)
    network.start(5, 1, 1, 2, 90 * MB, 30 * MB)
    network.start(5, 2, 2, 2, 70 * MB, Infinity)
    network.start(5, 3, 1, 0, 0, MB)
    const ended = [0, 1, 2, 3].map(() => [network.nextEnd(), network.popEnded(network.nextEnd())])
    t.deepEqual(ended.slice(1), [
      [ended[1][0], 2],
      [8, 1],
      [10, 0],
    ])
    t.deepEqual(ended[0], [5, 3])
    t.true(ended[1][0] - 5 < 1e-6, 'within a site nothing takes time')
    t.is(network.nextEnd(), Infinity)
    t.is(network.startedAt(0), 5)
  })

  test(`${model.name}: of several that end together the lowest row comes first`, (t) => {
    const network = model.create({ sites: 9, slotsPerLink: 1 })
    for (const row of [6, 2, 7, 0, 5, 1, 4, 3]) network.start(0, row, row, row + 1, 100, 10)
    t.deepEqual(
      Array.from({ length: 8 }, () => network.popEnded(10)),
      [0, 1, 2, 3, 4, 5, 6, 7],
    )
  })

  test(`${model.name}: where nothing passes transfers stall, and go on when it does again`, (t) => {
    const network = model.create(open)
    network.start(0, 0, 0, 1, 100, 10)
    network.start(0, 1, 2, 1, 100, 10)
    network.start(0, 2, 1, 0, 100, 10)
    network.setCapacity(5, 0, Infinity, 0)
    t.deepEqual(
      [0, 1, 2].map((row) => network.rateOf(row)),
      [0, 10, 10],
    )
    network.setLinkCapacity(6, 2, 1, 0)
    network.setLinkCapacity(6, 1, 0, Infinity)
    t.deepEqual(
      [0, 1, 2].map((row) => network.rateOf(row)),
      [0, 0, 10],
    )
    t.deepEqual([network.nextEnd(), network.popEnded(10)], [10, 2])
    t.is(network.nextEnd(), Infinity)
    network.check()
    network.setLinkCapacity(20, 2, 1, Infinity)
    t.is(network.nextEnd(), 24)
    network.setCapacity(22, 0, Infinity, Infinity)
    t.deepEqual([network.popEnded(24), network.nextEnd(), network.popEnded(27)], [1, 27, 0])
  })

  test(`${model.name}: what is cancelled never ends, and its row may be used again`, (t) => {
    const network = model.create({ ...open, egress: [10, 0, 0] })
    network.start(0, 0, 0, 1, 100, 10)
    network.start(0, 1, 1, 0, 100, 10)
    t.throws(() => network.start(3, 0, 0, 2, 1, 1), { message: 'transfer 0 is under way already' })
    network.cancel(4, 0)
    t.is(network.rateOf(0), 0)
    network.check()
    t.deepEqual([network.nextEnd(), network.popEnded(10), network.nextEnd()], [10, 1, Infinity])
    t.throws(() => network.cancel(11, 0), { message: 'transfer 0 is not under way' })
    network.start(20, 0, 0, 2, 50, 10)
    t.deepEqual([network.nextEnd(), network.popEnded(25)], [25, 0])
  })

  test(`${model.name}: measures what it carries`, (t) => {
    const network = model.create(open)
    network.start(0, 0, 0, 1, 100, 10)
    network.start(2, 1, 0, 1, 300, 20)
    t.deepEqual([network.activeOn(0, 1), network.activeOn(1, 0)], [2, 0])
    t.is(network.measurements.filesQueued(0, 1), 2)
    network.popEnded(10)
    network.cancel(12, 1)
    t.is(network.activeOn(0, 1), 0)
    t.is(network.measurements.filesQueued(0, 1), 0)
    t.is(network.measurements.rate(12, 0, 0, 1), 10)
    t.is(network.measurements.filesInHour(10, 0, 1), 1)
  })

  test(`${model.name}: turns away what no network can be`, (t) => {
    const fault = (parts: Partial<NetworkParts>): string | undefined =>
      t.throws(() => model.create({ ...open, ...parts })).message
    t.is(
      fault({ egress: [1, -2] }),
      'network: egress of site 1: -2 bytes a second; allowed: a positive number, or 0 for no limit',
    )
    t.is(
      fault({ ingress: [NaN] }),
      'network: ingress of site 0: NaN bytes a second; allowed: a positive number, or 0 for no limit',
    )
    t.is(
      fault({ links: [{ from: 0, to: 3, capacity: 1 }] }),
      'network: link from site 0 to site 3: no such link; allowed: two different sites between 0 and 2',
    )
    t.is(
      fault({ links: [{ from: 0, to: 1, capacity: -1 }] }),
      'network: link from site 0 to site 1: -1 bytes a second; allowed: a positive number, or 0 for no limit',
    )
    t.throws(() => model.create(open).start(0, 7, 0, 1, 5, 0), { message: 'transfer 7 has a cap of 0 bytes a second' })
  })
}

test('slots: a number of slots that cannot be is turned away', (t) => {
  for (const slotsPerLink of [0, 1.5])
    t.throws(() => slots.create({ sites: 1, slotsPerLink }), { message: /slots per link: .*; allowed: a whole number/ })
})

for (const model of [exact, oneHop]) {
  test(`${model.name}: nothing ever carries more than it can`, (t) => {
    for (const number of stories) {
      const { parts, happenings } = randomStory(number)
      const ledger = new Ledger(model.create(parts), parts)
      play(ledger, happenings, () => t.deepEqual(ledger.overfull(), [], `story ${number}`))
    }
  })
}

test('exact: whoever is below the cap is held back where nobody gets more', (t) => {
  for (const number of stories) {
    const { parts, happenings } = randomStory(number)
    const ledger = new Ledger(exact.create(parts), parts)
    play(ledger, happenings, () => t.deepEqual(ledger.heldBackByNothing(), [], `story ${number}`))
  }
})

test('exact: rates and ends are those of the textbook', (t) => {
  let held = 0
  for (const number of stories) {
    const { parts, happenings } = randomStory(number)
    const textbook = new TextbookNetwork(parts)
    const network = exact.create(parts)
    const rightRates: number[] = []
    const rates: number[] = []
    const rightEnds = play(textbook, happenings, (underWay) => {
      for (const transfer of underWay) rightRates.push(textbook.rateOf(transfer))
    })
    const ends = play(network, happenings, (underWay) => {
      for (const transfer of underWay) rates.push(network.rateOf(transfer))
    })
    t.is(rates.length, rightRates.length)
    t.true(
      rates.every((rate, i) => isClose(rate, rightRates[i])),
      `rates of story ${number}`,
    )
    t.is(ends.size, rightEnds.size)
    t.true(
      [...rightEnds].every(([transfer, at]) => isClose(ends.get(transfer)!, at)),
      `ends of story ${number}`,
    )
    held += rates.filter((rate) => rate === 0).length
  }
  t.true(held > 100, 'the stories have stalled transfers')
})

test('exact: the order of simultaneous arrivals makes no difference', (t) => {
  for (const number of stories) {
    const luck = new Luck(-1 - number)
    const { parts, happenings } = randomStory(number)
    const arrivals = happenings
      .filter(({ kind }) => kind === 'start')
      .map((one) => ({ ...one, at: Math.floor(one.at / 4) }))
    const shuffled = arrivals
      .map((one) => ({ one, key: one.at + 0.9 * luck.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one)
    t.notDeepEqual(shuffled, arrivals)
    const ends = play(exact.create(parts), arrivals)
    const others = play(exact.create(parts), shuffled)
    t.true(
      [...ends].every(([transfer, at]) => isClose(others.get(transfer)!, at)),
      `story ${number}`,
    )
  }
})

test('one-hop: equal to exact, to the last bit, where nothing is full', (t) => {
  for (const number of stories) {
    const { parts, happenings } = randomStory(number)
    const wide = Array.from({ length: parts.sites }, () => 1e15)
    const roomy = { ...parts, egress: wide, ingress: wide, links: [] }
    const starts = happenings.filter(({ kind }) => kind === 'start' || kind === 'cancel')
    t.deepEqual([...play(oneHop.create(roomy), starts)], [...play(exact.create(roomy), starts)])
  }
})

test('one-hop: shares one door fairly, and leaves far doors alone until something happens there', (t) => {
  // Out of site 0 go a transfer to site 1, whose door is narrow, and one to site 2.
  const network = oneHop.create({ sites: 4, egress: [10, 0, 0, 0], ingress: [0, 6, 0, 0], slotsPerLink: 1 })
  network.start(0, 0, 0, 1, 100, 100)
  t.is(network.rateOf(0), 6)
  network.start(0, 1, 0, 2, 100, 100)
  t.deepEqual([network.rateOf(0), network.rateOf(1)], [5, 5])
  network.start(0, 2, 3, 1, 100, 100)
  t.deepEqual(
    [0, 1, 2].map((row) => network.rateOf(row)),
    [3, 5, 3],
    'transfer 1 could have 7',
  )
  network.start(0, 3, 0, 3, 100, 1)
  t.deepEqual(
    [0, 1, 2, 3].map((row) => network.rateOf(row)),
    [3, 6, 3, 1],
    'now it gets what is left',
  )
})

function isClose(value: number, right: number): boolean {
  return Math.abs(value - right) <= 1e-9 * right
}
