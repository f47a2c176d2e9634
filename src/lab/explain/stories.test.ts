import test, { type ExecutionContext } from 'ava'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadInput } from '../../model/bad-input.js'
import { aliveAt } from './alive-at.js'
import { subjectOf } from './find-job.js'
import { jobStory } from './job-story.js'
import { ResultsReader } from './results-reader.js'
import { siteStory } from './site-story.js'
import { taskStory } from './task-story.js'
import { fewJobs, manySites, recordedJobs, resultsOf } from './testing/results.js'

/** Asks a folder, and closes it when the test is over. */
async function readerOf(t: ExecutionContext, folder: string, choice = {}): Promise<ResultsReader> {
  const reader = await ResultsReader.open(folder, choice)
  t.teardown(() => reader.close())
  return reader
}

test('a job: its parts with their lengths, why it went where it went, why not elsewhere', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  const story = await jobStory(reader, { task: 'reco', ordinal: 1, pandaId: undefined })
  t.deepEqual(
    [story.run.policy, story.share, story.state, story.waitSeconds],
    ['production', 'share', 'finished', 1000],
  )
  t.is(story.attempts.length, 1)
  const [{ phases, placement, delays, cause }] = story.attempts
  t.is(cause, 'course')
  t.deepEqual(delays, [])
  t.deepEqual(
    phases.map(({ phase, fromSeconds, untilSeconds }) => [phase, fromSeconds, untilSeconds]),
    [
      ['broker', 60, 60],
      ['data', 60, 60],
      ['slot', 60, 1060],
      ['start', 1060, 1060],
      ['run', 1060, 2060],
    ],
  )
  const { queue, jobs, asked, candidates, rank, refused, others, lighter, factors } = placement!
  t.deepEqual([queue, jobs, asked, candidates, rank, lighter], ['Near', 3, 3, 1, 1, 0])
  t.is(factors['input-held'], 2)
  t.deepEqual(
    others.map((other) => other.queue),
    ['Near'],
  )
  t.deepEqual(
    refused.map(({ tag, unit, bound, left, queues: [one] }) => [
      tag,
      unit,
      bound,
      left,
      one.queue,
      one.observed,
      one.limit,
    ]),
    [
      ['status', '', '', 2, 'Off', undefined, undefined],
      ['lowmemory', 'MB', 'at most', 1, 'Small', 1800, 500],
    ],
  )
})

test('a job that got no place at first says how often and why', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  const { attempts, waitSeconds } = await jobStory(reader, { task: 'late', ordinal: 0, pandaId: undefined })
  const [{ delays, phases }] = attempts
  t.deepEqual(
    delays.map(({ outcome, times, firstSeconds }) => [outcome, times, firstSeconds]),
    [['no candidate', 1, 600]],
  )
  const [broker] = phases
  t.is(broker.untilSeconds! - broker.fromSeconds, 3600, 'the task is looked at again after an hour')
  t.is(waitSeconds, 3600)
})

test('a task: progress, sites and what its jobs waited for', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  const { jobs, attempts, finished, progress, sites, phases } = await taskStory(reader, 'reco')
  t.deepEqual([jobs, attempts, finished], [3, 3, 3])
  t.deepEqual(
    progress.map(({ percent, startedSeconds, finishedSeconds }) => [percent, startedSeconds, finishedSeconds]),
    [
      [10, 0, 1000],
      [50, 1000, 2000],
      [90, 2000, 3000],
      [100, 2000, 3000],
    ],
  )
  t.deepEqual(sites, [{ site: 'Near', attempts: 3, finished: 3, failed: 0, closed: 0, waitSeconds: 1000 }])
  t.deepEqual([phases.broker, phases.slot, phases.run], [0, 1000, 1000])
})

test('a site: what it took, and what kept work away', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  const near = await siteStory(reader, 'Near')
  t.deepEqual([near.attempts, near.finished, near.bunches], [4, 4, 2])
  t.is(Math.max(...near.load.map(({ runningJobs }) => runningJobs)), 1)
  const small = await siteStory(reader, 'Small')
  t.is(small.attempts, 0)
  const { looks, refused, candidate, outweighed, refusals } = small.brokerage!
  t.deepEqual([looks, refused, candidate, outweighed], [3, 3, 0, 0])
  t.deepEqual(
    refusals.map(({ tag, times, timesForNow, observed, limit }) => [tag, times, timesForNow, observed, limit]),
    [['lowmemory', 3, 0, { least: 1800, most: 1800 }, { least: 500, most: 500 }]],
  )
})

test('a site is refused when all its pseudo-queues are, not when one of them is; else it was outweighed', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, manySites))
  const { attempts, brokerage } = await siteStory(reader, 'Last')
  const { looks, weights, ...counts } = brokerage!
  t.true(looks > 0)
  t.deepEqual([attempts, counts], [0, { refused: 0, candidate: 0, outweighed: looks, refusals: [] }])
  t.is(weights.own, undefined)
  t.true(weights.lightest! > 0)
  const like = await siteStory(reader, 'Like1')
  t.is(like.brokerage!.candidate, looks)
  t.is(like.brokerage!.weights.own, like.brokerage!.weights.heaviest)
})

test('a word is a PandaID, a job, a task or a site; what is none is told what there is', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  t.deepEqual(await subjectOf(reader, '2'), { kind: 'job', job: { task: 'reco', ordinal: 1, pandaId: 2 } })
  t.deepEqual(await subjectOf(reader, 'reco/2'), { kind: 'job', job: { task: 'reco', ordinal: 2, pandaId: undefined } })
  t.deepEqual(await subjectOf(reader, 'reco'), { kind: 'task', task: 'reco' })
  t.deepEqual(await subjectOf(reader, 'Small'), { kind: 'site', site: 'Small' }, 'a site without jobs')
  const faults: readonly (readonly [string, RegExp])[] = [
    [
      '5',
      /no job of the run has this PandaID, .* a PandaID from 1 to 4, or a job as reco\/0, one of 2 tasks such as reco/,
    ],
    ['reco/3', /the task has no such job; allowed: jobs from 0 to 2/],
    [
      'nothing',
      /allowed: a PandaID from 1 to 4, or a job as reco\/0, one of 2 tasks such as reco, or a site such as Near/,
    ],
  ]
  for (const [word, message] of faults) await t.throwsAsync(subjectOf(reader, word), { instanceOf: BadInput, message })
})

test('as recorded a job waits as its trace says, goes where that says, and comes to the grid when it starts', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, recordedJobs(t), ['as-recorded']))
  const subject = await subjectOf(reader, 'jobs.csv/2')
  const story = await jobStory(reader, { task: 'jobs.csv', ordinal: 2, pandaId: undefined })
  const [{ phases, placement, site }] = story.attempts
  t.deepEqual([story.replay, site, placement], ['recorded', 'BNL', undefined])
  t.deepEqual(phases[0], { phase: 'recorded', fromSeconds: 0, untilSeconds: 100 })
  t.is((await siteStory(reader, 'BNL')).brokerage, undefined)
  await t.throwsAsync(aliveAt(reader, subject, 50), {
    instanceOf: BadInput,
    message: /in a recorded replay jobs come to the grid when they start\); allowed: a time from 1 min 40 s to 1 h/,
  })
  t.deepEqual(await aliveAt(reader, subject, 100), { pandaId: 3 })
})

test('a number is a PandaID of the run, else a name; what it is may be said, and a line of a trace is a job of its task', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, recordedJobs(t), ['as-recorded']))
  const ofTrace = { kind: 'job', job: { task: 'jobs.csv', ordinal: 4, pandaId: undefined } } as const
  t.deepEqual(await subjectOf(reader, 'jobs.csv/4'), ofTrace)
  t.is((await subjectOf(reader, '2')).kind, 'job')
  for (const asked of [subjectOf(reader, '2', 'site'), subjectOf(reader, 'site:2')])
    t.deepEqual(await asked, { kind: 'site', site: '2' })
  t.deepEqual(await subjectOf(reader, 'task:jobs.csv'), { kind: 'task', task: 'jobs.csv' })
  const faults: readonly (readonly [string, RegExp])[] = [
    [
      '6003',
      /PandaID from 1 to 3 \(ailuro's own, not the trace's\), or a job as jobs.csv\/3, the job on that line of the trace/,
    ],
    ['jobs.csv/1', /jobs from 2 to 4, those that are replayed: numbers are lines of the trace/],
    ['site:X', /site X: the run has none of this name; allowed: a site such as 2, BNL/],
  ]
  for (const [word, message] of faults) await t.throwsAsync(subjectOf(reader, word), { instanceOf: BadInput, message })
})

test('at a moment a job means the attempt that was alive then; outside its life the time is told', async (t) => {
  const reader = await readerOf(t, await resultsOf(t, fewJobs))
  const late = await subjectOf(reader, 'late/0')
  t.deepEqual(await aliveAt(reader, late, 700), { pandaId: 4 })
  await t.throwsAsync(aliveAt(reader, late, 60), { instanceOf: BadInput, message: /a time from 10 min to 1 h 12 min/ })
  t.deepEqual(await aliveAt(reader, { kind: 'site', site: 'Near' }, 60), { site: 'Near' })
})

test('of several runs the one that is meant is read, else the first; another is told what there is', async (t) => {
  const folder = await resultsOf(t, fewJobs, ['production', 'random'])
  t.is((await readerOf(t, folder)).run.policy, 'production')
  const random = await readerOf(t, folder, { policy: 'random' })
  t.is(random.run.policy, 'random')
  const { attempts } = await jobStory(random, { task: 'reco', ordinal: 0, pandaId: undefined })
  t.is(attempts.length, 1, 'no rows of the other run')
  const wrong = ResultsReader.open(folder, { policy: 'none', seed: '1' })
  await t.throwsAsync(wrong, {
    instanceOf: BadInput,
    message: /policy none and seed 1; allowed: production with seed 1, random with seed 1/,
  })
})

test('what is no results folder, and one without records, is turned away', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-explain-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  await t.throwsAsync(ResultsReader.open(join(folder, 'none')), { instanceOf: BadInput, message: /it is not there/ })
  await t.throwsAsync(ResultsReader.open(folder), { instanceOf: BadInput, message: /no results folder/ })
  writeFileSync(join(folder, 'summary.json'), '[1')
  await t.throwsAsync(ResultsReader.open(folder), { instanceOf: BadInput, message: /no results folder/ })
  writeFileSync(join(folder, 'summary.json'), '{"runs":[]}')
  await t.throwsAsync(ResultsReader.open(folder), { instanceOf: BadInput, message: /keeps no records/ })
})
