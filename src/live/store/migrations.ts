import { BadInput } from '../../model/bad-input.js'
import type { Dialect } from './dialect.js'

/** Statements that bring a store from one version of the layout to the next. */
type Step = (dialect: Dialect) => readonly string[]

/** Step n leads to version n + 1. A step that was ever released is never changed; a new one is put behind it. */
const steps: readonly Step[] = [firstLayout]

/** The version of the layout that this program writes; rows bear the version that wrote them. */
export const VERSION = steps.length

/**
 * What is still to be done to a store, one transaction for each entry.
 * @param version of the store; 0: it has no tables yet
 * @throws BadInput when a newer program has written it
 */
export function stepsAbove(
  version: number,
  dialect: Dialect,
  place: string,
  upTo = VERSION,
): { version: number; statements: readonly string[] }[] {
  if (version > VERSION)
    throw new BadInput(
      place,
      `the store has layout ${version}, written by a newer ailuro`,
      `layouts up to ${VERSION}; use the newer program or restore a backup`,
    )
  return steps.slice(version, upTo).map((step, index) => {
    const next = version + index + 1
    return { version: next, statements: [...step(dialect), `UPDATE meta SET version = ${next}`] }
  })
}

/** Version 1. */
function firstLayout({ whole, fraction, text, clustered, heap }: Dialect): readonly string[] {
  return [
    // One row: what the store knows of itself.
    `CREATE TABLE meta(one ${whole} PRIMARY KEY CHECK (one = 1), version ${whole} NOT NULL, born ${whole} NOT NULL,
      epoch ${whole} NOT NULL, sequence ${whole} NOT NULL, at ${fraction} NOT NULL, facts ${whole} NOT NULL)${heap}`,
    'INSERT INTO meta VALUES (1, 1, 0, 0, 0, 0, 0)',
    // What changes: laid out along its key, as restart reads it; marked with the commit and the layout that wrote it.
    `CREATE TABLE rows(kind ${text} NOT NULL, key ${whole} NOT NULL, sequence ${whole} NOT NULL,
      version ${whole} NOT NULL, body ${text} NOT NULL, PRIMARY KEY (kind, key))${clustered}`,
    // The journal: one row for the facts of one commit.
    `CREATE TABLE facts(first ${whole} PRIMARY KEY, count ${whole} NOT NULL, sequence ${whole} NOT NULL,
      version ${whole} NOT NULL, at ${fraction} NOT NULL, body ${text} NOT NULL)${heap}`,
    `CREATE TABLE specs(task ${whole} NOT NULL, ordinal ${whole} NOT NULL, body ${text} NOT NULL,
      PRIMARY KEY (task, ordinal))${heap}`,
    `CREATE TABLE ended_jobs(id ${whole} PRIMARY KEY, task ${whole} NOT NULL, ordinal ${whole} NOT NULL,
      owner ${text} NOT NULL, queue ${text} NOT NULL, state ${text} NOT NULL, ended_at ${fraction} NOT NULL,
      body ${text} NOT NULL)${heap}`,
    ...['task', 'owner', 'queue', 'state'].map(
      (column) => `CREATE INDEX ended_jobs_by_${column} ON ended_jobs(${column}, id)`,
    ),
    'CREATE INDEX ended_jobs_by_ordinal ON ended_jobs(task, ordinal)',
    'CREATE INDEX ended_jobs_by_end ON ended_jobs(ended_at)',
    `CREATE TABLE ended_tasks(number ${whole} PRIMARY KEY, name ${text} NOT NULL, owner ${text} NOT NULL,
      ended_at ${fraction} NOT NULL, body ${text} NOT NULL)${heap}`,
    ...['name', 'owner'].map((column) => `CREATE INDEX ended_tasks_by_${column} ON ended_tasks(${column}, number)`),
    'CREATE INDEX ended_tasks_by_end ON ended_tasks(ended_at)',
    `CREATE TABLE answers(key ${text} PRIMARY KEY, at ${fraction} NOT NULL, body ${text} NOT NULL)${heap}`,
    'CREATE INDEX answers_by_time ON answers(at)',
  ]
}
