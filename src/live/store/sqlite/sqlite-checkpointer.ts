import { Connection } from './connection.js'

/**
 * Brings what was committed from the log into the file itself, in a thread of its own: this waits for the disk at length, and commits
 * go on meanwhile.
 */
export class SqliteCheckpointer {
  private connection: Connection | undefined

  open(file: string): void {
    this.connection = Connection.forWriting(file)
  }

  /** What is committed while it works stays in the log. */
  checkpoint(): void {
    this.connection!.pragma('wal_checkpoint(PASSIVE)')
  }

  close(): void {
    this.connection?.close()
  }
}
