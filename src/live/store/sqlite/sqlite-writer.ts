import { BadInput } from '../../../model/bad-input.js'
import type { Seconds } from '../../../model/units.js'
import type { Column, CommitColumns } from '../commit-columns.js'
import { forgetStatements } from '../forget-statements.js'
import { LostLeadership, type Opening } from '../store.js'
import { Connection, type Statement, wantFolderOf } from './connection.js'
import { FileLock } from './file-lock.js'

const SQL = {
  advance: 'UPDATE meta SET sequence = $1, at = $2, facts = facts + $3 WHERE epoch = $4 AND sequence = $1 - 1',
  facts: `INSERT INTO facts(first, count, sequence, version, at, body)
    SELECT facts - $1 + 1, $1, $2, $3, $4, $5 FROM meta`,
  changed: `INSERT INTO rows(kind, key, body, sequence, version) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body, sequence = excluded.sequence, version = excluded.version`,
  gone: 'DELETE FROM rows WHERE kind = $1 AND key = $2',
  specs: 'INSERT OR REPLACE INTO specs(task, ordinal, body) VALUES ($1, $2, $3)',
  endedJobs: `INSERT OR REPLACE INTO ended_jobs(id, task, ordinal, owner, queue, state, ended_at, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  endedTasks: `INSERT OR REPLACE INTO ended_tasks(number, name, owner, ended_at, body) VALUES ($1, $2, $3, $4, $5)`,
  answers: 'INSERT OR REPLACE INTO answers(key, at, body) VALUES ($1, $2, $3)',
}

/** The one writer of an SQLite store, in a thread of its own. */
export class SqliteWriter {
  private connection: Connection | undefined
  private guard: FileLock | undefined
  private epoch = 0

  /** @param guarded whether to keep other processes from becoming host of this file */
  lead(file: string, guarded: boolean, nowMilliseconds: number): Opening {
    wantFolderOf(file)
    if (guarded) this.guard = lockOut(file)
    const connection = Connection.forWriting(file)
    this.connection = connection
    // Asked before the file is changed in any way: it may be somebody else's.
    connection.version()
    connection.pragma('journal_mode = WAL')
    connection.migrate()
    return connection.transaction(() => {
      connection.statement('UPDATE meta SET born = $1 WHERE born = 0').run([nowMilliseconds])
      connection.statement('UPDATE meta SET epoch = epoch + 1').run([])
      const meta = connection.statement('SELECT born, epoch, sequence, at, facts FROM meta').get([])
      const [bornMilliseconds, epoch, sequence, at, facts] = meta as [number, number, number, number, number]
      this.epoch = epoch
      return { bornMilliseconds, epoch, sequence, at, facts }
    })
  }

  commit(columns: CommitColumns): void {
    const connection = this.connection!
    const { sequence, at, version, factCount, facts, changed } = columns
    connection.transaction(() => {
      const { changes } = connection.statement(SQL.advance).run([sequence, at, factCount, this.epoch])
      if (changes === 0) throw this.lost(sequence)
      if (factCount > 0) connection.statement(SQL.facts).run([factCount, sequence, version, at, facts])
      runAll(connection.statement(SQL.changed), changed, [sequence, version])
      for (const table of ['gone', 'specs', 'endedJobs', 'endedTasks', 'answers'] as const)
        runAll(connection.statement(SQL[table]), columns[table])
    })
  }

  forget(before: Seconds): boolean {
    const connection = this.connection!
    return connection.transaction(() => {
      const [epoch] = connection.statement('SELECT epoch FROM meta').get([])!
      if (epoch !== this.epoch) throw this.lost()
      const full = forgetStatements.map(({ sql, most }) => connection.statement(sql).run([before]).changes === most)
      return full.includes(true)
    })
  }

  /** Brings what the log still has into the file. Between two commits that is little, once a checkpointer has done the most of it. */
  checkpoint(): void {
    this.connection!.pragma('wal_checkpoint(PASSIVE)')
  }

  close(): void {
    try {
      this.connection?.pragma('wal_checkpoint(TRUNCATE)')
    } catch {
      // The disk is full, or the like: all that was committed is in the log, and the next host finds it there.
    }
    this.connection?.close()
    this.guard?.release()
  }

  private lost(sequence?: number): LostLeadership {
    const [epoch, last] = this.connection!.statement('SELECT epoch, sequence FROM meta').get([])!
    return LostLeadership.because(this.connection!.file, this.epoch, Number(epoch), Number(last), sequence)
  }
}

function runAll(statement: Statement, columns: readonly Column[], more: readonly number[] = []): void {
  for (let row = 0; row < columns[0].length; row++) statement.run([...columns.map((column) => column[row]), ...more])
}

/** Keeps other processes from becoming host, by a lock on a file beside the store. */
function lockOut(file: string): FileLock {
  const lock = FileLock.take(`${file}-host`)
  if (lock === undefined) throw new BadInput(file, 'another process is the host of this store', 'one host at a time')
  return lock
}
