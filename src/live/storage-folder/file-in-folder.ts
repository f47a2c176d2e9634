import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'

const LONGEST_PART_BYTES = 200

/**
 * What is wrong with the name of a file below a folder; undefined: nothing. A name is one or more parts with slashes between
 * them, none of them `.` or `..`, so that nobody can leave the folder by it.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'the name is empty'
  if (/[\x00-\x1f\x7f]/.test(name)) return `the name ${JSON.stringify(name)} holds control characters`
  const parts = name.split('/')
  if (name.startsWith('/')) return `the name ${name} begins with a slash`
  if (parts.some((part) => part === '..')) return `the name ${name} leaves the folder`
  if (parts.some((part) => part === '' || part === '.')) return `the name ${name} has an empty part`
  if (parts.some((part) => Buffer.byteLength(part) > LONGEST_PART_BYTES))
    return `a part of the name ${name.slice(0, 40)}… is longer than ${LONGEST_PART_BYTES} bytes`
  return undefined
}

/** A name that leads out of its folder, by its words or by a symbolic link. */
export class OutsideFolder extends Error {}

/**
 * The path of a file below a folder, whether it is there or not.
 * @throws OutsideFolder when the name is wrong, or a symbolic link leads elsewhere
 */
export async function fileInFolder(folder: string, name: string): Promise<string> {
  const fault = nameFault(name)
  if (fault !== undefined) throw new OutsideFolder(fault)
  const path = join(folder, name)
  const root = await realpath(folder)
  const real = await realOfNearest(path)
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep))
    throw new OutsideFolder(`the name ${name} leads out of the folder by a symbolic link`)
  return path
}

/** The real path of a file, or of the nearest folder above it that is there. */
async function realOfNearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return await realpath(at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || at === dirname(at)) throw error
    }
  }
}
