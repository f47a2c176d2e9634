import type { Bytes, PandaId, Seconds } from '../../model/units.js'
import {
  endedJobById,
  endedJobOf,
  endedJobsQuestion,
  endedTaskByNumber,
  endedTaskOf,
  endedTasksQuestion,
} from './archive-queries.js'
import { checkQuestions, MOST_FINDINGS } from './check-questions.js'
import type {
  Commit,
  EndedJob,
  EndedJobQuery,
  EndedTask,
  EndedTaskQuery,
  FactPage,
  JobSpec,
  KeptAnswer,
  KeptRow,
  StoredFact,
  StoreSize,
} from './commit.js'
import type { Dialect, Found, Value } from './dialect.js'
import type { Opening, Store } from './store.js'

/** Reading of one moment's state, however much is committed meanwhile. */
export interface Snapshot {
  read(sql: string, values?: readonly Value[]): Promise<readonly Found[]>
  /** For answers of any length: batch after batch, in order. */
  readAll(sql: string, each: (found: readonly Found[]) => void | Promise<void>): Promise<void>
}

/** What all stores with tables have in common: every question, asked of a database in its dialect of SQL. */
export abstract class SqlStore implements Store {
  abstract readonly place: string
  protected abstract readonly dialect: Dialect
  private sizing: Promise<StoreSize> | undefined

  abstract open(): Promise<Opening>
  abstract commit(commit: Commit): Promise<void>
  abstract forget(before: Seconds): Promise<boolean>
  abstract backUp(file: string): Promise<void>
  abstract close(): Promise<void>
  /** A short question. */
  protected abstract read(sql: string, values: readonly Value[]): Promise<readonly Found[]>
  /** Long reading, beside commits and short questions. */
  protected abstract aside<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  /** Space on disk. */
  protected abstract bytes(snapshot: Snapshot): Promise<Bytes>
  /** What the database itself finds damaged; also makes ready what the questions of the check need. */
  protected abstract inspect(snapshot: Snapshot): Promise<readonly string[]>

  rows(kinds: readonly string[], each: (rows: readonly KeptRow[]) => void): Promise<void> {
    return this.aside(async (snapshot) => {
      for (const kind of kinds) {
        const text = `'${kind.replaceAll("'", "''")}'`
        await snapshot.readAll(`SELECT kind, key, body FROM rows WHERE kind = ${text} ORDER BY key`, (found) =>
          each(found.map((values) => rowOf(values))),
        )
      }
    })
  }

  async specs(keys: readonly Pick<JobSpec, 'task' | 'ordinal'>[]): Promise<readonly (string | undefined)[]> {
    if (keys.length === 0) return []
    const pairs = JSON.stringify(keys.map(({ task, ordinal }) => [task, ordinal]))
    const found = await this.read(this.dialect.specs, [pairs])
    return found.map(([body]) => (body as string | null) ?? undefined)
  }

  async facts(first: number, limit: number): Promise<FactPage> {
    const [[oldest]] = (await this.read('SELECT min(first) FROM facts', [])) as [number | null][]
    const from = Math.max(first, oldest ?? 1)
    const found = await this.read(
      `SELECT first, body FROM facts WHERE first >= coalesce((SELECT max(first) FROM facts WHERE first <= $1), $1)
        AND first < $2 ORDER BY first`,
      [from, from + limit],
    )
    const facts = (found as [number, string][]).flatMap(([, body]) => JSON.parse(body) as StoredFact[])
    // Of the first commit the page may have a part; and the oldest may have been forgotten between the two questions.
    const start = (found[0]?.[0] as number | undefined) ?? from
    const before = Math.max(0, from - start)
    return { first: start + before, facts: facts.slice(before, before + limit) }
  }

  async endedJob(id: PandaId): Promise<EndedJob | undefined> {
    return (await this.read(endedJobById, [id])).map(endedJobOf)[0]
  }

  async endedJobs(query: EndedJobQuery): Promise<readonly EndedJob[]> {
    const { sql, values } = endedJobsQuestion(query)
    return (await this.read(sql, values)).map(endedJobOf)
  }

  async endedTask(number: number): Promise<EndedTask | undefined> {
    return (await this.read(endedTaskByNumber, [number])).map(endedTaskOf)[0]
  }

  async endedTasks(query: EndedTaskQuery): Promise<readonly EndedTask[]> {
    const { sql, values } = endedTasksQuestion(query)
    return (await this.read(sql, values)).map(endedTaskOf)
  }

  async answer(key: string): Promise<KeptAnswer | undefined> {
    const [found] = (await this.read('SELECT at, body FROM answers WHERE key = $1', [key])) as [number, string][]
    return found && { key, at: found[0], body: found[1] }
  }

  /** Counting takes a while, so whoever asks meanwhile gets the same answer. */
  size(): Promise<StoreSize> {
    this.sizing ??= this.measure().finally(() => (this.sizing = undefined))
    return this.sizing
  }

  private measure(): Promise<StoreSize> {
    const sql = `SELECT (SELECT count(*) FROM rows), facts - coalesce((SELECT min(first) FROM facts), facts + 1) + 1,
      (SELECT count(*) FROM ended_jobs), (SELECT count(*) FROM specs) FROM meta`
    return this.aside(async (snapshot) => {
      const [[rows, facts, endedJobs, specs]] = (await snapshot.read(sql)) as [[number, number, number, number]]
      return { rows, facts, endedJobs, specs, bytes: await this.bytes(snapshot) }
    })
  }

  check(): Promise<readonly string[]> {
    return this.aside(async (snapshot) => {
      const findings = [...(await this.inspect(snapshot))]
      for (const { sql, tell } of checkQuestions(this.dialect)) {
        const found = await snapshot.read(`${sql} LIMIT ${MOST_FINDINGS}`)
        findings.push(...found.map(tell))
        if (found.length === MOST_FINDINGS) findings.push('and perhaps more of this kind')
      }
      return findings
    })
  }
}

function rowOf([kind, key, body]: Found): KeptRow {
  return { kind: kind as string, key: key as number, body: body as string }
}
