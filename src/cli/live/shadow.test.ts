/** The whole road of a shadow: a feed is made, read whole, from the standard input, and while it grows. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import test, { type ExecutionContext } from 'ava'
import type { ShadowReport } from '../../lab/shadow/shadow-report.js'
import type { ShadowPlace } from '../../live/shadow-server.js'
import { ailuro, oneByOne } from '../testing/command-line.js'

const run = fileURLToPath(new URL('../run.js', import.meta.url))

const configuration = `grid:
  sites:
    - { name: A, cores: 100, queues: [{ name: A, cores: [1] }] }
    - { name: B, cores: 100, queues: [{ name: B, cores: [1] }] }
policy: least-queued
constants: { statisticsSeconds: 0 }
`
const task = '{"event":"task","at":0,"task":"t","cores":1,"memoryMBPerCore":1000}\n'

/** Placed at A, run and ended. */
function life(id: number, at: number): string {
  const lines = [
    { event: 'placed', at, task: 't', jobs: [id], queue: 'A' },
    { event: 'job', at: at + 1, id, state: 'running' },
    { event: 'job', at: at + 2, id, state: 'finished' },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-shadow-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'grid.yaml'), configuration)
  return folder
}

function start(t: ExecutionContext, folder: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [run, 'serve', 'grid.yaml', '--json', '--port', '0', ...args], { cwd: folder })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function until({ url, token }: ShadowPlace, jobs: number): Promise<ShadowReport> {
  const headers = { authorization: `Bearer ${token}` }
  for (let tries = 0; tries < 300; tries++) {
    const report = (await (await fetch(`${url}/api/ailuro/v1/shadow`, { headers })).json()) as ShadowReport
    if (report.counts.ended >= jobs) return report
    await sleep(50)
  }
  throw new Error(`never ${jobs} jobs`)
}

test('a simulation is made a feed, and a shadow of the same policy agrees', async (t) => {
  const folder = folderOf(t)
  const scenario = fileURLToPath(new URL('../../../../scenarios/tests/failures.yaml', import.meta.url))
  const made = await ailuro(['shadow-feed', scenario, 'feed.jsonl.gz', '--policy', 'random'], folder)
  t.is(made.code, 0, made.err)
  const args = ['serve', scenario, '--shadow', 'feed.jsonl.gz', '--policy', 'random']
  const told = await ailuro([...args, '--report', 'page.html'], folder)
  t.is(told.code, 0, told.err)
  t.regex(told.out, /Policy random agrees with production’s choice on the queue of 100\.0 % of/)
  t.regex(readFileSync(join(folder, 'page.html'), 'utf8'), /in the shadow of production/)
  const again = await ailuro([...args, '--json'], folder)
  const report = JSON.parse(again.out) as ShadowReport
  t.is(report.agreement.total.sameQueue, report.agreement.total.jobs)
  t.regex(told.out, new RegExp(report.journal.hash))
})

test('from the standard input, shown while it runs, and told at its end', async (t) => {
  const child = start(t, folderOf(t), '--shadow', '-')
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const place = JSON.parse((await lines.next()).value as string) as ShadowPlace
  child.stdin!.write(task + life(1, 0))
  t.is((await until(place, 1)).counts.jobs, 1)
  t.regex(await (await fetch(`${place.url}/shadow?token=${place.token}`)).text(), /Policy least-queued in the shadow/)
  child.stdin!.end(life(2, 5))
  const report = JSON.parse((await lines.next()).value as string) as ShadowReport
  t.is(report.counts.ended, 2)
  t.deepEqual(await once(child, 'close'), [0, null])
})

test('a file is followed while it grows, until Ctrl-C', async (t) => {
  const folder = folderOf(t)
  const feed = join(folder, 'feed.jsonl')
  writeFileSync(feed, task)
  const child = start(t, folder, '--shadow', 'feed.jsonl', '--follow')
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const place = JSON.parse((await lines.next()).value as string) as ShadowPlace
  const [half, rest] = [life(1, 0).slice(0, 30), life(1, 0).slice(30)]
  appendFileSync(feed, half)
  await sleep(600)
  appendFileSync(feed, rest)
  t.is((await until(place, 1)).counts.ended, 1)
  child.kill('SIGINT')
  t.is((JSON.parse((await lines.next()).value as string) as ShadowReport).counts.ended, 1)
  t.deepEqual(await once(child, 'close'), [0, null])
})

test('a file that is not read to its end says so, and nothing reads on', async (t) => {
  const folder = folderOf(t)
  const many = Array.from({ length: 200_000 }, (_, i) => life(i + 1, 3 * i)).join('')
  writeFileSync(join(folder, 'long.jsonl'), task + many)
  const child = start(t, folder, '--shadow', 'long.jsonl')
  let err = ''
  child.stderr!.on('data', (text: Buffer) => (err += text.toString()))
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const place = JSON.parse((await lines.next()).value as string) as ShadowPlace
  await until(place, 1)
  child.kill('SIGINT')
  const report = JSON.parse((await lines.next()).value as string) as ShadowReport
  t.true(report.feed.bytes < many.length)
  t.deepEqual(await once(child, 'close'), [130, null])
  t.regex(err, /interrupted; this is of the first [\d,]+ lines/)
})

test('bad input is refused in words', async (t) => {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'bad.jsonl'), `${task}{"event":"placed"}\n`)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const broken = "export default { name: 'broken', weighers: [{ name: 'w', weigh() { throw new Error('oh') } }] }"
  writeFileSync(join(folder, 'broken.js'), broken)
  writeFileSync(join(folder, 'good.jsonl'), task + life(1, 0))
  writeFileSync(join(folder, 'elsewhere.jsonl'), task + life(1, 0).replace('"A"', '"NOWHERE"'))
  const columns = 'pandaid,creationtime,starttime,endtime,jobstatus,computingsite'
  const row = '11,2024-03-01 06:00:00,2024-03-01 06:10:00,2024-03-01 07:00:00,finished,ALPHA'
  writeFileSync(join(folder, 'jobs.csv'), `${columns}\n${row}\n`)
  writeFileSync(join(folder, 'red.jsonl'), '\u001b[31m{\n')
  writeFileSync(join(folder, 'cut.jsonl.gz'), gzipSync(task + life(1, 0)).subarray(0, -12))
  const cases: readonly (readonly [line: readonly string[], code: number, err: RegExp])[] = [
    [['serve', '--shadow', 'bad.jsonl'], 2, /--shadow: no grid is given/],
    [['serve', 'grid.yaml', '--shadow', 'bad.jsonl'], 2, /bad\.jsonl:2: at is missing/],
    [['serve', 'grid.yaml', '--shadow', 'bad.jsonl', '--skip-faults'], 1, /^$/],
    [['serve', 'grid.yaml', '--shadow', 'elsewhere.jsonl'], 1, /^$/],
    [
      ['serve', 'grid.yaml', '--shadow', 'good.jsonl', '--skip-faults', '--policy', './broken.js'],
      2,
      /good\.jsonl:2: \.\/broken\.js: w threw Error: oh/,
    ],
    [['serve', 'grid.yaml', '--shadow', 'none.jsonl'], 2, /none\.jsonl: there is no such file/],
    [['serve', 'grid.yaml', '--shadow', 'bad.jsonl', '--policy', 'none'], 2, /there is no policy none/],
    [['serve', 'grid.yaml', '--shadow', 'bad.jsonl', '--allow-remote'], 2, /--allow-remote: a shadow keeps nothing/],
    [
      ['serve', 'grid.yaml', '--shadow', 'feed.jsonl.gz', '--follow'],
      2,
      /--follow: feed\.jsonl\.gz cannot be followed/,
    ],
    [['serve', 'grid.yaml', '--shadow', '.'], 2, /^ailuro: \.: it is a folder; allowed: a file of JSON lines/],
    [['serve', 'grid.yaml', '--shadow', '.', '--follow', '--port', '0'], 2, /^ailuro: \.: it is a folder/m],
    [
      ['serve', 'grid.yaml', '--shadow', 'cut.jsonl.gz'],
      2,
      /cut\.jsonl\.gz: it cannot be read: unexpected end of file/,
    ],
    [['serve', 'grid.yaml', '--shadow', 'red.jsonl'], 2, /^ailuro: red\.jsonl:1: the line is no JSON [^\p{Cc}]*\n$/u],
    [['serve', 'grid.yaml', '--shadow', 'good.jsonl', '--scale', '0.5'], 2, /--scale: grid\.yaml is a configuration/],
    [['serve', 'grid.yaml', '--shadow', 'good.jsonl', '--window', '0'], 2, /Allowed: a time of at least a second/],
    [
      ['serve', 'grid.yaml', '--shadow', 'good.jsonl', '--host', '0.0.0.0'],
      2,
      /host 0\.0\.0\.0: other machines could reach it/,
    ],
    [['serve', 'grid.yaml', '--report', 'page.html'], 2, /--report: it belongs to a shadow/],
    [['shadow-feed', 'grid.yaml', 'out.jsonl', '--grid', 'g.yaml'], 2, /--grid: a scenario is run/],
    [['serve', 'grid.yaml', '--shadow', ''], 2, /--shadow: no feed is named/],
    [['shadow-feed', 'jobs.csv', 'out.jsonl', '--grid', './out.jsonl'], 2, /--grid: \.\/out\.jsonl is to be the feed/],
    [['shadow-feed', 'jobs.csv', 'out.jsonl', '--grid', 'grid.yaml'], 2, /grid\.yaml: there is such a file already/],
    [['shadow-feed', 'jobs.csv', 'good.jsonl', '--grid', 'new.yaml'], 2, /good\.jsonl: there is such a file already/],
    [['shadow-feed', 'jobs.csv', 'out.jsonl', '--policy', 'random'], 2, /--policy: records are converted/],
  ]
  const outcomes = await oneByOne(
    cases.map(([line]) => line),
    folder,
  )
  for (const [i, [line, code, err]] of cases.entries()) {
    t.is(outcomes[i].code, code, `${line.join(' ')}: ${outcomes[i].err}`)
    t.regex(outcomes[i].err, err)
  }
  t.deepEqual(
    ['out.jsonl', 'new.yaml'].filter((name) => existsSync(join(folder, name))),
    [],
  )
  t.regex(outcomes[3].out, /queues that are not in the grid: jobs placed there are not compared \(most: NOWHERE\)/)
})
