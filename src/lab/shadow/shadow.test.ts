import test from 'ava'
import { builtInPolicy } from '../../brokerage/define-policy.js'
import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { type GridSpec, gridOf } from '../../sim/grid-spec.js'
import { readScenario } from '../../sim/scenario-file.js'
import { seedOf } from '../../sim/seed.js'
import { simulate } from '../../sim/simulate.js'
import { root } from '../../sim/testing/scenarios.js'
import { FeedRecorder } from './feed-recorder.js'
import { FeedClock } from './feed-clock.js'
import { type FeedEvent, lineSchemas, type WrittenLine } from './feed-schema.js'
import { Shadow } from './shadow.js'
import { Surroundings } from './surroundings.js'
import { TaskBook, type TaskDefinition } from './task-book.js'
import { inOrder, life, shadowOf, taskAt, tell } from './testing/small-shadow.js'
import { Unknowns } from './unknowns.js'

const day = readScenario(`${root}scenarios/panda-day.yaml`, { scale: 0.003, length: 1 })

/** A simulated production, and a shadow of it. */
async function shadowed(
  production: string,
  policy: string,
  scenario = day,
): Promise<{ shadow: Shadow; lines: WrittenLine[]; grid: GridSpec }> {
  const lines: WrittenLine[] = [{ event: 'feed', version: 1, tellsPilots: true }]
  const recorder = new FeedRecorder((line) => lines.push(line))
  await simulate(scenario, { policy: production, through: recorder.through })
  const seed = seedOf(scenario.seed)
  const { grid } = await scenario.prepare(seed)
  const shadow = new Shadow({
    grid: gridOf(grid),
    policy: builtInPolicy(policy),
    constants: { ...defaultConstants, ...scenario.constants },
    shares: scenario.shares,
    seed,
  })
  // As a feed is read: through the schema, from text.
  for (const line of lines) shadow.take(lineSchemas.get(line.event)!.parse(JSON.parse(JSON.stringify(line))))
  return { shadow, lines, grid }
}

for (const policy of ['production', 'least-queued', 'random', 'round-robin', 'data-locality-only']) {
  test(`production under ${policy}, shadowed by itself, agrees in every bunch`, async (t) => {
    const { shadow } = await shadowed(policy, policy)
    const { total } = shadow.agreement
    t.true(total.decisions > 500)
    t.is(total.sameQueue, total.jobs)
    t.is(total.candidate, total.jobs)
    t.deepEqual(shadow.agreement.parting(), [])
    t.deepEqual(shadow.unknowns.told(), [])
    t.is(shadow.alive, 0, 'what has ended is forgotten')
    shadow.core.check()
  })
}

test('PanDA’s own policy disagrees with itself only over when statistics were looked up, which a feed does not tell', async (t) => {
  const outage = readScenario(`${root}scenarios/tests/outage.yaml`, { scale: 1, length: 1 })
  const agreement = async (constants: Partial<Constants>): Promise<number> => {
    const changed = { ...outage, constants: { ...outage.constants, ...constants } }
    const { total } = (await shadowed('production', 'production', changed)).shadow.agreement
    return total.sameQueue / total.jobs
  }
  const usual = await agreement({})
  t.true(usual > 0.95 && usual < 1, `${usual}`)
  t.is(await agreement({ statisticsSeconds: 0 }), 1)
})

test('another policy agrees less, and each bunch that parts them has one criterion', async (t) => {
  const { shadow } = await shadowed('data-locality-only', 'least-queued')
  const { total } = shadow.agreement
  t.true(total.sameQueue < 0.5 * total.jobs)
  const parted = shadow.agreement.parting().reduce((sum, { jobs }) => sum + jobs, 0)
  t.is(parted, total.jobs - total.sameQueue)
  for (const named of Object.values(shadow.agreement.dimensions())) {
    t.is(
      named.reduce((sum, { jobs }) => sum + jobs, 0),
      total.jobs,
    )
  }
  t.is(shadow.counts.compared, total.jobs)
})

test('a policy leaves no mark on the state: two shadows of one feed have equal journals', async (t) => {
  const [one, other] = [await shadowed('random', 'random'), await shadowed('random', 'production')]
  t.is(one.shadow.core.state.journal.hash(), other.shadow.core.state.journal.hash())
  // Nor where the feed leaves open which slot it was.
  const lines = one.lines.map((line) => (line.event === 'placed' ? { ...line, cores: undefined } : line))
  const hashes = ['random', 'least-queued'].map((policy) => {
    const shadow = shadowOf(lines, { policy: builtInPolicy(policy), spec: one.grid })
    return shadow.core.state.journal.hash()
  })
  t.is(hashes[0], hashes[1])
})

test('criteria of a small story, counted by hand', (t) => {
  const shadow = shadowOf([
    taskAt(0, 'thin', { label: 'user' }),
    { event: 'placed', at: 0, task: 'thin', jobs: [1, 2, 3], queue: 'A' }, // B is heavier
    { event: 'placed', at: 1, task: 'thin', jobs: [4, 5], queue: 'B' }, // the same
    { event: 'placed', at: 2, task: 'thin', jobs: [6], queue: 'W' }, // too wide for it
    { event: 'queue', at: 3, queue: 'B', status: 'offline' },
    { event: 'placed', at: 4, task: 'thin', jobs: [7, 8], queue: 'B' }, // refused: offline
    { event: 'placed', at: 5, task: 'thin', jobs: [9], queue: 'A' }, // all that is left
    { event: 'placed', at: 6, task: 'thin', jobs: [10, 11], queue: 'ELSEWHERE' }, // not compared
    { event: 'placed', at: 7, task: 'nobody', jobs: [12], queue: 'A' },
    taskAt(8, 'wide', { cores: 8, share: 'wide' }),
    { event: 'queue', at: 8, queue: 'W', status: 'offline' },
    { event: 'placed', at: 9, task: 'wide', jobs: [13], queue: 'W' }, // the policy would place nothing
  ])
  t.like(shadow.agreement.total, { decisions: 6, jobs: 10, sameQueue: 3, sameSite: 3, candidate: 6, first: 3 })
  t.deepEqual(
    shadow.agreement.parting().map(({ kind, name, decisions, jobs }) => [kind, name, decisions, jobs]),
    [
      ['weigher', 'likes-b', 1, 3],
      ['step', 'status', 2, 3],
      ['step', 'cpucore', 1, 1],
    ],
  )
  const { label, site, hour } = shadow.agreement.dimensions()
  t.deepEqual(
    label.map(({ name, jobs, sameQueue }) => [name, jobs, sameQueue]),
    [
      ['user', 9, 3],
      ['managed', 1, 0],
    ],
  )
  t.deepEqual(
    site.map(({ name, jobs }) => [name, jobs]),
    [
      ['A', 4],
      ['B', 4],
      ['W', 2],
    ],
  )
  t.deepEqual(
    hour.map(({ name, jobs }) => [name, jobs]),
    [['00', 10]],
  )
  t.deepEqual(
    shadow.unknowns.told().map(({ kind, times, names }) => [kind, times, names[0].name]),
    [
      ['queue', 2, 'ELSEWHERE'],
      ['task', 1, 'nobody'],
    ],
  )
  t.is(shadow.alive, 10)
  shadow.core.check()
})

test('jobs are counted where production put them, whatever the policy wanted', (t) => {
  const shadow = shadowOf([
    taskAt(0, 'thin'),
    { event: 'placed', at: 0, task: 'thin', jobs: [1, 2], queue: 'A' },
    { event: 'job', at: 5, id: 1, state: 'activated' },
    { event: 'job', at: 9, id: 1, state: 'running' },
  ])
  const { counters, grid } = shadow.core.state
  const at = (queue: string): number[] => [1, 4, 9].map((state) => counters.total(grid.queue(queue)!.index, state))
  t.deepEqual(at('A'), [1, 0, 1], 'defined, activated, running')
  t.deepEqual(at('B'), [0, 0, 0])
  shadow.core.check()
})

test('odd news changes nothing and is counted', (t) => {
  const shadow = shadowOf([
    taskAt(0, 'thin', { dataset: 'never-told', inputBytes: 5, inputFiles: 1 }),
    ...life('thin', 1, 'A', [1, 2, 3]),
    { event: 'job', at: 4, id: 1, state: 'running' },
    { event: 'placed', at: 5, task: 'thin', jobs: [2], queue: 'A' },
    { event: 'placed', at: 6, task: 'thin', jobs: [2], queue: 'B' },
    { event: 'job', at: 7, id: 2, state: 'running' },
    { event: 'job', at: 8, id: 2, state: 'activated' },
    { event: 'storage', at: 9, site: 'NOWHERE', freeBytes: 1 },
    { event: 'replica', at: 9, dataset: 'never-told', site: 'A' },
  ])
  t.deepEqual(
    shadow.unknowns.told().map(({ kind, times, names }) => [kind, times, names[0].name]),
    [
      ['site', 1, 'NOWHERE'],
      ['dataset', 2, 'never-told'],
      ['job', 1, 'running'],
      ['step', 2, 'placed again at B'],
    ],
  )
  shadow.core.check()
})

test('times that run backwards, headers that are not the first line and numbers that cannot be are refused where they stand', (t) => {
  const header: WrittenLine = { event: 'feed', version: 1, start: '2024-03-01T00:00:00Z' }
  const refused: readonly (readonly [lines: WrittenLine[], message: RegExp])[] = [
    [[taskAt(5, 'thin'), taskAt(4, 'other')], /4 is earlier than the line before/],
    [
      [header, { ...taskAt(0, 'thin'), at: '2024-02-29T00:00:00Z' } as WrittenLine],
      /earlier than the start of the feed/,
    ],
    [
      [taskAt(5, 'thin'), { ...taskAt(0, 'other'), at: '2024-03-01T00:00:00Z' } as WrittenLine],
      /follows on times in seconds/,
    ],
    [[taskAt(5, 'thin'), header], /after the first line/],
    [[header, header], /after the first line/],
    [[taskAt(5, 'thin', { cores: 3e9 })], /task thin: cores is 3000000000/],
  ]
  for (const [lines, message] of refused) {
    const shadow = shadowOf(lines.slice(0, -1))
    t.throws(() => tell(shadow, lines.slice(-1)), { instanceOf: BadInput, message })
  }
})

test('pilots are taken to have been heard of until the time that is told, in the future too', (t) => {
  const placed = (at: number, id: number): WrittenLine => ({
    event: 'placed',
    at,
    task: 'thin',
    jobs: [id],
    queue: 'A',
  })
  const hours = (count: number): number => count * 3_600
  const shadow = shadowOf(
    [
      { event: 'feed', version: 1, tellsPilots: true },
      taskAt(hours(10), 'thin'),
      { event: 'pilot', at: hours(10), queue: 'A', until: hours(12) },
      { event: 'pilot', at: hours(10), queue: 'B', until: hours(6) },
      placed(hours(14), 1),
      placed(hours(16), 2),
      { event: 'pilot', at: hours(16), queue: 'A' },
      placed(hours(17), 3),
    ],
    { policy: builtInPolicy('production') },
  )
  t.like(shadow.agreement.total, { jobs: 3, sameQueue: 2 }, 'B is silent all along, A from 15 h to 16 h')
  t.deepEqual(
    shadow.agreement.parting().map(({ kind, name, jobs }) => [kind, name, jobs]),
    [['step', 'nopilot', 1]],
  )
})

test('tasks beyond the most that are kept: the oldest without living jobs are forgotten', (t) => {
  const shadow = shadowOf([])
  const surroundings = new Surroundings(shadow.core, shadow.core.mirror(), new Unknowns(), new FeedClock())
  const book = new TaskBook(shadow.core.state.tasks, surroundings, 3)
  const take = (name: string): TaskDefinition => {
    const line = lineSchemas.get('task')!.parse(taskAt(0, name)) as FeedEvent & { event: 'task' }
    book.take(line, 0)
    return book.of(name)!
  }
  const alive = take('alive')
  alive.row = shadow.core.state.tasks.add('alive', 1, 0)
  alive.number = shadow.core.state.tasks.number[alive.row]
  for (const name of ['a', 'b', 'c', 'd']) take(name)
  t.deepEqual(
    ['alive', 'a', 'b', 'c', 'd'].filter((name) => book.of(name) !== undefined),
    ['alive', 'c', 'd'],
  )
})

test('what a long feed leaves behind does not grow with it: jobs and tasks that are over are gone', (t) => {
  const shadow = shadowOf([])
  for (let day = 0; day < 40; day++) {
    const start = day * 86_400
    const lives = Array.from({ length: 50 }, (_, i) => {
      const at = start + i * 60
      const task = `t${day}-${i}`
      return [taskAt(at, task), ...life(task, 1 + day * 50 + i, i % 2 === 0 ? 'A' : 'B', [at, at + 10, at + 20])]
    })
    tell(shadow, inOrder(lives.flat()))
  }
  // One that is never told to have ended.
  tell(shadow, [
    taskAt(40 * 86_400, 'lost'),
    { event: 'placed', at: 40 * 86_400, task: 'lost', jobs: [1e6], queue: 'A' },
  ])
  tell(shadow, [taskAt(72 * 86_400, 'last')])
  t.is(shadow.counts.jobs, 2001)
  t.is(shadow.alive, 0)
  t.is(shadow.core.state.jobs.alive, 0)
  t.is(shadow.core.state.tasks.alive, 0)
  t.deepEqual(
    shadow.unknowns.told().map(({ kind, times }) => [kind, times]),
    [['silent', 1]],
  )
  shadow.core.check()
})
