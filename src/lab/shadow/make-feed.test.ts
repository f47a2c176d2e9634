import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { FeedReader } from './feed-reader.js'
import type { FeedLine } from './feed-schema.js'
import { feedBytes } from './feed-source.js'
import { feedOfScenario, feedOfTrace, gridOfTrace } from './make-feed.js'
import { root } from '../../sim/testing/scenarios.js'

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-feed-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

async function linesOf(path: string): Promise<FeedLine[]> {
  const lines: FeedLine[] = []
  await new FeedReader(path, (line) => void lines.push(line)).read(feedBytes(path))
  return lines
}

const columns =
  'pandaid,jeditaskid,creationtime,starttime,endtime,jobstatus,computingsite,corecount,attemptnr,piloterrorcode,prodsourcelabel'
const rows = [
  '11,900,2024-03-01 06:00:00,2024-03-01 06:10:00,2024-03-01 07:00:00,finished,ALPHA,1,1,0,managed',
  '12,900,2024-03-01 06:00:00,2024-03-01 06:05:00,2024-03-01 06:20:00,failed,ALPHA,1,1,1099,managed',
  '13,900,2024-03-01 06:00:00,,,closed,BETA,1,1,0,managed',
  '14,900,2024-03-01 06:00:00,2024-03-01 06:05:00,2024-03-01 06:20:00,finished,ALPHA,8,1,0,managed',
  '15,0,2024-03-01 06:10:00,2024-03-01 06:10:00,2024-03-01 06:30:00,finished,BETA,1,2,0,user',
  '16,901,2024-03-01 08:00:00,2024-03-01 08:00:00,2024-03-01 08:00:00,failed,BETA,1,1,0,user',
  '18,901,2024-03-01 08:00:00,2024-03-01 08:00:00,2024-03-01 08:00:00,finished,BETA,1,1,0,user',
]

test('job records become a feed in the order of time, bunches together', async (t) => {
  const folder = folderOf(t)
  const [trace, out] = [join(folder, 'jobs.csv'), join(folder, 'feed.jsonl.gz')]
  writeFileSync(trace, [columns, ...rows].join('\n'))
  const made = await feedOfTrace(trace, {}, { out })
  const lines = await linesOf(out)
  t.is(made.lines, lines.length)
  const [header, ...events] = lines
  t.like(header, { event: 'feed', start: '2024-03-01T00:00:00.000Z', tellsPilots: false })
  t.deepEqual(
    events.map((line) => {
      const hours = Number(((line as { at: number }).at / 3600).toFixed(3))
      if (line.event === 'task') return [hours, `task ${line.task}`, line.cores]
      if (line.event === 'placed') return [hours, `placed ${line.task} at ${line.queue}`, line.jobs]
      return line.event === 'job' ? [hours, `${line.id} ${line.state}`, line.error] : []
    }),
    [
      [6, 'task 900', 1],
      [6, 'task 900.2', 8],
      [6, 'placed 900 at ALPHA', [11, 12]],
      [6, 'placed 900 at BETA', [13]],
      [6, 'placed 900.2 at ALPHA', [14]],
      [6, '13 closed', 0],
      [6.083, '12 running', 0],
      [6.083, '14 running', 0],
      [6.167, '11 running', 0],
      [6.167, 'task job 15 of line 6', 1],
      [6.167, 'placed job 15 of line 6 at BETA', [{ id: 15, attempt: 2 }]],
      [6.167, '15 running', 0],
      [6.333, '12 failed', 1099],
      [6.333, '14 finished', 0],
      [6.5, '15 finished', 0],
      [7, '11 finished', 0],
      [8, 'task 901', 1],
      [8, 'placed 901 at BETA', [16, 18]],
      [8, '16 running', 0],
      [8, '16 failed', 0],
      [8, '18 running', 0],
      [8, '18 finished', 0],
    ],
  )
  t.true(made.assumptions.some((line) => line.startsWith('1 of 7 records never ran')))
  t.true(made.assumptions.some((line) => line.startsWith('1 of 7 records name no task')))
  t.deepEqual(readdirSync(folder).sort(), ['feed.jsonl.gz', 'jobs.csv'])
})

test('a grid of the sites that records name', async (t) => {
  const folder = folderOf(t)
  const [trace, out] = [join(folder, 'jobs.csv'), join(folder, 'grid.yaml')]
  writeFileSync(trace, [columns, ...rows].join('\n'))
  await gridOfTrace(trace, {}, { out })
  const text = readFileSync(out, 'utf8')
  t.regex(text, /name: ALPHA/)
  t.regex(text, /name: BETA/)
})

test('what stands there is not replaced unasked, and a faulty trace leaves nothing', async (t) => {
  const folder = folderOf(t)
  const [trace, out] = [join(folder, 'jobs.csv'), join(folder, 'feed.jsonl')]
  writeFileSync(trace, [columns, ...rows, '17,0,never,,,finished,BETA,1,1,0,user'].join('\n'))
  await t.throwsAsync(feedOfTrace(trace, {}, { out }), { instanceOf: BadInput, message: /creationtime is "never"/ })
  t.deepEqual(readdirSync(folder), ['jobs.csv'])
  const made = await feedOfTrace(trace, { skipFaults: true }, { out })
  t.true(made.assumptions.some((line) => line.includes('left out')))
  await t.throwsAsync(feedOfTrace(trace, { skipFaults: true }, { out }), { message: /there is such a file already/ })
})

test('a scenario is run and becomes a feed, the same each time', async (t) => {
  const folder = folderOf(t)
  const scenario = `${root}scenarios/tests/failures.yaml`
  const [one, other] = [join(folder, 'one.jsonl'), join(folder, 'other.jsonl')]
  const made = await feedOfScenario(scenario, { policy: 'random' }, { out: one })
  await feedOfScenario(scenario, { policy: 'random' }, { out: other })
  t.is(readFileSync(one, 'utf8'), readFileSync(other, 'utf8'))
  t.is((await linesOf(one)).length, made.lines)
})
