import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** So much of what a pilot wrote is told when it never asked. */
const LAST_WORDS_CHARACTERS = 300

/** What lies on disk for each pilot of a source: a folder of its own, what it wrote, and what it was started by. */
export class PilotFolders {
  constructor(private readonly folder: string) {}

  folderOf(name: string): string {
    return join(this.folder, `pilot-${name}`)
  }

  logOf(name: string): string {
    return join(this.folder, `pilot-${name}.log`)
  }

  /** Of the program that runs it in a batch system. */
  scriptOf(name: string): string {
    return join(this.folder, `pilot-${name}.sh`)
  }

  /** Of what the batch system is told. */
  submitFileOf(name: string): string {
    return join(this.folder, `pilot-${name}.submit`)
  }

  /** Whether a pilot that has gone left a job that it did not report. */
  async hasLeftJobs(name: string): Promise<boolean> {
    const entries = await readdir(this.folderOf(name)).catch(() => [])
    return entries.some((entry) => entry.startsWith('job-'))
  }

  /** The end of what a pilot wrote, in one line. */
  async lastWords(name: string): Promise<string> {
    const text = await readFile(this.logOf(name), 'utf8').catch(() => '')
    return text.trim().slice(-LAST_WORDS_CHARACTERS).replaceAll(/\s+/g, ' ')
  }

  /** Removes all of it. */
  async clear(name: string): Promise<void> {
    await rm(this.folderOf(name), { recursive: true, force: true })
    for (const file of [this.logOf(name), this.scriptOf(name), this.submitFileOf(name)]) await rm(file, { force: true })
  }
}
