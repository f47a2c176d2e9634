import { Readable } from 'node:stream'
import test from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { FeedReader } from './feed-reader.js'
import type { FeedLine } from './feed-schema.js'

async function read(text: string, skipFaults = false, chunk = 7): Promise<{ reader: FeedReader; lines: FeedLine[] }> {
  const lines: FeedLine[] = []
  const reader = new FeedReader('feed.jsonl', (line) => void lines.push(line), skipFaults)
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  )
  await reader.read(Readable.from(chunks))
  return { reader, lines }
}

const fine = '{"event":"job","at":3,"id":7,"state":"running"}'

test('lines come whole however the bytes are cut, the last without its end too', async (t) => {
  for (const chunk of [1, 3, 1000]) {
    const { reader, lines } = await read(`${fine}\n\n${fine.replace('7', '8')}`, false, chunk)
    t.deepEqual(
      lines.map((line) => line.event === 'job' && line.id),
      [7, 8],
    )
    t.is(reader.lines, 3)
    t.is(reader.bytes, 2 * fine.length + 2)
  }
})

test('the sum is that of the bytes', async (t) => {
  const { reader } = await read(`${fine}\n`)
  t.is(reader.sum(), (await read(`${fine}\n`, false, 1000)).reader.sum())
  t.not(reader.sum(), (await read(`${fine} \n`)).reader.sum())
})

const faults: readonly (readonly [line: string, message: RegExp])[] = [
  ['{"event":', /the line is no JSON/],
  ['[]', /event is missing; allowed: feed, dataset/],
  ['null', /event is missing/],
  ['{"event":"jop"}', /event is "jop"; allowed: feed/],
  ['{"event":"job","at":3,"id":7}', /state is missing; allowed: pending, defined/],
  ['{"event":"job","at":3,"id":7,"state":"gone"}', /state is "gone"; allowed: pending/],
  ['{"event":"job","at":-3,"id":7,"state":"running"}', /at is -3; allowed: a number from 0/],
  ['{"event":"job","at":"yesterday","id":7,"state":"running"}', /at is "yesterday"/],
  ['{"event":"job","at":3,"id":7.5,"state":"running"}', /id is 7.5/],
  [
    '{"event":"job","at":3,"id":7,"state":"running","site":"X"}',
    /unknown key site; allowed: event, at, id, state, error/,
  ],
  ['{"event":"placed","at":3,"task":"t","jobs":[],"queue":"A"}', /jobs is \[\]/],
  ['{"event":"placed","at":3,"task":"t","jobs":[1,{"id":1}],"queue":"A"}', /each job once/],
  [
    '{"event":"task","at":3,"task":"t","cores":1,"memoryMBPerCore":1,"rules":{"isScout":"yes"}}',
    /rules.isScout is "yes"/,
  ],
  [
    '{"event":"task","at":3,"task":"t","cores":1,"memoryMBPerCore":1,"rules":{"scout":true}}',
    /unknown key rules.scout; allowed: .*isScout/,
  ],
  ['{"event":"job","at":1e300,"id":7,"state":"running"}', /at is 1e\+300; allowed: a number up to 100000000000/],
  ['{"event":"placed","at":3,"task":"t","jobs":[{"id":1,"ordinal":3000000000}],"queue":"A"}', /ordinal is 3000000000/],
  [`{"event":"pilot","at":3,"queue":"${'q'.repeat(1001)}"}`, /queue is "q+\.\.\.; allowed: a text of at most 1,000/],
  ['{"event":"queue","at":3,"queue":"A","status":"up"}', /status is "up"; allowed: online/],
]

test('a faulty line is told with its number, what was found and what is allowed', async (t) => {
  for (const [line, message] of faults) {
    const error = await t.throwsAsync(read(`${fine}\n${line}\n`), { instanceOf: BadInput })
    t.is((error as BadInput).where, 'feed.jsonl:2')
    t.regex(error!.message, message)
  }
})

test('faulty lines are left out when that is asked for, and counted', async (t) => {
  const { reader, lines } = await read([fine, ...faults.map(([line]) => line), fine].join('\n'), true, 100)
  t.is(lines.length, 2)
  t.is(reader.faults.lines, faults.length)
  t.is(reader.faults.told.length, 10)
  t.regex(reader.faults.told[0], /^feed.jsonl:2: the line is no JSON/)
})

test('what the taker refuses is told with the line', async (t) => {
  const reader = new FeedReader('feed.jsonl', () => {
    throw new BadInput('at', '1 is earlier than the line before', 'order')
  })
  await t.throwsAsync(reader.read(Readable.from([Buffer.from(fine)])), {
    message: 'feed.jsonl:1: at: 1 is earlier than the line before; allowed: order',
  })
})

test('a line that is too long is refused before it fills the memory, or passed over to its end', async (t) => {
  const long = 'x'.repeat(9 * 1024 * 1024)
  await t.throwsAsync(read(long, false, 256 * 1024), { message: /^feed.jsonl:1: the line is longer than 4 MiB/ })
  const { reader, lines } = await read(`${fine}\n${long}\n${fine}\n${long}`, true, 256 * 1024)
  t.is(lines.length, 2)
  t.deepEqual([reader.lines, reader.faults.lines], [4, 2])
  t.regex(reader.faults.told[1], /^feed.jsonl:4: the line is longer/)
})

test('a mark of the order of bytes and ends of lines of another system do no harm', async (t) => {
  t.is((await read(`\uFEFF${fine}\r\n${fine}\r\n`)).lines.length, 2)
})

test('what is told of a fault is short, however long the line', async (t) => {
  const long = 'y'.repeat(100_000)
  const odd = [`{"event":"${long}"}`, fine.replace('"state"', `"${long}":1,"state"`), fine.replace('running', long)]
  const { reader } = await read(odd.join('\n'), true, 1000)
  t.is(reader.faults.lines, 3)
  for (const told of reader.faults.told) t.true(told.length < 400, told)
})
