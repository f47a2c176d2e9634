import type { Seconds } from '../../model/units.js'
import { type Commit, LONGEST_WORD, type StoredFact } from './commit.js'
import { VERSION } from './migrations.js'

/** A column of a batch; as long as the others of its table. */
export type Column = readonly (string | number)[]

/**
 * A commit as columns of plain values, one set for each table, in the order of {@link columnNames}: cheap to hand to another
 * thread, and what PostgreSQL takes as arrays. No key occurs twice in a table: the last change has won.
 */
export interface CommitColumns {
  readonly sequence: number
  readonly at: Seconds
  readonly version: number
  readonly factCount: number
  /** JSON of the facts; empty when there are none. */
  readonly facts: string
  readonly changed: readonly Column[]
  readonly gone: readonly Column[]
  readonly specs: readonly Column[]
  readonly endedJobs: readonly Column[]
  readonly endedTasks: readonly Column[]
  readonly answers: readonly Column[]
}

/** @throws Error when something in it cannot be kept: a number that is not finite, a word that is too long, or text with a NUL character */
export function columnsOf(commit: Commit): CommitColumns {
  const rows = lastOf(commit.rows, ({ kind, key }) => `${kind} ${key}`)
  const specs = lastOf(commit.specs, ({ task, ordinal }) => `${task} ${ordinal}`)
  const jobs = lastOf(commit.endedJobs, ({ id }) => id)
  const tasks = lastOf(commit.endedTasks, ({ number }) => number)
  const answers = lastOf(commit.answers, ({ key }) => key)
  const changed = rows.filter(({ body }) => body !== undefined)
  const gone = changed.length < rows.length ? rows.filter(({ body }) => body === undefined) : []
  return {
    sequence: commit.sequence,
    at: commit.at,
    version: VERSION,
    factCount: commit.facts.length,
    facts: commit.facts.length > 0 ? factsBody(commit.facts) : '',
    changed: [words(changed, 'kind'), numbers(changed, 'key'), texts(changed, 'body')],
    gone: [words(gone, 'kind'), numbers(gone, 'key')],
    specs: [numbers(specs, 'task'), numbers(specs, 'ordinal'), texts(specs, 'body')],
    endedJobs: [
      ...[numbers(jobs, 'id'), numbers(jobs, 'task'), numbers(jobs, 'ordinal')],
      ...[words(jobs, 'user'), words(jobs, 'queue'), words(jobs, 'state')],
      ...[numbers(jobs, 'endedAt'), texts(jobs, 'body')],
    ],
    endedTasks: [
      ...[numbers(tasks, 'number'), words(tasks, 'name'), words(tasks, 'user')],
      ...[numbers(tasks, 'endedAt'), texts(tasks, 'body')],
    ],
    answers: [words(answers, 'key'), numbers(answers, 'at'), texts(answers, 'body')],
  }
}

/** One item for each key, the last one, in the order in which the keys first occur. */
function lastOf<T>(items: readonly T[], keyOf: (item: T) => string | number): readonly T[] {
  if (items.length < 2) return items
  const last = new Map<string | number, T>()
  for (const item of items) last.set(keyOf(item), item)
  return last.size < items.length ? [...last.values()] : items
}

/** JSON has no word for numbers that are not finite, and would keep null without a word. */
function factsBody(facts: readonly StoredFact[]): string {
  for (const fact of facts)
    if (!fact.every(Number.isFinite)) throw new Error(`the fact ${fact.join(' ')} cannot be kept: not all is finite`)
  return JSON.stringify(facts)
}

function numbers<K extends string>(items: readonly Readonly<Record<K, number>>[], field: K): Column {
  return items.map((item) => item[field])
}

/** What a store has an index of. */
function words<K extends string>(items: readonly Readonly<Record<K, string>>[], field: K): Column {
  for (const { [field]: word } of items)
    if (word.length > LONGEST_WORD)
      throw new Error(`a ${field} of ${word.length} characters cannot be kept; allowed: ${LONGEST_WORD}`)
  return texts(items, field)
}

/** Neither store can keep a NUL character; JSON has it escaped, so only a word of a user's can bring one. */
function texts<K extends string>(items: readonly Readonly<Record<K, string | undefined>>[], field: K): Column {
  return items.map((item) => {
    const text = item[field]!
    if (text?.includes('\0')) throw new Error(`the ${field} ${JSON.stringify(text)} cannot be kept: it has a NUL`)
    return text
  })
}
