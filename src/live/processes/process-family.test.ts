import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import test, { type ExecutionContext } from 'ava'
import { ProcessFamily } from './process-family.js'
import { hasInEnvironment, isAlive, liveProcesses, processOf, residentBytes } from './process-table.js'

/** Runs a line of the shell in a session of its own, with a mark in its environment; `ready` is what it says first. */
async function familyOf(t: ExecutionContext, line: string): Promise<{ child: ChildProcess; mark: string }> {
  const mark = `FAMILY=${randomUUID()}`
  const env = { PATH: process.env['PATH'], FAMILY: mark.slice(7) }
  const child = spawn('sh', ['-c', line], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  t.teardown(() => new ProcessFamily(mark, child.pid).end(0))
  await once(child.stdout!, 'data')
  return { child, mark }
}

const lines: [what: string, line: string, atLeast: number][] = [
  ['one process', 'echo ready; exec sleep 9', 1],
  ['children', 'sleep 9 & sleep 9 & echo ready; wait', 3],
  ['an orphan in a session of its own', '(setsid sleep 9 &); sleep 0.05; echo ready; exec sleep 9', 2],
  ['a child without the mark', 'env -i PATH="$PATH" sleep 9 & sleep 0.05; echo ready; wait', 2],
  ['one that will not end', 'trap "" TERM; echo ready; while :; do sleep 0.05; done', 1],
  [
    'many that bear children while they are killed',
    'trap "" TERM; for i in 1 2 3 4 5 6; do setsid sh -c "while :; do sleep 0.002; done" & done; echo ready; wait',
    7,
  ],
]

for (const [what, line, atLeast] of lines)
  test.serial(`a family is found and ended: ${what}`, async (t) => {
    const { child, mark } = await familyOf(t, line)
    const family = new ProcessFamily(mark, child.pid)
    const members = family.members()
    t.true(members.length >= atLeast, `${members.length} members`)
    t.true(family.residentBytes() > 100_000)
    t.true(await family.end(30))
    t.false(liveProcesses().some(({ pid, session }) => session === child.pid || hasInEnvironment(pid, mark)))
  })

test.serial('a family whose head has gone is known by its mark', async (t) => {
  const { child, mark } = await familyOf(t, 'setsid sleep 9 & sleep 0.05; echo ready')
  if (child.exitCode === null) await once(child, 'exit')
  t.is(new ProcessFamily(mark).members().length, 1)
  t.is(new ProcessFamily('FAMILY=another').members().length, 0)
  t.true(await new ProcessFamily(mark).end(1000))
})

test('a process is known by its number and its start, whatever it is called', async (t) => {
  const child = spawn('bash', ['-c', 'exec -a "a) Z (b" sleep 9'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const { pid, startTicks } = processOf(child.pid!)!
  t.is(child.pid, pid)
  t.true(isAlive({ pid, startTicks }))
  t.false(isAlive({ pid, startTicks: startTicks + 1 }))
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.false(isAlive({ pid, startTicks }))
  t.is(residentBytes(pid), 0)
  t.true(residentBytes(process.pid) > 1e6)
})
