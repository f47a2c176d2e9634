/** The command as people run it, for tests: a process of its own, its exit code and its two streams. */
import { spawn } from 'node:child_process'

const main = new URL('../main.js', import.meta.url).href
/** The command without `bin/ailuro.mjs`, which would build what is being tested. */
const starter = `import { main } from '${main}'; await main(process.argv.slice(1))`

/** What a command left behind. */
export interface Outcome {
  code: number | null
  out: string
  err: string
}

/** Runs Node in a process of its own. */
export function run(args: readonly string[], cwd: string): Promise<Outcome> {
  const child = spawn(process.execPath, ['--input-type=module', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}

/** Runs a command line in a process of its own. */
export function ailuro(args: readonly string[], cwd: string): Promise<Outcome> {
  return run(['-e', starter, '--', ...args], cwd)
}

/** Runs one command line after the other in one process, as cheap as commands can be tried by the dozen. */
export async function oneByOne(lines: readonly (readonly string[])[], cwd: string): Promise<Outcome[]> {
  const script = `
    import { main } from '${main}'
    const streams = [process.stdout, process.stderr]
    const writes = streams.map((stream) => stream.write.bind(stream))
    const outcomes = []
    for (const args of ${JSON.stringify(lines)}) {
      const texts = ['', '']
      streams.forEach((stream, i) => (stream.write = (text) => (texts[i] += text) !== ''))
      process.exitCode = 0
      await main(args)
      outcomes.push({ code: process.exitCode, out: texts[0], err: texts[1] })
    }
    process.exitCode = 0
    writes[0](JSON.stringify(outcomes))`
  const { code, out, err } = await run(['-e', script], cwd)
  if (code !== 0) throw new Error(`code ${String(code)}: ${err}`)
  return JSON.parse(out) as Outcome[]
}
