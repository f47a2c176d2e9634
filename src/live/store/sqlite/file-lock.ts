import Database from 'libsql'

/** A lock on an empty file, which the system lets go when this process ends, however it ends. */
export class FileLock {
  private constructor(private readonly database: Database.Database) {}

  /**
   * Takes the lock, without waiting for it.
   * @param file is made when it is not there, and stays
   * @returns undefined: somebody has it, in this process or another
   */
  static take(file: string): FileLock | undefined {
    const database = new Database(file)
    try {
      database.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      database.close()
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
      return undefined
    }
    return new FileLock(database)
  }

  release(): void {
    this.database.exec('ROLLBACK')
    this.database.close()
  }
}
