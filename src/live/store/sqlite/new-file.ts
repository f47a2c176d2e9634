import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { BadInput } from '../../../model/bad-input.js'

/**
 * A path beside a new file's, to write it to until it is whole: so it is there whole or not at all.
 * @throws BadInput when something is at its path already, or there is no such folder
 */
export function partialOf(file: string): string {
  if (existsSync(file)) throw new BadInput(file, 'there is something already', 'a path where nothing is yet')
  if (!existsSync(dirname(file)))
    throw new BadInput(file, `there is no folder ${dirname(file)}`, 'a path in a folder that exists')
  return `${file}.partial-${randomUUID()}`
}

/** Gives a file that is whole its name, once the disk has it. */
export function placeNewFile(partial: string, file: string): void {
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
