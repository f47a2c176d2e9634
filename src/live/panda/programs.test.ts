/** The programs that pilots fetch, run as pilots run them. */
import test from 'ava'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programFile } from './programs.js'

interface Run {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program with arguments as a shell reads them. */
function run(program: string, words: string, cwd = '/', shell = 'sh'): Promise<Run> {
  return new Promise((resolve) => {
    const settings = { cwd, encoding: 'buffer' as const, env: { PATH: process.env['PATH'] } }
    execFile(shell, ['-c', `"${program}" ${words}`], settings, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr: stderr.toString() })
    })
  })
}

const base64 = (bytes: string | Buffer): string => {
  const text = Buffer.from(bytes).toString('base64')
  return text === '' ? "''" : text
}
const command = (...words: readonly (string | Buffer)[]): string => `-- ${words.map(base64).join(' ')}`
const runner = programFile('run-command.sh')

test('run-command.sh gives a command its words and variables byte by byte', async (t) => {
  const everyByte = Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1))
  const words = ['', ' two  words ', '\'"$HOME`\\', 'end\n\n', everyByte, 'äöü€']
  const printed = Buffer.concat(words.map((word) => Buffer.concat([Buffer.from(word), Buffer.from([0])])))
  const all = await run(runner, command('printf', '%s\\0', ...words))
  t.deepEqual([all.code, all.stderr], [0, ''])
  t.deepEqual(all.stdout, printed)
  const variables = `-e A=${base64('x\n y=$z\n')} -e EMPTY='' -e BYTES=${base64(everyByte)}`
  const told = await run(runner, `${variables} ${command('sh', '-c', 'printf "%s|%s|%s" "$A" "$EMPTY" "$BYTES"')}`)
  t.deepEqual(told.stdout, Buffer.concat([Buffer.from('x\n y=$z\n||'), everyByte]))
})

test('run-command.sh ends as its command ends, and with 2 when it is called wrongly', async (t) => {
  t.is((await run(runner, command('sh', '-c', 'exit 7'))).code, 7)
  t.is((await run(runner, command('/no/such/program'))).code, 127)
  for (const wrong of ['', '--', 'true', '-e', '-- %%%']) {
    const { code, stderr } = await run(runner, wrong)
    t.is(code, 2, wrong)
    t.regex(stderr, /^run-command\.sh: /)
  }
})

/** A folder, and a server with a sandbox. */
async function scene(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-run-gen-'))
  const sandbox = await mkdtemp(join(tmpdir(), 'ailuro-sandbox-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(sandbox, name), text)
  const archive = execFileSync('tar', ['-cz', '-C', sandbox, '.'])
  const server = createServer(({ url }, answer) => {
    answer.statusCode = url === '/cache/jobO.1.tar.gz' ? 200 : 404
    answer.end(answer.statusCode === 200 ? archive : 'none')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    folder,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      await rm(folder, { recursive: true })
      await rm(sandbox, { recursive: true })
    },
  }
}

const runGen = programFile('user/runGen-00-00-02')

test('runGen runs a command in the sandbox and hands its outputs over by their names', async (t) => {
  const { folder, url, close } = await scene({
    'hello.sh': 'echo hello $1 > out.txt; echo a > a.log; echo b > b.log\n',
  })
  try {
    await writeFile(join(folder, 'in.1'), 'input\n')
    const exec = encodeURIComponent('sh hello.sh %IN; cat %IN >> out.txt')
    const outputs = `{'out.txt': 'user.x.70._000001.out.txt', '*.log': 'user.x.70._000001.XYZ.log.tgz'}`
    const words = `-j "" --sourceURL ${url} -r . -a jobO.1.tar.gz -o "${outputs}" -i "['in.1']" -p "${exec}" --someOther 1`
    const { code, stdout, stderr } = await run(runGen, words, folder)
    t.deepEqual([code, stderr], [0, ''])
    t.regex(stdout.toString(), /passed over: --someOther 1/)
    t.is(await readFile(join(folder, 'user.x.70._000001.out.txt'), 'utf8'), 'hello in.1\ninput\n')
    const listed = execFileSync('tar', ['-tzf', join(folder, 'user.x.70._000001.XYZ.log.tgz')], { encoding: 'utf8' })
    t.is(listed, 'a.log\nb.log\n')
  } finally {
    await close()
  }
})

test('runGen ends as the command ends, and says what is missing', async (t) => {
  const { folder, url, close } = await scene({})
  try {
    const cases: readonly (readonly [words: string, code: number, said: RegExp])[] = [
      ['-p "exit%207"', 7, /ended with 7/],
      [`-p true -o "{'out.txt': 'x'}"`, 42, /output out\.txt was not made/],
      [`--sourceURL ${url} -a jobO.2.tar.gz -p true`, 41, /sandbox jobO\.2\.tar\.gz cannot be fetched/],
      ['-r ../.. -p true', 40, /is not in the sandbox/],
      ['-o nothing -p true', 40, /-o is nothing; it must be a dict/],
      ['-r .', 40, /no command/],
      ['-l lib.tgz -p true', 40, /libraries of build jobs/],
    ]
    for (const [words, code, said] of cases) {
      const ended = await run(runGen, words, folder)
      t.is(ended.code, code, words)
      t.regex(ended.stdout.toString() + ended.stderr, said)
    }
  } finally {
    await close()
  }
})
