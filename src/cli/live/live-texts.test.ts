/** What the live commands write for people: from answers as a server gives them, within the window, safe for a terminal. */
import test from 'ava'
import type { Output, ToldFact } from '../../live/api/client-types.js'
import { characters } from '../table.js'
import { commandWords } from './answer.js'
import { factText } from './facts.js'
import { standing, liveJobText } from './job-text.js'
import { jobsText } from './jobs-text.js'
import { laptopPlan } from './laptop-plan.js'
import { limitsText } from './limits.js'
import { queuesText } from './queues.js'
import { startedOf, startedText } from './serve-text.js'
import { sharesText } from './shares.js'
import { taskText, tasksText } from './tasks-text.js'
import { tokensText } from './token.js'
import { type JobNow, jobWhyText, queueWhyText, withoutNulls } from './why-text.js'

type Job = Output<'GET /jobs/:id'>
type Task = Output<'GET /tasks/:number'>

const noon = Date.parse('2026-03-01T12:00:00Z')
const at = (seconds: number): string => new Date(noon + 1000 * seconds).toISOString()

const job: Job = {
  ...{ id: 7, task: 3, taskName: 'fit', ordinal: 4, attempt: 2, user: 'alice', state: 'failed' },
  ...{ queue: 'BNL_MCORE', site: 'BNL', priority: 1000, createdAt: at(0), since: at(95), cores: 8 },
  timeline: [
    { at: at(0), what: 'created' },
    { at: at(5), what: 'placed' },
    { at: at(35), what: 'started' },
    { at: at(95), what: 'failed' },
  ],
  attempts: [
    { id: 5, attempt: 1, state: 'closed', queue: 'CERN', error: null },
    {
      id: 7,
      attempt: 2,
      state: 'failed',
      queue: 'BNL_MCORE',
      error: { code: 1305, cause: 'reported', text: 'its command failed' },
    },
  ],
  specification: { command: ['sh', '-c', "echo 'hi'"], outputs: [{ name: 'a.root' }] },
  error: { code: 1305, cause: 'reported', text: 'its command failed' },
  hasLog: true,
  said: { node: 'node7', batch_id: '42.ce1', pilot_error_diag: 'payload failed' },
}

const task: Task = {
  ...{ task: 3, name: 'fit', user: 'alice', state: 'alive', jobs: 10, finished: 4, failed: 1, cancelled: 0 },
  ...{ priority: 1000, submittedAt: at(0), endedAt: null, running: 1, pending: 3, notCreated: 1, group: 'none' },
  ...{
    vo: 'local',
    label: 'user',
    share: 'user',
    cores: 8,
    memoryMBPerCore: 2000,
    scratchMB: 0,
    walltimeSeconds: 7200,
  },
  ...{ dataset: null, nucleus: null, queue: 'BNL_MCORE', maxAttempts: 10, maxFailures: 3, submitter: null },
} as Task

const pending: JobNow = {
  ...{ pandaId: 7, task: 'fit', ordinal: 4, attempt: 1, state: 'pending', sinceSeconds: 40, nowSeconds: 100 },
  queue: undefined,
  site: undefined,
  findings: [{ text: 'no queue takes it now: cap at 1' }],
  change: '3 fewer jobs waited at BNL',
  deadline: { atSeconds: 3700, rule: 'time limit', cause: 'expired' },
  fastLook: undefined,
  placement: {
    ...{
      policy: 'mine',
      jobs: 1,
      queues: 1,
      sites: 1,
      steps: [],
      verdicts: [],
      chosen: undefined,
      chooser: 'heaviest',
    },
    nearest: undefined,
  },
}

test('jobs, tasks, queues, shares, tokens and limits as tables', (t) => {
  const told: [text: string, lines: RegExp[]][] = [
    [
      jobsText({ items: [job], next: 7 }, 120, noon + 100_000),
      [/^ +7 +3 fit +4 +2 +failed +5 s +BNL_MCORE +alice +1,000$/m, /--below 7$/],
    ],
    [jobsText({ items: [], next: null }, 80), [/^No jobs\.$/]],
    [tasksText({ items: [task], next: null }, 120), [/^ +3 +fit +alive +10 +4 +1 +0 +alice/m]],
    [
      taskText(task, 200),
      [
        /^Task 3, fit: alive, 10 jobs, 4 finished, 1 runs, 1 failed, 4 wait for a place\.$/m,
        /2 h of wall time, the queue BNL_MCORE/,
      ],
    ],
    [
      queuesText(
        { items: [{ name: 'BNL', site: 'BNL', status: 'online', cores: [1, 8], activated: 1200, running: 3 }] },
        100,
      ),
      [/^BNL +BNL +online +1, 8 cores +1,200 +3$/m],
    ],
    [sharesText([], 80), [/no global shares/]],
    [
      sharesText(
        [
          {
            name: 'all',
            targetHs06: 100,
            usedHs06: 50,
            children: [{ name: 'part', targetHs06: 0, usedHs06: 50, children: [] }],
          },
        ],
        80,
      ),
      [/^all +100 +50 +50\.0 %$/m, /^ {2}part +0 +50 +–$/m],
    ],
    [
      tokensText(
        {
          items: [{ number: 2, user: 'bob', roles: ['user', 'pilot'], note: 'laptop', madeAt: at(0), expiresAt: null }],
        },
        120,
      ),
      [/^ +2 +bob +user, pilot +laptop .* never$/m],
    ],
    [limitsText({ queueCapJobs: 40, bunchJobs: 25 }, false, 80), [/^queueCapJobs +40 +20$/m, /--all lists them/]],
    [limitsText({ bunchJobs: 25 }, false, 80), [/^All constants are PanDA’s own/]],
  ]
  for (const [text, lines] of told) for (const line of lines) t.regex(text, line)
  t.notRegex(limitsText({ queueCapJobs: 40, bunchJobs: 25 }, false, 80), /bunchJobs/)
})

test('the story of a job: how it stands, what it runs, when what happened, and each attempt', (t) => {
  const text = liveJobText(job, 120)
  const lines = [
    /^Job 7, number 4 of task 3 fit, try 2: failed at BNL_MCORE of BNL\.$/m,
    /^What went wrong: its command failed\.$/m,
    /^It runs sh -c 'echo '\\''hi'\\''', for alice, on 8 cores; writes a\.root\.$/m,
    /^\S+ \S+ +30 s +started$/m,
    /^ +5 +1 +closed +CERN$/m,
    /^ +7 +2 +failed +BNL_MCORE +its command failed$/m,
    /^What it wrote: ailuro job 7 --log$/m,
  ]
  for (const line of lines) t.regex(text, line)
  t.is(standing({ state: 'pending', queue: null, site: null }), 'pending')
  t.is(standing({ state: 'running', queue: 'BNL', site: 'BNL' }), 'running at BNL')
})

test('why something waits is told in the words of `ailuro explain`', (t) => {
  const text = jobWhyText(pending, 120)
  t.regex(text, /^Job 7, number 4 of task fit, try 1: it is pending for 1 min\.$/m)
  t.regex(text, /^- no queue takes it now: cap at 1$/m)
  t.regex(text, /^The smallest change that would bring it on: 3 fewer jobs waited at BNL\.$/m)
  t.regex(text, /its own time limit ends it in 1 h \(expired\)/)
  const queue = { queue: 'BNL', status: 'online', work: [], findings: [{ text: '0 jobs are activated there' }] }
  t.regex(
    queueWhyText({ ...queue, change: 'brokerage gave BNL a job' }, 'BNL', 120),
    /asked now would get none; it would get one if brokerage gave BNL a job\.\n- 0 jobs/,
  )
  t.regex(queueWhyText({ ...queue, change: undefined }, 'BNL', 120), /asked now would get a job/)
  t.deepEqual(withoutNulls({ a: null, b: [{ c: null, d: 0 }], e: '' }), { b: [{ d: 0 }], e: '' })
})

test('texts keep to the window, and names cannot move the cursor', (t) => {
  const odd = 'red\u001b[31m\nname'
  for (const width of [50, 80, 200]) {
    const texts = [
      jobsText({ items: [{ ...job, taskName: odd }], next: null }, width),
      taskText({ ...task, name: odd }, width),
      liveJobText({ ...job, taskName: odd, specification: { command: [odd] } }, width),
      jobWhyText({ ...pending, task: odd }, width),
    ]
    for (const line of texts.join('\n').split('\n')) {
      t.true(characters(line).length <= width, `${width}: ${line}`)
      t.false(line.includes('\u001b'), line)
    }
  }
  const fact = { number: 4, at: at(0), kind: 'jobMoved', job: 7, queue: odd, site: null } as ToldFact
  t.regex(factText(fact), /^4 {2}\S+ \S+ {2}jobMoved {2}job 7, queue red\?\[31m\?name$/)
  t.is(commandWords(['./fit.sh', '--n=3', 'a b', "it's"]), `./fit.sh --n=3 'a b' 'it'\\''s'`)
})

test('a server says where it is, what it is, and what to try next; a password is not told', (t) => {
  const plan = laptopPlan('/var/ailuro', 4)
  const nowhere = { url: '', secureUrl: undefined }
  const text = startedText(
    startedOf(plan, 'mine', { url: 'http://127.0.0.1:25080', secureUrl: 'https://127.0.0.1:25443' }, true),
    plan,
  )
  const lines = [
    / serves at http:\/\/127\.0\.0\.1:25080 and https:\/\/127\.0\.0\.1:25443$/m,
    /^ {2}policy +mine, seed 1$/m,
    /^ {2}grid +1 site, 1 queue: local$/m,
    /^ {2}pilots +processes of this machine, on 4 cores at most$/m,
    /^ {2}store +\/var\/ailuro\/ailuro\.db$/m,
    /^ {2}monitor +https:\/\/127\.0\.0\.1:25443\/monitor; `ailuro monitor --server \S+ --token-file \S+ --open` signs a browser in$/m,
    /^ {2}ailuro submit --server http:\/\/127\.0\.0\.1:25080 --token-file \/var\/ailuro\/admin-token --wait -- sh -c 'echo hello/m,
  ]
  for (const line of lines) t.regex(text, line)
  t.regex(
    startedText(startedOf(plan, 'mine', nowhere, false), plan),
    /^ {2}token +those that the store has; none is in this folder$/m,
  )
  const { store } = startedOf({ ...plan, store: 'postgres://me:secret@db:5432/a' }, 'mine', nowhere, true)
  t.is(store, 'postgres://me@db:5432/a')
})
