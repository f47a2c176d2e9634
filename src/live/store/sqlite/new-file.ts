import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { BadInput } from '../../../model/bad-input.js'

/**
 * Makes a file that is there whole or not at all, and lasts.
 * @param write writes the file at the path it is given
 * @throws BadInput as `partialOf` does
 */
export function placeNewFile(file: string, write: (partial: string) => void): void {
  const partial = partialOf(file)
  try {
    write(partial)
    finishNewFile(file)
  } finally {
    rmSync(partial, { force: true })
  }
}

/**
 * Where a new file is written until it is whole.
 * @throws BadInput when something is at its path already, or there is no such folder
 */
export function partialOf(file: string): string {
  if (existsSync(file)) throw new BadInput(file, 'there is something already', 'a path where nothing is yet')
  if (!existsSync(dirname(file)))
    throw new BadInput(file, `there is no folder ${dirname(file)}`, 'a path in a folder that exists')
  return `${file}.partial-${process.pid}`
}

/** Gives a file that is whole its name, once the disk has it. */
export function finishNewFile(file: string): void {
  const partial = partialOf(file)
  synchronise(partial)
  // A second name instead of a new one: it fails when somebody else has put something there meanwhile.
  linkSync(partial, file)
  rmSync(partial)
  synchronise(dirname(file))
}

function synchronise(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
