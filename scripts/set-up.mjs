/**
 * Makes a checkout ready to run: installs dependencies and compiles when, and only when, something changed.
 * Plain Node without packages, because it runs before any are there. Words go to stderr; stdout stays the command's.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout, or of the installed package. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const dist = join(root, 'dist')
const lockFolder = join(dist, '.set-up-lock')
const installStamp = join(root, 'node_modules', '.ailuro-installed')
const buildStamp = join(dist, '.ailuro-built')
/** What is compiled: what runs on Node, and what runs in browsers. */
const projects = ['.', 'src/monitor/browser']
const staleLockMilliseconds = 15 * 60_000

/** A reason in one line for the person at the terminal. */
class SetUpError extends Error {}

/**
 * Installs and builds as needed; about 20 ms when nothing changed. Ends the process with a message when it cannot.
 * With `dev` the development tools must be there even when there is nothing to build.
 * An installed package (no `src` folder) is ready as it is.
 */
export async function setUp({ dev = false } = {}) {
  if (!existsSync(join(root, 'src'))) return
  try {
    if (!work(dev)) return
    await withLock(async () => {
      // Asked again: whoever held the lock before may have done it all.
      if (work(dev)?.install) await install()
      if (work(dev)?.build) await build()
    })
  } catch (error) {
    if (!(error instanceof SetUpError) && !error.code) throw error
    console.error(`ailuro: ${error.message}`)
    process.exit(1)
  }
}

/** What there is to do, or undefined when nothing is. */
function work(dev) {
  const build = !isBuilt()
  const install = !isInstalled(dev || build)
  return build || install ? { build, install } : undefined
}

// Install

function lockHash() {
  return hashOf(readFileSync(join(root, 'package-lock.json')))
}

/** Whether node_modules holds what package-lock.json asks for, whoever installed it. */
function isInstalled(withDev) {
  const hash = lockHash()
  if (readText(installStamp) === hash) return true
  const there = readText(join(root, 'node_modules', '.package-lock.json'))
  if (there === undefined) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const found = JSON.parse(there).packages
  for (const [path, { version, dev, devOptional, optional, peer }] of Object.entries(wanted)) {
    if (path === '' || optional || devOptional || peer || (dev && !withDev)) continue
    if (found[path]?.version !== version || !existsSync(join(root, path))) return false
  }
  if (withDev) writeFileSync(installStamp, hash)
  return true
}

async function install() {
  say('Installing dependencies (about a minute, only when they change) ...')
  // The compiler is a development dependency, so development dependencies come in whatever NODE_ENV says.
  const quiet = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const clean = await npm(['ci', ...quiet])
  if (clean.code !== 0) {
    say('`npm ci` did not work here; trying `npm install` ...')
    const loose = await npm(['install', '--no-save', ...quiet])
    if (loose.code !== 0) {
      process.stderr.write(loose.output)
      throw new SetUpError('the dependencies could not be installed (see above); is the package registry reachable?')
    }
  }
  writeFileSync(installStamp, lockHash())
}

function npm(args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isAboutOuterNpm(name)))
  const ownNpm = process.env.npm_execpath
  if (ownNpm && basename(ownNpm) === 'npm-cli.js') return run(process.execPath, [ownNpm, ...args], { env })
  return run('npm', args, { env, shell: process.platform === 'win32' })
}

/** Variables that an npm around us sets for itself, which would turn the inner npm to another folder or mode. */
function isAboutOuterNpm(name) {
  return /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global|ignore_scripts|omit|dry_run)$)/i.test(
    name,
  )
}

// Build

/** Whether dist holds what these very sources compile to, and nothing else. */
function isBuilt() {
  const { fingerprint, expected } = sources()
  if (readText(buildStamp) !== fingerprint) return false
  const compiled = new Set(compiledFiles())
  return expected.every((path) => compiled.delete(path)) && [...compiled].every((path) => !path.endsWith('.js'))
}

async function build() {
  say('Building (about 10 seconds, only when sources change) ...')
  const { fingerprint, expected } = sources()
  rmSync(buildStamp, { force: true })
  removeStale(new Set(expected))
  // The compiler trusts its notes about what it has written, so they go when something of that is missing.
  if (!expected.every((path) => existsSync(join(dist, path))))
    for (const notes of ['.tsbuildinfo', '.tsbuildinfo-browser']) rmSync(join(dist, notes), { force: true })
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  for (const project of projects) {
    const { code, output } = await run(process.execPath, [compiler, '-p', join(root, project), '--pretty', 'false'])
    if (code === 0) continue
    process.stderr.write(output)
    const errors = output.match(/error TS\d+/g)?.length ?? 0
    throw new SetUpError(
      `the build failed: ${errors === 1 ? '1 error' : `${errors} errors`} of the compiler, see above.`,
    )
  }
  writeFileSync(buildStamp, fingerprint)
}

/** The state of all sources in one hash of paths, sizes and times, and the compiled file each should have. */
function sources() {
  const hash = createHash('sha256').update(process.version)
  const expected = []
  for (const path of ['tsconfig.json', 'package.json', ...filesUnder(root, 'src'), ...filesUnder(root, 'bench')]) {
    const { size, mtimeMs } = statSync(join(root, path))
    hash.update(`${path}:${size}:${mtimeMs}\n`)
    if (path.endsWith('.ts') && !path.endsWith('.d.ts')) expected.push(path.replace(/\.ts$/, '.js'))
  }
  return { fingerprint: hash.update(lockHash()).digest('hex'), expected }
}

function compiledFiles() {
  return [...filesUnder(dist, 'src'), ...filesUnder(dist, 'bench')]
}

/** Removes compiled files whose source is gone, which would still run as tests or be imported by mistake. */
function removeStale(expected) {
  for (const path of compiledFiles()) {
    if (!expected.has(path.replace(/(\.js\.map|\.d\.ts\.map|\.d\.ts)$/, '.js')))
      rmSync(join(dist, path), { force: true })
  }
}

// One at a time

/** Runs `task` while no other process of this checkout installs or builds. */
async function withLock(task) {
  mkdirSync(dist, { recursive: true })
  for (let waits = 0; !takeLock(); waits++) {
    if (waits === 5) say('Waiting for another process that is setting up this checkout ...')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const release = () => rmSync(lockFolder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    await task()
  } finally {
    process.off('exit', release)
    release()
  }
}

function takeLock() {
  try {
    mkdirSync(lockFolder)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isAbandoned()) rmSync(lockFolder, { recursive: true, force: true })
    return false
  }
  writeFileSync(join(lockFolder, 'pid'), String(process.pid))
  return true
}

/** Whether the lock's owner is dead, or has had it for longer than any set-up takes. */
function isAbandoned() {
  const age = Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  if (age > staleLockMilliseconds) return true
  const pid = Number(readText(join(lockFolder, 'pid')))
  if (!pid) return age > 5_000
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

// Small helpers

/** Paths of all files below `folder`, relative to `base`, sorted, with forward slashes. Empty folders are removed from dist. */
function filesUnder(base, folder) {
  if (!existsSync(join(base, folder))) return []
  const entries = readdirSync(join(base, folder), { withFileTypes: true })
  if (entries.length === 0 && base === dist) rmdirSync(join(base, folder))
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesUnder(base, path) : [path]
    })
    .sort()
}

/** Runs a program to its end without input; its exit code and all that it printed. */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ code: 1, output: `${program}: ${error.message}\n` }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function hashOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function say(words) {
  console.error(words)
}
