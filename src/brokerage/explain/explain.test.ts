import test, { type ExecutionContext } from 'ava'
import type { Constants } from '../../model/constants.js'
import { gridOf } from '../../model/testing/small-grid.js'
import { choosePilotDemand } from '../pilot-demands/choose-pilot-demand.js'
import { calm, Stage } from '../testing/stage.js'
import { play } from '../testing/story.js'

/** A stage on which a story was played. */
function played(grid: string, story: string, constants: Partial<Constants> = {}, rule = 'one-per-job'): Stage {
  const pilotDemand = choosePilotDemand(rule)
  const stage = new Stage({ grid: gridOf(grid), constants: { ...calm, ...constants }, pilotDemand })
  for (const scene of play(stage, story)) if (scene === undefined) throw new Error('nothing was played')
  return stage
}

/** Plays a story, then asks why each job named on the right waits: its state, what was found, and what would bring it on. */
const waits = test.macro(
  (
    t: ExecutionContext,
    grid: string,
    story: string,
    answers: Record<number, string>,
    constants: Partial<Constants> = {},
  ) => {
    const stage = played(grid, story, constants)
    const explainer = stage.core.explainer()
    for (const [id, expected] of Object.entries(answers)) {
      const { state, findings, change } = explainer.job(explainer.rowOf(Number(id)), stage.now)
      t.is([state, ...findings.map(({ text }) => text), `→ ${change ?? 'nothing'}`].join('\n'), expected.trim())
    }
  },
)

test(
  'a job whose memory fits nowhere now waits for the queue that lacks least',
  waits,
  'queue memory status\nBNL 4000 offline\nCERN 1000 online',
  '00:00 submit t memoryMBPerCore=2000\n00:20 wait',
  {
    1: `
pending
no queue takes it now: status at 1, lowmemory at 1
brokerage looks at its task again in 40 min
→ at BNL the queue came online`,
  },
)

test(
  'a job whose input moves waits for the transfer, after those that were ordered before',
  waits,
  'queue\nBNL\nCERN',
  `00:00 dataset d 4GB CERN
   00:00 submit t jobs=3 dataset=d inputBytes=1e9 queue=BNL
   00:10 wait`,
  {
    2: `
assigned
its input (d), 1.0 GB, comes from CERN to BNL
of 3 transfers on that link 1 was ordered before it
→ its input arrived`,
  },
)

test(
  'an activated job waits for a pilot, after those of higher priority and lower number',
  waits,
  'queue\nBNL',
  `00:00 submit low jobs=2
   00:10 submit high jobs=2 priority=900
   00:20 wait`,
  {
    1: `
activated
it waits for a pilot: of 4 activated jobs there 2 go before it
4 pilots asked for have not come, and the queue runs 0 jobs
→ 3 pilots of BNL asked for a job`,
    3: `
activated
it waits for a pilot: of 4 activated jobs there 0 go before it
4 pilots asked for have not come, and the queue runs 0 jobs
→ 1 pilot of BNL asked for a job`,
  },
)

test(
  'at a queue in test ordinary work waits until it is online again',
  waits,
  'queue\nBNL',
  `00:00 submit t
   00:10 queue BNL test
   00:20 wait`,
  {
    1: `
activated
BNL is in test: its pilots take test work alone, the job is managed
→ BNL came online`,
  },
)

test(
  'a job that the throttler holds back says what it counts',
  waits,
  'queue\nBNL',
  `00:00 submit first jobs=50
   00:10 submit second jobs=5 priority=400
   01:00 wait`,
  {
    51: `
pending
the throttler holds its task back: of share simulation 25 jobs wait at queues while none runs, the limit is 10
→ a job of the share ran, or the waiting ones came down to 10`,
  },
  { throttleQueueLimitJobs: 10 },
)

test(
  'a job at its pilot, at work, and on its way home',
  waits,
  'queue\nBNL\nCERN',
  `00:00 submit t jobs=3 outputBytes=1e9 nucleus=CERN queue=BNL
   00:10 pilot BNL
   00:11 pilot BNL
   00:12 pilot BNL
   00:13 started 2
   00:13 started 3
   00:20 finished 3
   00:30 wait`,
  {
    1: `
sent
a pilot has it since 20 min ago and has not said that it runs
→ the pilot said that the payload runs`,
    2: `
running
it runs for 17 min, and waits for nothing
→ nothing`,
    3: `
transferring
its output, 1.0 GB, goes from BNL to CERN
of 1 transfer on that link 0 were ordered before it
→ its output arrived`,
  },
)

test(
  'a task that wants a nucleus says what speaks against each, while there is none',
  waits,
  'queue status\nBNL online\nCERN online',
  `00:00 storage BNL writeWan=false
   00:00 storage CERN writeWan=false
   00:00 submit t outputBytes=1e9 nucleus=auto
   00:10 wait`,
  {
    1: `
pending
its task has no nucleus yet that would collect the output: destination_blacklist at 2
brokerage looks at its task again in 20 min
→ one nucleus were free of that`,
  },
)

test('the watchdog comes for what stays too long', (t) => {
  const stage = played('queue\nBNL', '00:00 submit t\n00:10 wait')
  const explainer = stage.core.explainer()
  const { deadline, sinceSeconds } = explainer.job(explainer.rowOf({ task: 't', ordinal: 0 }), stage.now)
  t.deepEqual(deadline, { atSeconds: sinceSeconds + 2 * 86_400, rule: 'time limit', cause: 'rebrokered' })
  t.is(explainer.rowOf({ task: 't', ordinal: 1 }), -1)
})

test('analysis that waits is told when its group leaves the queue, as the watchdog then has it', (t) => {
  const ends = (queue: string, constants: Partial<Constants> = {}) => {
    const stage = played('queue\nBNL', `00:00 submit t jobs=3 label=user\n${queue}\n00:10 wait`, constants)
    const explainer = stage.core.explainer()
    const { deadline, fastLook } = explainer.job(explainer.rowOf(1), stage.now)
    return [deadline?.rule, deadline?.atSeconds, fastLook]
  }
  t.deepEqual(ends('00:05 wait'), ['analysis re-brokerage', 12 * 3600, undefined])
  t.deepEqual(ends('00:05 queue BNL offline'), ['analysis re-brokerage', 3 * 3600, undefined])
  t.deepEqual(ends('00:05 wait', { fastRebrokerageJobs: 1, fastRebrokerageFraction: 0 }), [
    'analysis re-brokerage',
    12 * 3600,
    { atSeconds: 40 * 60, leaves: true },
  ])
  t.deepEqual(ends('00:05 wait', { fastRebrokerageJobs: 5 })[2], { atSeconds: 40 * 60, leaves: false })
})

test('a place is told step by step: who was refused by what, what was left, how heavy each is and who would be chosen', (t) => {
  const stage = played(
    'queue memory status running\nBNL 4000 online 9\nCERN 4000 online 9\nRAL 1000 online 0\nPIC 4000 offline 0',
    '00:00 dataset d 4GB BNL\n00:00 submit t memoryMBPerCore=2000 dataset=d inputBytes=4e9\n00:20 wait',
  )
  const explainer = stage.core.explainer()
  const { placement } = explainer.job(explainer.rowOf(1), stage.now)
  const told = placement.verdicts.map(({ queue, verdict, refusals }) => [
    queue,
    verdict,
    ...refusals.map(({ tag, observed, limit, isTemporary }) => `${tag} ${observed} ${limit} ${isTemporary}`),
  ])
  t.deepEqual(told, [
    ['BNL', 'candidate'],
    ['CERN', 'candidate'],
    ['RAL', 'refused', 'lowmemory 1800 1000 false'],
    ['PIC', 'refused', 'status undefined undefined true'],
  ])
  const left = placement.steps.filter(({ refused }) => refused > 0)
  t.deepEqual(
    left.map(({ step, refused, queuesLeft, sitesLeft }) => [step, refused, queuesLeft, sitesLeft]),
    [
      ['status', 1, 3, 3],
      ['memory', 1, 2, 2],
    ],
  )
  for (const { weight, factors, verdict } of placement.verdicts) {
    if (verdict !== 'candidate') continue
    const product = factors.reduce((all, { factor }) => all * factor, 1)
    t.true(Math.abs(product - weight!) < 1e-12)
  }
  const inputHeld = placement.verdicts[0].factors.find(({ weigher }) => weigher === 'input-held')
  t.is(inputHeld?.factor, 2)
  t.regex(placement.chosen!.queue, /BNL|CERN/)
  t.deepEqual(placement.nearest, { queue: 'PIC', cores: 1, changes: ['the queue came online'] })
})

test('a pilot that goes away empty is told what is there', (t) => {
  const stage = played('queue\nBNL', '00:00 submit t jobs=2\n00:10 queue BNL test\n00:20 wait')
  const { core, now } = stage
  const { status, work, change, findings } = core.explainer().pilot(core.state.grid.queues[0], now)
  t.is(status, 'test')
  t.deepEqual(
    work.map(({ label, jobs, isServed }) => [label, jobs, isServed]),
    [['managed', 2, false]],
  )
  t.is(change, 'BNL came online')
  t.is(findings[0].text, '2 jobs are activated there, 0 for its pilots')
})

const askedFor: readonly (readonly [rule: string, cores: string, words: readonly string[]])[] = [
  ['one-per-job', '1', ['one-per-job asks for 0 more pilots: activated 70, less those under way 0']],
  [
    'autopyfactory',
    '1',
    [
      'autopyfactory asks for 20 more pilots: ready 20, scale 20, max-per-cycle 20, min-per-cycle 20, status-test 20, status-offline 20, max-pending 20, max-to-run 20',
    ],
  ],
  [
    'harvester-pull',
    '1+8',
    [
      'harvester-pull asks for 0 more pilots of 1 core: activated 70, less those queued 0, limits 0, limits of the queue 0',
      'harvester-pull asks for 0 more pilots of 8 cores: activated 70, less those queued 0, limits 0, limits of the queue 0',
    ],
  ],
]

for (const [rule, cores, words] of askedFor)
  test(`${rule} says why so many pilots are asked for`, (t) => {
    const stage = played(
      `queue cores\nBNL ${cores}`,
      '00:01 submit t jobs=70\n00:03 wait',
      { queueCapJobs: 1000 },
      rule,
    )
    const { findings } = stage.core.explainer().pilot(stage.core.state.grid.queues[0], stage.now)
    t.deepEqual(
      findings.map(({ text }) => text).filter((text) => text.startsWith(rule)),
      words,
    )
  })
