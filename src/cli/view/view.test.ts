/** `ailuro view`: what it shows, to whom, and how it ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { fewJobs, resultsOf } from '../../lab/explain/testing/results.js'
import { studyFolder } from '../../lab/view/testing/sources.js'
import { oneByOne } from '../testing/command-line.js'

const run = fileURLToPath(new URL('../run.js', import.meta.url))

/** Starts the command, and ends it when the test is over. */
async function started(t: ExecutionContext, ...args: string[]) {
  const child = spawn(process.execPath, [run, 'view', ...args, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url: (JSON.parse(line) as { url: string }).url }
}

test('a run is shown at a moment, to this machine under its own names alone, until Ctrl-C', async (t) => {
  const { child, url } = await started(t, await resultsOf(t, fewJobs))
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const page = await fetch(`${url}/jobs?at=1000`)
  t.is(page.status, 200)
  const text = await page.text()
  t.regex(text, /few-jobs: production, seed 1/)
  t.notRegex(text, /side by side/)
  t.regex(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  t.is((await fetch(`${url}/monitor.css`)).status, 200)
  t.is((await fetch(`${url}/nothing`)).status, 404)
  t.is((await fetch(url, { method: 'POST' })).status, 404)
  const foreign = await new Promise((resolve) => {
    request(url, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode)).end()
  })
  t.is(foreign, 403)
  child.kill('SIGINT')
  t.deepEqual(await once(child, 'exit'), [0, null])
})

test('Ctrl-C ends it at once, though a run is being made again', async (t) => {
  const { child, url } = await started(t, await studyFolder(t, 'troubles'))
  const queue = await (await fetch(`${url}/queues/WEST?at=100000`)).text()
  t.regex(queue, /data-coming>[^]*The simulation is run again up to/)
  child.kill('SIGINT')
  t.deepEqual(await once(child, 'exit'), [0, null])
})

test('two runs of a folder are offered side by side', async (t) => {
  const folder = await resultsOf(t, fewJobs, ['production', 'random'])
  const { url } = await started(t, folder, '--policy', 'production,random')
  const text = await (await fetch(`${url}/?at=1000&run=1`)).text()
  t.regex(text, /aria-current="true">few-jobs: random, seed 1/)
  t.regex(text, /href="[^"]*at=1000[^"]*beside=0" >side by side/)
  const both = await (await fetch(`${url}/?at=1000&run=1&beside=0`)).text()
  t.is(both.split('<article>').length - 1, 2)
})

test('what cannot be shown is refused in a sentence', async (t) => {
  const empty = mkdtempSync(`${tmpdir()}/ailuro-view-`)
  t.teardown(() => rmSync(empty, { recursive: true }))
  const folder = await resultsOf(t, fewJobs)
  const [none, nothing, policy, many, port, help] = await oneByOne(
    [
      ['view', `${empty}/none`],
      ['view', empty],
      ['view', folder, '--policy', 'random'],
      ['view', folder, '--policy', 'a,b,c'],
      ['view', folder, '--port', 'x'],
      ['view', '--help'],
    ],
    empty,
  )
  t.deepEqual([none.code, nothing.code, policy.code, many.code, port.code, help.code], [2, 2, 2, 2, 2, 0])
  t.regex(none.err, /it is not there; allowed: a folder that a command wrote with --out/)
  t.regex(nothing.err, /it is no results folder/)
  t.regex(policy.err, /no records of a run with policy random; allowed: production with seed 1/)
  t.regex(many.err, /--policy: 3 runs are named; allowed: one or two/)
  t.regex(help.out, /Examples:\n {2}ailuro view results\/day/)
})
