/** Folders of vector files put together for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ExecutionContext } from 'ava'

/** A new folder with these files, for the time of a test: text as it stands, anything else as JSON, packed for names in .gz. */
export function folderOf(t: ExecutionContext, files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-vectors-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text)
  }
  return folder
}

/** A file of a family of sums: `in` is a list of numbers, `out` their sum. */
export function sumsFile(...cases: readonly Readonly<Record<string, unknown>>[]): object {
  return { family: 'sums', cases: cases.map((one, index) => ({ id: `sum-${index}`, ...one })) }
}
