/** A job's story so far, and why it was where it was, at any moment. */
import test from 'ava'
import { fewJobs, manySites, recordedJobs, resultsOf } from '../explain/testing/results.js'
import { at, sourceOf, studyFolder } from './testing/sources.js'

test("a job's states, story and errors follow the moment", async (t) => {
  const source = await sourceOf(t, await resultsOf(t, fewJobs))
  t.is(await source.job(at(59), 2), undefined)
  for (const [time, state] of [
    [60, 'activated'],
    [1_059, 'activated'],
    [1_060, 'running'],
    [2_060, 'finished'],
  ] as const)
    t.is((await source.job(at(time), 2))!.state, state)
  const waiting = (await source.job(at(1_000), 2))!
  t.deepEqual(
    waiting.story.map(({ what }) => what),
    ['made for user', 'placed at Near', 'its input is there; it waits for a pilot'],
  )
  t.is(waiting.startedAt, null)
  t.regex(waiting.why!.findings[0], /waits for a pilot of Near, where 2 jobs waited/)
  t.is((await source.job(at(3_000), 2))!.story.at(-1)!.what, 'finished')
  t.is(await source.job(at(3_000), 99), undefined)
})

test("a placed job's why lists every queue: the chosen one, candidates, lighter ones and those refused", async (t) => {
  const few = await sourceOf(t, await resultsOf(t, fewJobs))
  const { why } = (await few.job(at(1_000), 1))!
  t.deepEqual(
    why!.verdicts.map(({ queue, isChosen, step, value, threshold }) => [queue, isChosen, step, value, threshold]),
    [
      ['Near', true, null, null, null],
      ['Off', false, 'status', null, null],
      ['Small', false, 'memory', 1_800, 500],
    ],
  )
  t.true(why!.verdicts[0].weight! > 0)
  const source = await sourceOf(t, await studyFolder(t, 'failures'))
  const [job] = (await source.jobs(at(20_000), { state: 'running', limit: 1 })).items
  const told = (await source.job(at(20_000), job.id))!
  const queues = (await source.queues(at(20_000))).map(({ queue }) => queue)
  t.deepEqual([...new Set(told.why!.verdicts.map(({ queue }) => queue))].sort(), queues.toSorted())
  t.deepEqual(
    told.why!.verdicts.filter(({ isChosen }) => isChosen).map(({ queue }) => queue),
    [job.queue],
  )
})

test('a job without a place tells what every queue said when one was last looked for', async (t) => {
  const source = await sourceOf(t, await resultsOf(t, fewJobs))
  const { state, queue, why } = (await source.job(at(700), 4))!
  t.deepEqual([state, queue], ['pending', null])
  t.deepEqual(why!.verdicts.map((verdict) => verdict.queue).sort(), ['Near', 'Off', 'Small'])
  t.true(why!.verdicts.every(({ isChosen, step }) => !isChosen && step !== null))
  t.regex(why!.findings[0], /For 1 min 40 s no queue took it/)
})

test('queues whose names a folder does not keep are told by number', async (t) => {
  const source = await sourceOf(t, await resultsOf(t, manySites))
  const { why } = (await source.job(at(1_000), 1))!
  const told = why!.verdicts.length
  const unnamed = why!.findings.find((finding) => finding.includes('names are not kept'))
  t.is(told + Number(/^\d+/.exec(unnamed ?? '')?.[0] ?? NaN), 24)
  t.true((await source.about()).provenance.some(({ name, value }) => name === 'grid' && value.startsWith('not known')))
})

test('a replay as recorded says that its trace placed it', async (t) => {
  const source = await sourceOf(t, await resultsOf(t, recordedJobs(t), ['as-recorded']))
  const { why, state } = (await source.job(at(200), 3))!
  t.is(state, 'running')
  t.true(why!.findings.includes('It went where its trace says; no policy was asked.'))
  t.deepEqual(why!.verdicts, [])
})
