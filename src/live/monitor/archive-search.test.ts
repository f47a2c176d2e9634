/** Searches of the archive: the same as looking at all of it, in bounded looks. */
import test from 'ava'
import fc from 'fast-check'
import type { EndedJob } from '../store/commit.js'
import { emptyDisk, MemoryStore } from '../testing/memory-store.js'
import { type ArchiveFilter, searchArchive } from './archive-search.js'

function jobOf(id: number, random: number): EndedJob {
  const pick = <T>(words: readonly T[], by: number): T => words[Math.floor(random / by) % words.length]
  return {
    id,
    task: pick([1, 2, 3], 1),
    ordinal: 0,
    user: pick(['alice', 'bob'], 3),
    queue: pick(['A', 'B', 'C', ''], 7),
    state: pick(['finished', 'failed', 'closed'], 11),
    endedAt: id,
    body: JSON.stringify({ errorCode: pick([0, 9], 13) }),
  }
}

function isAs(job: EndedJob, { state, queues, user, task, error, below = Infinity }: ArchiveFilter): boolean {
  const code = (JSON.parse(job.body) as { errorCode: number }).errorCode
  return (
    job.id < below &&
    (state ?? job.state) === job.state &&
    (user ?? job.user) === job.user &&
    (task ?? job.task) === job.task &&
    (error ?? code) === code &&
    (queues?.includes(job.queue) ?? true)
  )
}

const filters = fc.record(
  {
    state: fc.constantFrom('finished', 'failed', 'closed'),
    queues: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
    user: fc.constantFrom('alice', 'bob', 'carol'),
    task: fc.constantFrom(1, 2, 9),
    error: fc.constantFrom(0, 9),
    below: fc.integer({ min: 1, max: 400 }),
  },
  { requiredKeys: [] },
)

test('page after page finds all that there is, once, whatever is asked for', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.nat(10_000), { maxLength: 300 }),
      async (filter, limit, draws) => {
        const jobs = draws.map((random, i) => jobOf(i + 1, random))
        const store = new MemoryStore({ ...emptyDisk(), endedJobs: jobs })
        const found: number[] = []
        let below = filter.below
        for (;;) {
          const page = await searchArchive(store, { ...filter, below }, limit)
          t.true(page.jobs.length <= limit)
          found.push(...page.jobs.map(({ id }) => id))
          if (page.downTo === 0) break
          below = page.downTo
        }
        const expected = jobs.filter((job) => isAs(job, filter)).map(({ id }) => id)
        t.deepEqual(
          found,
          expected.sort((one, other) => other - one),
        )
      },
    ),
    { numRuns: 200 },
  )
})

test('a search for what is rare looks at so many attempts and says where to go on', async (t) => {
  let read = 0
  const all = 50_000
  const store = {
    endedJobs: ({ below = all + 1, limit }: { below?: number; limit: number }) => {
      const first = Math.min(all, below - 1)
      const jobs = Array.from({ length: Math.min(limit, first) }, (_, i) => jobOf(first - i, 0))
      read += jobs.length
      return Promise.resolve(jobs)
    },
  }
  const { jobs, downTo } = await searchArchive(store, { task: 1, error: 77 }, 10)
  t.deepEqual(jobs, [])
  t.is(read, 20_000)
  t.is(downTo, all - 20_000 + 1)
})
