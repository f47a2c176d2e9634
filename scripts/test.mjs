/**
 * `npm test`: format, lint, arrows and dead code, then the compiled tests; the last line counts them.
 * `--only-tests` leaves the checks out; all other arguments go to ava, e.g. `npm test -- --match='*retry*'`.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root, run, setUp } from './set-up.mjs'

const checks = [
  {
    name: 'prettier',
    program: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level=warn', '.'],
    hint: '`npm run format` mends it',
  },
  { name: 'eslint', program: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'] },
  {
    name: 'dependency-cruiser',
    program: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src', 'bench'],
    verify: sawEveryModule,
    hint: 'the arrows between rooms are in .dependency-cruiser.cjs',
  },
  { name: 'knip', program: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints'] },
]

/** Lines of ava's TAP that tell a reader nothing: fences, empty fields, places inside ava itself. */
const noise =
  /^\s*(---|\.\.\.|name: AssertionError|message: ''|at: >-|(ExecutionContext|Timeout)\.\S+)$|\/ava\/lib\/|^$/

const args = process.argv.slice(2)
const onlyTests = args.includes('--only-tests')
await setUp({ dev: true })
const sound = onlyTests || (await runChecks())
process.exitCode = sound && (await runTests(args.filter((arg) => arg !== '--only-tests'))) ? 0 : 1

/** Runs all checks, two at a time, and reports them in their order; true when all passed. */
async function runChecks() {
  const started = []
  const failed = []
  for (const [index, check] of checks.entries()) {
    if (index >= 2) await Promise.race(started.filter(({ ended }) => !ended).map(({ result }) => result))
    const slot = { check, ended: false }
    slot.result = runCheck(check).finally(() => (slot.ended = true))
    started.push(slot)
  }
  for (const { check, result } of started) {
    const { complaint, seconds } = await result
    console.log(`${complaint === undefined ? 'ok ' : 'BAD'} ${check.name}  ${seconds.toFixed(1)} s`)
    if (complaint === undefined) continue
    console.log(complaint.trimEnd())
    failed.push(check.hint ? `${check.name} (${check.hint})` : check.name)
  }
  if (failed.length > 0) console.log(`\nFailed before the tests, which were not run: ${failed.join(', ')}`)
  return failed.length === 0
}

async function runCheck({ program, args, verify }) {
  const start = process.hrtime.bigint()
  const { code, output } = await run(process.execPath, [join(root, 'node_modules', program), ...args])
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  return { complaint: code === 0 ? verify?.(output) : output || `ended with code ${code}`, seconds }
}

/** A cruise that saw nothing finds nothing; undefined when it saw at least every source file. */
function sawEveryModule(output) {
  const seen = Number(/\b(\d+) modules/.exec(output)?.[1] ?? 0)
  const files = ['src', 'bench'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }))
  const there = files.filter((path) => path.endsWith('.ts')).length
  return seen > 0 && seen >= there ? undefined : `saw ${seen} modules, but there are ${there} source files`
}

/** Runs the compiled tests, prints those that failed and then the count; true when some ran and none failed. */
async function runTests(avaArgs) {
  const program = join(root, 'node_modules', 'ava', 'entrypoints', 'cli.mjs')
  const child = spawn(process.execPath, [program, '--tap', ...avaArgs], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const count = { passed: 0, failed: 0, skipped: 0 }
  const tail = []
  let showing = false
  for await (const line of createInterface({ input: child.stdout })) {
    const [, not, title] = /^(not )?ok \d+ - (.*)/.exec(line) ?? []
    if (title !== undefined) {
      const outcome = /# (SKIP|TODO)\b/.test(line) ? 'skipped' : not ? 'failed' : 'passed'
      count[outcome]++
      showing = outcome === 'failed'
      if (showing) console.log(`\nFAILED  ${title}`)
    } else if (/^1\.\.\d+$/.test(line)) {
      showing = false
    } else if (showing && !noise.test(line)) {
      console.log(line)
    }
    if (tail.push(line) > 12) tail.shift()
  }
  const code = await closed
  const { passed, failed, skipped } = count
  if (code !== 0 && failed === 0) {
    // A time-out, a crash, or arguments that match no test: ava's own last words are all there is to show.
    console.log(`\nFAILED  the test run itself, with code ${code}; its last words:\n${tail.join('\n')}`)
    count.failed = 1
  }
  const ran = passed + failed > 0
  if (!ran) console.log('\nNo test was run.')
  console.log(`${passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return ran && count.failed === 0
}
