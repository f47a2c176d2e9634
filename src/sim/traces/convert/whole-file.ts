import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { BadInput } from '../../../model/bad-input.js'

/** A file that comes to stand under its name whole or not at all: it is written beside it and renamed at the end. */
export class WholeFile {
  readonly #partial: string

  /**
   * @param path where the file shall stand
   * @param force whether a file that stands there may be replaced
   * @param source what it is made of, which is never replaced, by whatever name
   * @throws BadInput when something stands there that may not be replaced, or the folder is not there
   */
  constructor(
    private readonly path: string,
    force: boolean,
    source: string,
  ) {
    this.#partial = `${path}.partial-${process.pid}`
    const folder = dirname(path)
    if (!existsSync(folder))
      throw new BadInput(path, `there is no folder ${folder}`, 'a path in a folder that is there')
    if (!existsSync(path)) return
    if (!statSync(path).isFile()) throw new BadInput(path, 'this is no file', 'the path of a file')
    if (isSameFile(path, source)) {
      throw new BadInput(path, `this is the input ${source} itself`, 'another file than the one that is read')
    }
    if (!force) throw new BadInput(path, 'there is such a file already', 'a new file, or --force to replace this one')
  }

  /** Has the partial file written and puts it in place; after an error nothing is left of it. */
  async fill<T>(write: (partial: string) => Promise<T>): Promise<T> {
    try {
      const result = await write(this.#partial)
      renameSync(this.#partial, this.path)
      return result
    } catch (error) {
      this.removePartial()
      throw this.#inWords(error)
    }
  }

  /** Removes what is half written. Synchronous, for handlers of signals; safe at any time. */
  removePartial(): void {
    rmSync(this.#partial, { force: true })
  }

  #inWords(error: unknown): unknown {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const found = refusals[code]
    return found === undefined ? error : new BadInput(this.path, found, 'a path that can be written')
  }
}

/** Whether two names lead to one file, through links or not. */
function isSameFile(one: string, other: string): boolean {
  if (!existsSync(other)) return false
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true }))
  return a.dev === b.dev && a.ino === b.ino
}

/** What the system says when a file cannot be written. */
const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its parent is no folder',
  EACCES: 'writing is not permitted',
  EPERM: 'writing is not permitted',
  EROFS: 'the disk cannot be written',
  ENOSPC: 'the disk is full',
}
