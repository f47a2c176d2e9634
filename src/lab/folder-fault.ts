import { BadInput } from '../model/bad-input.js'

/** What errors of the file system mean for a folder that is to be written. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'it cannot be made there',
  EEXIST: 'something else stands there',
  ENOTEMPTY: 'something else stands there',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  EBUSY: 'it is in use',
  EXDEV: 'it lies on two file systems',
  EIO: 'its disk failed',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** An error of the file system about a folder as bad input, since another folder may do; any other error as it is. */
export function folderFault(folder: string, error: unknown): unknown {
  const reason = reasonOf(error)
  return reason === undefined ? error : new BadInput(folder, reason, 'a folder that can be written')
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // DuckDB writes files by itself and tells of them in words.
  if (error.message.startsWith('IO Error: ')) return error.message.slice('IO Error: '.length).split('\n')[0]
  if (!('syscall' in error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return reasons[error.code] ?? `it cannot be written (${error.code})`
}
