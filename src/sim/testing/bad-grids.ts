/** Grid files with a fault each, for tests: a good grid, what is done to it, and what is said of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { checkGrid } from '../grid-check.js'

/** The grid that the bad ones differ from. */
export const goodGrid = `name: g
sites:
  - name: A
    cores: 16
    queues:
      - name: A1
        cores: [1, 8]
  - name: B
    cores: 4
`

/** What is done to the good grid: a line is added, or the first text replaced by the second. */
export type Edit = string | readonly [what: string | RegExp, by: string]
/** A bad grid and what is said of it. */
export type Case = readonly [title: string, edit: Edit, message: string]

/** A line more for site A. */
export const site = (line: string): Edit => ['cores: 16', `cores: 16\n    ${line}`]
/** A line more for queue A1. */
export const queue = (line: string): Edit => ['[1, 8]', `[1, 8]\n        ${line}`]

/** The good grid with an edit. */
export function edited(edit: Edit): string {
  return typeof edit === 'string' ? `${goodGrid}${edit}\n` : goodGrid.replace(edit[0], edit[1])
}

/** Writes files into a folder of the test's own; returns their paths. */
export function folderOf(t: ExecutionContext): (name: string, text: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-grid-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return (name, text) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
}

/** The faults of a file in words, with names for its own and its table's path. */
export function said(file: string, severity: 'error' | 'warning'): string[] {
  const folder = file.slice(0, file.lastIndexOf('/'))
  return checkGrid(file)
    .faults.filter((fault) => fault.severity === severity)
    .map(({ where, found, allowed }) => `${where}: ${found}; allowed: ${allowed}`)
    .map((words) => words.replace(file, 'FILE').replace(`${folder}/links.csv`, 'TABLE').replace(folder, 'FOLDER'))
}
