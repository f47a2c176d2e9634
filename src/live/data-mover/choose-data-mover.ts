import { isAbsolute } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import type { DataMover } from './data-mover.js'
import { NoDataMover } from './none.js'
import { PosixMover, type PosixMoverOptions } from './posix.js'

/** The data movers that a server can be told to use. */
export const dataMoverNames = ['none', 'posix'] as const

/**
 * The data mover of this name.
 * @throws BadInput when there is none, or when what it needs is missing
 */
export function chooseDataMover(name: string, options: PosixMoverOptions): DataMover {
  switch (name) {
    case 'none':
      return new NoDataMover()
    case 'posix':
      return new PosixMover(checked(options))
    default:
      throw new BadInput('data mover', name, dataMoverNames.join(', '))
  }
}

function checked(options: PosixMoverOptions): PosixMoverOptions {
  const { folders, atOnce = 4 } = options
  if (Object.keys(folders).length === 0)
    throw new BadInput('data mover posix', 'no storage folder', 'the storage folder of each site')
  for (const [site, folder] of Object.entries(folders))
    if (!isAbsolute(folder)) throw new BadInput(`data mover posix: folder of ${site}`, folder, 'an absolute path')
  if (!Number.isInteger(atOnce) || atOnce < 1)
    throw new BadInput('data mover posix: transfers at once', String(atOnce), 'a whole number from 1')
  return options
}
