import { resolve } from 'node:path'
import { BadInput } from '../../../model/bad-input.js'
import { sqlite } from '../dialect.js'
import { stepsAbove } from '../migrations.js'
import { SqliteThread } from './sqlite-thread.js'

/**
 * Work with a backup that is open for reading, in a thread of its own.
 * @throws BadInput when the file is not a sound store of a layout that is known
 */
export async function readBackup<T>(
  file: string,
  work: (reader: SqliteThread<'reader'>, version: number) => Promise<T>,
): Promise<T> {
  const reader = new SqliteThread('reader', file)
  try {
    await reader.call('open', resolve(file), true)
    const version = await reader.call('version')
    if (version === 0) throw new BadInput(file, 'the file holds no store', 'a backup')
    stepsAbove(version, sqlite, file)
    const [[finding]] = await reader.call('read', 'PRAGMA integrity_check', [])
    if (finding !== 'ok') throw new BadInput(file, `the file is damaged: ${finding}`, 'a sound backup')
    return await work(reader, version)
  } finally {
    await reader.close()
  }
}
