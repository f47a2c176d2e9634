import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** Where a folder really is or will be: itself, where a link leads to it or to a folder that it stands in. */
export function placeOf(folder: string): string {
  const path = resolve(folder)
  if (existsSync(path)) return realpathSync(path)
  return dirname(path) === path ? path : join(placeOf(dirname(path)), basename(path))
}
