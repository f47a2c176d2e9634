import { chmod, rename, writeFile } from 'node:fs/promises'
import type { TokenBook } from './token-book.js'

/**
 * At the first start of a store makes a token of an admin and writes it into a file that only its owner can read.
 * @param file where to
 * @returns whether one was made; false: there are tokens already
 */
export async function makeFirstToken(book: TokenBook, file: string, user = 'admin'): Promise<boolean> {
  if (book.size > 0) return false
  const { secret } = await book.make({ user, roles: ['admin'], note: 'made at the first start' })
  await writeSecret(file, secret)
  return true
}

/** Writes a token into a file that only its owner can read. An old file might be open to others: the new one takes its place. */
export async function writeSecret(file: string, secret: string): Promise<void> {
  const partial = `${file}.partial`
  await writeFile(partial, `${secret}\n`, { mode: 0o600 })
  await chmod(partial, 0o600)
  await rename(partial, file)
}
