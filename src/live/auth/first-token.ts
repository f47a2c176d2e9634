import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../storage-folder/place-file.js'
import type { TokenBook } from './token-book.js'

/**
 * At the first start of a store makes a token of an admin and writes it into a file that only its owner can read.
 * @param file where to
 * @param isLost makes one though there are tokens
 * @returns whether one was made; false: there are tokens already
 */
export async function makeAdminToken(book: TokenBook, file: string, isLost = false): Promise<boolean> {
  if (book.size > 0 && !isLost) return false
  // The file first: a start that ends in between is made good by the next one, since there is no token yet.
  const note = isLost ? 'made since another was lost' : 'made at the first start'
  await book.make({ user: 'admin', roles: ['admin'], note }, (secret) => writeSecret(file, secret))
  return true
}

/**
 * Writes a token into a file that only its owner can read; once this is resolved the disk has it. An old file might be open to others:
 * the new one takes its place.
 */
export async function writeSecret(file: string, secret: string): Promise<void> {
  const partial = `${file}.partial`
  const opened = await open(partial, 'w', 0o600)
  try {
    await opened.chmod(0o600)
    await opened.writeFile(`${secret}\n`)
    await opened.sync()
  } finally {
    await opened.close()
  }
  await rename(partial, file)
  await syncFolder(dirname(file))
}
