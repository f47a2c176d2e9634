import { readFileSync } from 'node:fs'

/** Day from which this version is counted, as CITATION.cff says: to be set anew with each version. */
export const versionDate = '2026-11-25'

/** The version of ailuro, as its package says; part of every result. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
