import { isAbsolute } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import type { DataMover } from './data-mover.js'
import { HttpMover, type HttpMoverOptions } from './http.js'
import { NoDataMover } from './none.js'
import { PosixMover, type PosixMoverOptions } from './posix.js'

/** The data movers that a server can be told to use. */
export const dataMoverNames = ['none', 'posix', 'http'] as const

/** What data movers need; each takes what is its own. */
export type DataMoverOptions = Partial<PosixMoverOptions & HttpMoverOptions>

/**
 * The data mover of this name.
 * @throws BadInput when there is none, or when what it needs is missing
 */
export function chooseDataMover(name: string, options: DataMoverOptions): DataMover {
  const { folders = {}, endpoints = {}, atOnce } = options
  switch (name) {
    case 'none':
      return new NoDataMover()
    case 'posix':
      refuseFolders(folders)
      refuseNumber(name, atOnce)
      return new PosixMover({ folders, atOnce })
    case 'http':
      if (Object.keys(endpoints).length === 0)
        throw new BadInput('data mover http', 'no endpoint', 'the address of the storage of each site')
      refuseNumber(name, atOnce)
      return new HttpMover({ ...options, endpoints })
    default:
      throw new BadInput('data mover', name, dataMoverNames.join(', '))
  }
}

function refuseFolders(folders: PosixMoverOptions['folders']): void {
  if (Object.keys(folders).length === 0)
    throw new BadInput('data mover posix', 'no storage folder', 'the storage folder of each site')
  for (const [site, folder] of Object.entries(folders))
    if (!isAbsolute(folder)) throw new BadInput(`data mover posix: folder of ${site}`, folder, 'an absolute path')
}

function refuseNumber(name: string, atOnce = 1): void {
  if (!Number.isInteger(atOnce) || atOnce < 1)
    throw new BadInput(`data mover ${name}: transfers at once`, String(atOnce), 'a whole number from 1')
}
