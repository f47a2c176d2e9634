import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'
import { forgetLogs } from './forget-logs.js'

const OLD = 1_000_000

test('logs go when they were last written long ago, with what never came through, and a folder with its last one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-logs-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const keep = async (file: string, isOld: boolean): Promise<void> => {
    const path = join(folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'hello\n')
    if (isOld) await utimes(path, OLD / 1000, OLD / 1000)
  }
  for (const file of ['0/1.log', '0/2.log', '1/10001.log', '1/10002.log.3.partial', '10/100001.log']) {
    await keep(file, true)
  }
  for (const file of ['1/10002.log', '2/20001.log']) await keep(file, false)
  await forgetLogs(folder, OLD - 1)
  t.deepEqual((await readdir(folder)).sort(), ['0', '1', '10', '2'], 'nothing is old enough yet')
  await forgetLogs(folder, OLD + 1)
  t.deepEqual((await readdir(folder)).sort(), ['1', '10', '2'], 'what comes after a young folder is not looked at')
  t.deepEqual(await readdir(join(folder, '1')), ['10002.log'])
})
