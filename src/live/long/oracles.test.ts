/** The oracles of the long tests must notice what they are there for: each small damage is told, and a sound past is not. */
import test from 'ava'
import type { EndedJob, EndedTask, StoredFact } from '../store/commit.js'
import { emptyDisk, MemoryStore } from '../testing/memory-store.js'
import { archiveFaults, type Witness } from './archive-oracle.js'
import { readPast } from './facts-oracle.js'
import type { CommandNote, EndingNote } from './notes.js'

function jobOf(id: number, ordinal: number, attempt: number, state: string, cause = 'course'): EndedJob {
  const place = { task: 1, user: 'alice', queue: 'NORTH', endedAt: 9 }
  return { id, ordinal, state, ...place, body: JSON.stringify({ attempt, cause }) }
}

/** One task of two jobs, one of which failed at first; all of it was seen from outside. */
const jobs = [
  jobOf(1, 0, 1, 'finished'),
  jobOf(2, 1, 1, 'failed', 'lost heartbeat'),
  jobOf(3, 1, 2, 'failed', 'reported'),
]
const task: EndedTask = {
  ...{ number: 1, name: 'task-1', user: 'alice', endedAt: 9 },
  body: JSON.stringify({ finished: 1, failed: 1, cancelled: 0 }),
}
const starts = jobs.map(({ id, ordinal }, index) => {
  return { id, task: 1, ordinal, attempt: index === 2 ? 2 : 1, isProcess: true }
})
const endings: EndingNote[] = [
  { id: 1, outcome: 'finished', known: true },
  { id: 2, outcome: 'finished', known: false },
  { id: 3, outcome: 'failed', known: true },
]
const sound = {
  jobs,
  tasks: [task],
  acknowledged: [{ name: 'task-1', task: 1, jobs: 2 }],
  killed: [1],
  starts,
  endings,
  commands: [] as CommandNote[],
  jobsIn: [{ ids: [1, 2], task: 1 }],
}

function faultsOf(seen: typeof sound): string[] {
  const archive = {
    jobs: new Map(seen.jobs.map((job) => [job.id, job])),
    tasks: new Map(seen.tasks.map((one) => [one.number, one])),
  }
  const { starts, endings, commands } = seen
  const notes = { starts, endings, commands, repeated: 0 }
  const others = { jobs: seen.jobsIn, workers: [] }
  const witness: Witness = { acknowledged: seen.acknowledged, killed: new Set(seen.killed), notes, others }
  return archiveFaults(archive, witness)
}

test('what was promised and seen is what the archive has', (t) => {
  t.deepEqual(faultsOf(sound), [])
})

const command = (what: CommandNote['what'], id: number): CommandNote => ({ what, id, known: true, isToEnd: false })
const unheard = [command('beat', 3), command('doomed', 3), command('told', 3), command('beat', 3), command('told', 3)]

test('a job that somebody wanted to end may be cancelled, also when the answer to that was lost', (t) => {
  const cancelled = { ...sound, jobs: [jobOf(1, 0, 1, 'cancelled', 'killed'), ...sound.jobs.slice(1)], killed: [] }
  const ofJob = (commands: CommandNote[]) =>
    faultsOf({ ...cancelled, commands }).filter((words) => /nobody/.test(words))
  t.is(ofJob([]).length, 1)
  t.is(ofJob([command('unwanted', 1)]).length, 0)
})

const damages: [what: string, damage: Partial<typeof sound>, fault: RegExp][] = [
  ['a submission is gone', { tasks: [], killed: [] }, /^task-1, acknowledged as task 1, is not there$/],
  ['a submission is there twice', { tasks: [task, { ...task, number: 2 }] }, /^task 2, task-1, is there and nobody/],
  ['a kill was lost', { killed: [1, 7] }, /^task 7 was killed and did not end$/],
  ['a job ran twice', { starts: [...starts, starts[0]] }, /^job 1 ran twice$/],
  ['a job finished that never ran', { starts: starts.slice(1) }, /^job 1 finished and never ran$/],
  ['a job ran that nobody knows', { starts: [...starts, { ...starts[0], id: 8 }] }, /^job 8 ran and is not in/],
  ['an end was lost', { endings: [...endings, { id: 9, outcome: 'finished', known: true }] }, /^job 9 was reported/],
  [
    'an end was ignored',
    { endings: [{ id: 3, outcome: 'finished', known: true }] },
    /^job 3 was reported finished, and/,
  ],
  [
    'an end came too late, and was told to be in time',
    { endings: [{ ...endings[1], known: true }] },
    /lost heartbeat$/,
  ],
  [
    'a lineage went on after it had finished',
    { jobs: [...jobs, jobOf(4, 0, 2, 'failed')] },
    /^job 1 of 1\.0 is finished/,
  ],
  ['an attempt is missing', { jobs: [jobs[0], jobs[2]] }, /^job 3 is attempt 1 of 1\.1 by order$/],
  ['a single job is of another task', { jobsIn: [{ ids: [1, 2], task: 7 }] }, /^job 1 was submitted as one of 7/],
  [
    'a job was cancelled by nobody',
    { jobs: [jobOf(1, 0, 1, 'cancelled', 'killed')], killed: [] },
    /^job 1 is cancelled/,
  ],
  ['a pilot was told nothing', { commands: unheard }, /^job 3 was to end, and its pilot was told nothing$/],
  [
    'the words of a pilot were lost',
    { endings: [{ ...endings[0], words: 'end-of-1' }] },
    /^of job 1 its pilot said end-of-1, and kept is nothing$/,
  ],
  ['a task counts wrongly', { jobs: [jobOf(1, 0, 1, 'cancelled', 'killed'), jobs[1], jobs[2]] }, /^task 1 tells of 1/],
]
for (const [what, damage, fault] of damages)
  test(`it is noticed that ${what}`, (t) => {
    const faults = faultsOf({ ...sound, ...damage })
    t.true(
      faults.some((words) => fault.test(words)),
      faults.join('\n'),
    )
  })

/** A task of one job from its submission to its end: kinds 2, 0, 1 … and 3 of the journal. */
const past: StoredFact[] = [
  [2, 0, 1, 77, 1, 0, 500],
  [0, 0, 1, 77, 0, 1, 0],
  [1, 1, 1, 0, 1, 0, 0],
  [1, 2, 1, 1, 4, 0, 0],
  [1, 3, 1, 4, 6, 0, 0],
  [1, 4, 1, 6, 11, 0, 0],
  [1, 5, 1, 11, 14, 0, 0],
  [3, 5, 1, 1, 0, 0, 0],
]

async function pastOf(facts: readonly StoredFact[]): Promise<string[]> {
  const disk = emptyDisk()
  disk.facts.push(...facts)
  const { faults, unended } = await readPast(new MemoryStore(disk))
  return [...faults, ...unended]
}

test('a journal without gaps or steps that are none has no fault; one with them has', async (t) => {
  t.deepEqual(await pastOf(past), [])
  t.regex((await pastOf(past.slice(0, -1))).join(), /task 1 never ended/)
  t.regex((await pastOf(past.filter((_, index) => index !== 3))).join(), /job 1 was defined, not activated/)
  t.regex((await pastOf([...past, past[0]])).join(), /earlier.*task 1 is submitted a second time/)
  t.regex((await pastOf([...past, past[7]])).join(), /task 1 ends a second time/)
  t.regex((await pastOf([...past, [1, 6, 1, 14, 4, 0, 0]])).join(), /goes from finished to activated/)
})
