import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes logs of jobs that were last written long ago, and what is left of those that never came through. Folders of logs bear
 * ascending numbers and hold ascending PandaIDs: the first of which nothing goes is the last that is looked at.
 * @param folder of the folders of logs
 * @param before milliseconds since 1970
 */
export async function forgetLogs(folder: string, before: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^\d+$/.test(name))
  for (const name of names.sort((one, other) => Number(one) - Number(other))) {
    if (!(await forgetIn(join(folder, name), before))) return
  }
}

/** @returns whether anything has gone */
async function forgetIn(folder: string, before: number): Promise<boolean> {
  const files = await readdir(folder)
  let gone = 0
  for (const file of files) {
    const path = join(folder, file)
    if ((await stat(path)).mtimeMs >= before) continue
    await rm(path, { force: true })
    gone++
  }
  // A log may come in at this moment: then the folder stays.
  if (gone === files.length) await rmdir(folder).catch(() => undefined)
  return gone > 0 || files.length === 0
}
