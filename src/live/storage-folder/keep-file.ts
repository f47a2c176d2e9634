import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './place-file.js'

/** Keeps a small value as JSON so that after a crash there is either the old one or the new one, whole. */
export async function keepFile(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(value))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** What was kept; undefined when nothing was, or when what is there is no JSON. */
export async function keptFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
