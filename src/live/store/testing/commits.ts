/** Commits for tests of stores, in few words, and all that a store tells, to be compared. */
import type { Commit, EndedJob, EndedTask, KeptRow, StoredFact } from '../commit.js'
import type { Store } from '../store.js'

export function commitOf(sequence: number, parts: Partial<Commit> = {}): Commit {
  const none = { facts: [], rows: [], specs: [], endedJobs: [], endedTasks: [], answers: [] }
  return { sequence, at: sequence * 10 + 0.25, ...none, ...parts }
}

/** Facts that tell their running number. */
export const factsOf = (first: number, count: number): StoredFact[] =>
  Array.from({ length: count }, (_, index) => [1, (first + index) / 8, first + index, -1, 0, 2 ** 53, 4])

export const row = (kind: string, key: number, body: unknown = { is: `${kind} ${key}` }) => ({
  kind,
  key,
  body: JSON.stringify(body),
})

export const endedJob = (id: number, parts: Partial<EndedJob> = {}): EndedJob => ({
  ...{ id, task: 1, ordinal: id, user: 'alice', queue: 'BNL', state: 'finished', endedAt: id + 0.5 },
  ...{ body: JSON.stringify({ id }), ...parts },
})

export const endedTask = (number: number, parts: Partial<EndedTask> = {}): EndedTask => ({
  ...{ number, name: `task-${number}`, user: 'alice', endedAt: number + 0.5, body: JSON.stringify({ number }) },
  ...parts,
})

/** Kinds of rows that these tests keep, in the order of their bytes. */
const someKinds = ['B', 'a', 'b', 'c', 'd', 'job', 'many', 'new', 'number', 'order', 'task', 'text']

export async function rowsOf(store: Store): Promise<KeptRow[]> {
  const all: KeptRow[] = []
  await store.rows(someKinds, (rows) => all.push(...rows))
  return all
}

/** Everything that a store tells, to be compared. */
export async function contentsOf(store: Store): Promise<unknown> {
  const { bytes: _, ...size } = await store.size()
  const limit = 1000
  return {
    size,
    rows: await rowsOf(store),
    facts: await store.facts(1, 1e6),
    jobs: await store.endedJobs({ limit }),
    tasks: await store.endedTasks({ limit }),
    answers: await Promise.all(['one', 'two'].map((key) => store.answer(key))),
    specs: await store.specs([-1, 0, 1].flatMap((ordinal) => [1, 2].map((task) => ({ task, ordinal })))),
  }
}

/** A bit of everything. */
export const motley = [
  commitOf(1, {
    facts: factsOf(1, 3),
    rows: [row('task', 1), row('task', 2), row('job', 2 ** 53), row('job', 0), row('order', 7)],
    specs: [-1, 0, 1].map((ordinal) => ({ task: 1, ordinal, body: `{"command":["run","${ordinal}"]}` })),
    answers: [{ key: 'one', at: 0.125, body: '[1]' }],
  }),
  commitOf(2, {
    facts: factsOf(4, 1),
    rows: [row('job', 0, { is: 'changed' }), { kind: 'order', key: 7, body: undefined }],
    specs: [{ task: 2, ordinal: -1, body: '{}' }],
    endedJobs: [endedJob(5), endedJob(6, { queue: '', state: 'closed' })],
    endedTasks: [endedTask(3)],
    answers: [{ key: 'two', at: 1e9 + 1 / 3, body: '{"two":2}' }],
  }),
]

export async function commitAll(store: Store, commits: readonly Commit[]): Promise<void> {
  for (const commit of commits) await store.commit(commit)
}
