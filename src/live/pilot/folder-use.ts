import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What lies in a folder. */
export interface FolderUse {
  /** Space that is taken on the disk; a file with several names counts once. */
  readonly bytes: number
  /** When anything in it was last changed, in milliseconds since 1970. */
  readonly changedAt: number
}

/** Looks at everything below a folder without following links. What goes while it looks is no error. */
export async function folderUse(folder: string): Promise<FolderUse> {
  const inodes = new Set<number>()
  let [bytes, changedAt] = [0, 0]
  const waiting = [folder]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const found = await lstat(path).catch(() => undefined)
    if (found === undefined || inodes.has(found.ino)) continue
    inodes.add(found.ino)
    bytes += found.blocks * 512
    changedAt = Math.max(changedAt, found.mtimeMs)
    if (!found.isDirectory()) continue
    for (const entry of await readdir(path).catch(() => [])) waiting.push(join(path, entry))
  }
  return { bytes, changedAt }
}
