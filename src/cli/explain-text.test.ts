/** What `ailuro explain` writes: in words, within the window, and nothing that a name could smuggle in. */
import test from 'ava'
import { jobStory } from '../lab/explain/job-story.js'
import { explainMoment, type MomentSubject } from '../lab/explain/moment.js'
import { ResultsReader } from '../lab/explain/results-reader.js'
import { siteStory } from '../lab/explain/site-story.js'
import { taskStory } from '../lab/explain/task-story.js'
import { fewJobs, manySites, recordedJobs, resultsOf } from '../lab/explain/testing/results.js'
import { BadInput } from '../model/bad-input.js'
import { jobText } from './explain-job-text.js'
import { momentText } from './explain-moment-text.js'
import { siteText } from './explain-site-text.js'
import { taskText } from './explain-task-text.js'
import { characters } from './table.js'

test('stories say in words what was found, and keep to the window', async (t) => {
  const reader = await ResultsReader.open(await resultsOf(t, fewJobs))
  t.teardown(() => reader.close())
  const job = await jobStory(reader, { task: 'reco', ordinal: 1, pandaId: 2 })
  const late = await jobStory(reader, { task: 'late', ordinal: 0, pandaId: undefined })
  const task = await taskStory(reader, 'reco')
  const site = await siteStory(reader, 'Small')
  const texts = (width: number) => [
    jobText(job, width),
    jobText(late, width),
    taskText(task, width),
    siteText(site, width),
  ]
  for (const width of [60, 80, 200]) {
    for (const line of texts(width).join('\n').split('\n'))
      t.true(characters(line).length <= width, `${width}: ${line}`)
  }
  const [ofJob, ofLate, ofTask, ofSite] = texts(200)
  t.regex(ofJob, /^Job reco\/1 \(PandaID 2\) in few-jobs under production, seed 1$/m)
  t.regex(ofJob, /waited 16 min 40 s for its first start, and finished at the first attempt/)
  t.regex(ofJob, /^slot +1 min +16 min 40 s +waited for a pilot at Near$/m)
  t.regex(ofJob, /^Why Near: at 1 min it was placed with a bunch of 3 jobs; of 3 pseudo-queues it alone was left\.$/m)
  t.regex(ofJob, /^Its weight 0\.2 comes of queue-balance 0\.1 × input-held 2\.$/m)
  t.regex(ofJob, /^lowmemory +1 +1 +1,800 MB +at most 500 +for good +Small$/m)
  t.regex(ofJob, /^status +1 +2 +for now +Off$/m)
  t.regex(ofLate, /^broker +10 min +1 h +no queue took it$/m)
  t.regex(ofTask, /with 3 jobs, of which 3 finished, in 3 attempts/)
  t.regex(ofTask, /^Near +3 +3 +0 +0 +16 min 40 s$/m)
  t.regex(ofSite, /^It got no job\.$/m)
  t.regex(ofSite, /^lowmemory +3 +100\.0 % +1,800 MB +at most 500 +for good$/m)
})

test('pseudo-queues are told with their cores, and those too light to be kept are a row of the table', async (t) => {
  const reader = await ResultsReader.open(await resultsOf(t, manySites))
  t.teardown(() => reader.close())
  const placed = jobText(await jobStory(reader, { task: 'sim', ordinal: 0, pandaId: 1 }), 400)
  t.regex(placed, /^Why Like\d+\/1: .* of 24 pseudo-queues 10 were left/m)
  t.regex(placed, /^cpucore +12 +12 .* Like1\/8, Like2\/8/m)
  t.regex(placed, /^heaviest 10 kept +2 +10 +for now *$/m)
  const now = momentText(await explainMoment(manySites, {}, { pandaId: 1 }, 100), 400)
  t.regex(now, /^heaviest 10 kept +2 +10 +for now *$/m)
  t.regex(now, /^Like1\/1 +0/m)
  t.notRegex(now, /is nearest/, 'it runs, and the sites of all refused have a pseudo-queue that passes')
})

test('a recorded replay tells no brokerage, and whose its error codes are', async (t) => {
  const reader = await ResultsReader.open(await resultsOf(t, recordedJobs(t), ['as-recorded']))
  t.teardown(() => reader.close())
  const text = jobText(await jobStory(reader, { task: 'jobs.csv', ordinal: 4, pandaId: undefined }), 200)
  t.regex(text, /^recorded .* waited as recorded; placed where the trace says$/m)
  t.regex(text, /, failed: .* \(\d+\) \(drawn by the failure model\)$/m)
  t.notRegex(text, /brokerage|Why/)
  t.regex(taskText(await taskStory(reader, 'jobs.csv'), 200), /an attempt waited [\d.]+ s as recorded/)
})

test('names with control characters are written without them', async (t) => {
  const reader = await ResultsReader.open(await resultsOf(t, fewJobs))
  t.teardown(() => reader.close())
  const story = await jobStory(reader, { task: 'reco', ordinal: 0, pandaId: undefined })
  t.notRegex(jobText({ ...story, user: 'a\u001b[2Jb' }, 80), /\u001b/)
})

test('a moment says why it waits then and what would bring it on', async (t) => {
  const told = async (subject: MomentSubject, at: number, width = 100) => {
    const text = momentText(await explainMoment(fewJobs, {}, subject, at), width)
    for (const line of text.split('\n')) t.true(characters(line).length <= width, line)
    return text
  }
  const waiting = await told({ task: 'reco', ordinal: 1 }, 400)
  t.regex(
    waiting,
    /^Job reco\/1, attempt 1 \(PandaID 2\): at 6 min 40 s of the run it was activated at Near for 5 min 40 s\.$/m,
  )
  t.regex(waiting, /^- of 1 core of Near 0 are free, and its slot takes 1; pilots in line for them: 2$/m)
  t.regex(waiting, /^The smallest change that would bring it on: 1 pilot of Near asked for a job\.$/m)
  t.regex(waiting, /lowmemory +1 +1 +1,800 MB +at most 500 +for good +Small/)
  const pending = await told({ task: 'late', ordinal: undefined }, 700)
  t.regex(pending, /^- no queue takes it now: status at 2, lowmemory at 1$/m)
  t.regex(pending, /^The smallest change that would bring it on: at Near the queue came online\.$/m)
  t.regex(
    await told({ site: 'Small' }, 400),
    /^Queue Small at Small, online\. A pilot that asked then would get none; it would get one if brokerage/m,
  )
  t.regex(await told({ queue: 'Near' }, 400), /^ +2 +1 +1,800 MB +managed +share +500 +yes$/m)
  await told({ task: 'reco', ordinal: 1 }, 400, 60)
})

test('what is not in the grid, or not alive, is turned away', async (t) => {
  const ask = (subject: MomentSubject, at: number) => explainMoment(fewJobs, {}, subject, at)
  const faults: readonly (readonly [MomentSubject, number, RegExp])[] = [
    [{ site: 'X' }, 400, /site X: it is not in the grid; allowed: Near, Small, Off$/],
    [{ queue: 'X' }, 400, /queue X: it is not in the grid/],
    [{ pandaId: 4 }, 400, /job 4: it was not alive at 6 min 40 s/],
    [{ task: 'late', ordinal: undefined }, 400, /a waiting job of task late: it was not alive/],
    [{ pandaId: 1 }, 1e6, /after the end of the run/],
  ]
  for (const [subject, at, message] of faults) await t.throwsAsync(ask(subject, at), { instanceOf: BadInput, message })
})
