/**
 * Keeps the house tidy: rules of the sources, checked on their text alone, so that no tool's configuration can
 * silently stop them. Each rule returns its complaints, and is itself tried on small bad examples below.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'

/** Which other rooms each room may see. */
const arrows: Record<string, readonly string[]> = {
  'src/model': [],
  'src/brokerage': ['src/model'],
  'src/sim': ['src/model', 'src/brokerage'],
  'src/page': [],
  'src/monitor': ['src/model', 'src/page'],
  'src/live': ['src/model', 'src/brokerage', 'src/page', 'src/monitor'],
  'src/conformance': ['src/model', 'src/brokerage'],
  'src/lab': ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/monitor'],
  'src/cli': ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/live', 'src/monitor', 'src/lab'],
  bench: ['src/model', 'src/brokerage', 'src/sim', 'src/page', 'src/lab', 'src/live'],
}

const isTest = (path: string) => path.endsWith('.test.ts')
const isParityTest = (path: string) =>
  /^src\/parity\/testing\//.test(path) || (isTest(path) && /^src\/parity\/|parity[^/]*$/.test(path))
const roomOf = (path: string) => /^(src\/[^/]+(?=\/)|bench(?=\/))/.exec(path)?.[0] ?? 'src'

/** Blanks comments and strings; names of modules stay if asked, and templates always, since they hold code. */
function codeOf(text: string, keepModules = false): string {
  const parts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\x60(?:\\.|[^\x60\\])*\x60/g
  return text.replace(parts, (part) => {
    if (part.startsWith('/')) return ' '
    return part.startsWith('`') || (keepModules && /^.[\w@./:*-]+.$/.test(part)) ? part : "''"
  })
}

/** Files of this project that a file imports, as paths from the root with the source's ending. */
function importsOf(path: string, text: string): string[] {
  const found = codeOf(text, true).matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)
  return [...found].map(([, to]) => posix.join(posix.dirname(path), to).replace(/\.js$/, '.ts'))
}

function wrongArrows(path: string, text: string): string[] {
  if (isParityTest(path)) return []
  const room = roomOf(path)
  const seen = arrows[room] ?? (isTest(path) ? [] : undefined)
  if (seen === undefined) return [`${path} is in no known room`]
  return importsOf(path, text)
    .filter((to) => roomOf(to) !== room && !seen.includes(roomOf(to)))
    .map((to) => `${path} may not import ${to}`)
}

const impurities =
  /\b(Date|performance|async|await|Promise|setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bMath\s*\.\s*random\b|\bprocess\s*\./g

/** Clocks, chance, waiting and modules of Node have no place in the core. */
function impure(path: string, text: string): string[] {
  if (!/^src\/(model|brokerage)\//.test(path) || isTest(path)) return []
  const words = [...codeOf(text).matchAll(impurities)].map(([word]) => word)
  const builtins = [...codeOf(text, true).matchAll(/['"\x60]node:[a-z/_]+/g)].map(([word]) => word.slice(1))
  return [...words, ...builtins].map((word) => `${path} uses ${word}`)
}

function tooLong(path: string, text: string): string[] {
  const lines = text.trimEnd().split('\n').length
  return lines > 300 ? [`${path} has ${lines} lines; 200 are the aim, 300 the end`] : []
}

/** Work that is left is an issue, not a comment. */
function unfinished(path: string, text: string): string[] {
  return [...text.matchAll(/\b(?:TO(?:DO)|FIX(?:ME))\b/g)].map(([word]) => `${path} says ${word}`)
}

/** A file opens with a sentence on what it is for, or its first export has one; a test's titles say it themselves. */
function silent(path: string, text: string): string[] {
  if (isTest(path)) return []
  const opening = text.replace(/^(\s*(#![^\n]*|import\b[^'"]*['"][^'"]*['"];?))*\s*/, '')
  const beforeExport = /(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n|(?:\/\/[^\n]*\n)+)?^export /m.exec(text)?.[0] ?? ''
  const sentences = [opening, beforeExport].map((start) => /^(?:\/\*+([\s\S]*?)\*\/|((?:\/\/[^\n]*\n)+))/.exec(start))
  const words = sentences.map((found) => (found?.[1] ?? found?.[2] ?? '').match(/[A-Za-z]+/g)?.length ?? 0)
  return Math.max(...words) < 3 ? [`${path} does not open with a sentence on what it is for`] : []
}

/** What the rule of lists asks of the rest of the tree. */
interface Tree {
  read(path: string): string | undefined
  isUsed(path: string): boolean
}

/**
 * Alternatives, which export a value named as their file, are listed in an index.ts beside them or above, up to their
 * room's. Files beside them that only help, which export something else, are listed or used.
 */
function unlisted(path: string, text: string, tree: Tree): string[] {
  if (
    !/\/(steps|weighers|policies|choosers|traces|families)\//.test(path) ||
    isTest(path) ||
    path.endsWith('/index.ts')
  )
    return []
  const declared = /^export (?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm
  const names = [...text.matchAll(declared)].map(([, name]) => name)
  for (let folder = posix.dirname(path); folder.split('/').length >= 2; folder = posix.dirname(folder)) {
    const index = codeOf(tree.read(`${folder}/index.ts`) ?? '', true)
    if (names.some((name) => new RegExp(`\\b${name}\\b`).test(index))) return []
    const module = posix.relative(folder, path).replace(/\.ts$/, '\\.js')
    if (new RegExp(`export \\* from ['"]\\./${module}['"]`).test(index)) return []
  }
  const ownName = posix.basename(path, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const isAlternative = new RegExp(`^export const ${ownName}\\b(?!: readonly)`, 'm').test(text)
  return !isAlternative && tree.isUsed(path) ? [] : [`${path} exports nothing that an index.ts lists`]
}

/** What only one machine has means nothing on the next. */
function machineBound(path: string, text: string): string[] {
  const paths = text.matchAll(/(?<![\w.])\/(?:home|root|work)\//g)
  const hosts = text.matchAll(
    /\bregistry\.(?:npm|yarn)\w*\.\w+|\/\/[^\s/]*\b(?:artifactory|nexus|verdaccio|npm-proxy)\b/g,
  )
  return [...paths, ...hosts].map(([word]) => `${path} names ${word}`)
}

/** The checkout: this test runs compiled, somewhere below it. */
function findRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}

const root = findRoot()
const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (/^(\.git|node_modules|dist|results|ailuro-live|coverage)$/.test(entry.name) || /\.partial-/.test(entry.name))
      return []
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}

const everything = filesUnder('.')
const texts = everything.filter((path) => !/\.(gz|zst|png|parquet|tgz|sqlite)$/.test(path))
const sources = everything.filter((path) => /^(src|bench)\/.*\.ts$/.test(path))
const scripts = everything.filter((path) => /^(scripts|bin)\/.*\.mjs$/.test(path))

type Rule = (path: string, text: string) => string[]
const complaints = (rule: Rule, paths: readonly string[]) => paths.flatMap((path) => rule(path, read(path) ?? ''))
const used = new Set(sources.filter((path) => !isTest(path)).flatMap((path) => importsOf(path, read(path) ?? '')))
const listed: Rule = (path, text) => unlisted(path, text, { read, isUsed: (it) => used.has(it) })

/** Each rule, the files it holds for, and bad and good examples of its own: path, then text. */
const rules: [name: string, rule: Rule, paths: string[], bad: [string, string][], good: [string, string][]][] = [
  [
    'rooms see only the rooms that the arrows allow',
    wrongArrows,
    sources,
    [
      ['src/model/job.ts', "import { broker } from '../brokerage/broker.js'"],
      ['src/brokerage/core.ts', "import type { Engine } from '../sim/engine.js'"],
      ['src/sim/engine.ts', "export * from '../live/host.js'"],
      ['src/live/host.ts', "import '../sim/engine.js'"],
      ['src/sim/traces/swf.ts', "const it = await import('../../lab/compare.js')"],
      ['src/lab/compare.ts', "import {\n  main,\n} from '../cli/main.js'"],
      ['src/sim/engine.test.ts', "import { Host } from '../live/host.js'"],
      ['src/lab/compare.ts', "import { bench } from '../../bench/main.js'"],
      ['src/attic/old.ts', ''],
      ['src/loose.ts', ''],
      ['src/conformance/main.ts', "import { simulate } from '../sim/index.js'"],
    ],
    [
      ['src/sim/engine.ts', "import { core } from '../brokerage/core.js'\nimport { job } from '../model/job.js'"],
      ['src/sim/engine.ts', "// not from '../live/host.js'\nimport { queue } from './queue.js'"],
      ['src/parity/journals.test.ts', "import '../sim/index.js'\nimport '../live/index.js'"],
      ['bench/main.ts', "import { compare } from '../src/lab/compare.js'"],
    ],
  ],
  [
    'model and brokerage have no clock, no chance, no waiting and nothing of Node',
    impure,
    sources,
    [
      ['src/model/a.ts', 'const now = new Date()'],
      ['src/model/a.ts', 'const now = performance.now()'],
      ['src/brokerage/a.ts', 'const x = Math.random()'],
      ['src/brokerage/a.ts', 'export async function f() {}'],
      ['src/brokerage/steps/a.ts', 'let later: Promise<void>'],
      ['src/model/a.ts', "import { readFileSync } from 'node:fs'"],
      ['src/model/a.ts', 'setTimeout(f, 1)'],
      ['src/model/a.ts', 'const debug = `${process.env.DEBUG}`'],
    ],
    [
      ['src/sim/a.ts', 'const now = new Date()'],
      ['src/model/a.ts', "/* No Date, no Promise; process. */ const word = 'await' // async"],
      ['src/brokerage/a.test.ts', "import { readFileSync } from 'node:fs'"],
    ],
  ],
  [
    'no file is longer than 300 lines',
    tooLong,
    [...sources, ...scripts],
    [['src/sim/a.ts', 'x\n'.repeat(301)]],
    [['src/sim/a.ts', 'x\n'.repeat(300)]],
  ],
  [
    'no work is left in comments',
    unfinished,
    sources,
    [
      ['src/sim/a.ts', '// TO' + 'DO: later'],
      ['src/sim/a.ts', '// FIX' + 'ME'],
    ],
    [['src/sim/a.ts', 'const todoList = []']],
  ],
  [
    'every file says what it is for',
    silent,
    [...sources, ...scripts],
    [
      ['src/sim/a.ts', 'export const a = 1'],
      ['src/sim/a.ts', "import b from './b.js'\n\nexport const a = 1 /** Late words are too late. */"],
      ['src/sim/a.ts', '// a.ts\nexport const a = 1'],
      ['src/sim/a.ts', 'export const a = 1\n\n/** Counts what is there. */\nexport const b = 1'],
    ],
    [
      ['src/sim/a.ts', '/** Counts what is there. */\nexport const a = 1'],
      [
        'src/sim/a.ts',
        "import {\n  b,\n} from './b.js'\nimport type { C } from './c.js'\n\n/** Counts what is there. */\n",
      ],
      ['src/sim/a.ts', "import b from './b.js'\n\nconst c = b\n\n/** Counts what is there. */\nexport const a = c"],
      ['src/sim/a.test.ts', "import test from 'ava'\n\ntest('counts what is there', () => undefined)"],
      ['bin/a.mjs', '#!/usr/bin/env node\n// Starts the command line.\n'],
    ],
  ],
  [
    'every step, weigher, policy, chooser, trace reader and family is listed in an index',
    listed,
    sources,
    [
      ['src/brokerage/steps/no-such-step.ts', 'export const noSuchStepIsListed = 1'],
      ['src/conformance/families/no-such-family.ts', 'export const noSuchFamily: Family = 1'],
    ],
    [
      ['src/brokerage/steps/index.ts', ''],
      ['src/sim/engine.ts', ''],
    ],
  ],
  [
    'nothing names a path of a machine or a registry',
    machineBound,
    texts,
    [
      ['README.md', ['see ', 'home', 'me', 'a'].join('/')],
      ['a.json', ['"', 'work', 'x"'].join('/')],
      ['package-lock.json', ['https:/', 'registry.' + 'npmjs.org', 'x'].join('/')],
    ],
    [['README.md', 'https://example.org/work/a and src/work/b and ../root/c']],
  ],
]

test('the tidy rules see the whole tree', (t) => {
  t.true(sources.includes('src/tidy.test.ts'))
  t.true(texts.includes('package.json') && texts.includes('.ci/run'))
})

for (const [name, rule, paths, bad, good] of rules) {
  test(name, (t) => {
    t.deepEqual(complaints(rule, paths), [])
  })

  test(`the rule notices: ${name}`, (t) => {
    for (const [path, text] of bad) t.not(rule(path, text).length, 0, `${path}: ${text.slice(0, 80)}`)
    for (const [path, text] of good) t.deepEqual(rule(path, text), [])
  })
}

test('an index lists by name, or by a star export, beside or above; helpers need only be used', (t) => {
  const files: Record<string, string> = {
    'src/brokerage/steps/index.ts': "export { memory } from './memory.js'",
    'src/brokerage/index.ts': "export * from './steps/disk.js'",
  }
  const tree: Tree = { read: (path) => files[path], isUsed: (path) => !path.endsWith('unused.ts') }
  t.deepEqual(unlisted('src/brokerage/steps/memory.ts', 'export const memory = 1', tree), [])
  t.deepEqual(unlisted('src/brokerage/steps/disk.ts', 'export const disk = 1', tree), [])
  t.deepEqual(unlisted('src/brokerage/steps/one-face.ts', 'export function oneFace() {}', tree), [])
  t.is(unlisted('src/brokerage/steps/free-cores.ts', 'export const freeCores: Step = 1', tree).length, 1)
  t.is(unlisted('src/brokerage/steps/unused.ts', 'export function unused() {}', tree).length, 1)
})
