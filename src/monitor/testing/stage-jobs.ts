/** Made-up jobs and tasks, with the names that pages find hard. */
import type { JobInList, JobTold, Why } from '../readings/jobs.js'
import type { TaskTold } from '../readings/tasks.js'

export const NASTY = '<script>alert(1)</script>'
export const LONG = `mc23_13p6TeV.${'PhPy8EG_A14_ttbar_hdamp258p75_nonallhad.'.repeat(5)}merge.AOD`
export const ODD_QUEUE = 'ODD/QUEUE "&<b>'
/** The moment that the stage shows. */
export const NOW = 200_000

const timeOut = { code: 1213, cause: 'pilot', text: 'The job ran longer than its queue allows' }

function stageJob(changes: Partial<JobInList> = {}): JobInList {
  return {
    id: 4711,
    task: 21,
    taskName: 'ttbar simulation',
    ordinal: 3,
    attempt: 1,
    user: 'Ada Lovelace',
    state: 'activated',
    queue: 'BNL_PROD',
    site: 'BNL',
    priority: 900,
    cores: 8,
    createdAt: NOW - 90_000,
    startedAt: null,
    since: NOW - 86_000,
    error: null,
    ...changes,
  }
}

export const stageJobs: readonly JobInList[] = [
  stageJob({ id: 4715, state: 'pending', queue: null, site: null, since: NOW - 30 }),
  stageJob({ id: 4714, state: 'running', startedAt: NOW - 8_000, since: NOW - 8_000, ordinal: 4 }),
  stageJob({ id: 4713, state: 'failed', error: timeOut, attempt: 1, since: NOW - 4_000, startedAt: NOW - 20_000 }),
  stageJob({ id: 4712, task: 22, taskName: NASTY, user: '=HYPERLINK("http://x")', queue: ODD_QUEUE, site: NASTY }),
  stageJob(),
  stageJob({ id: 4710, task: 23, taskName: LONG, user: LONG, state: 'finished', since: NOW - 100_000 }),
]

const stageWhy: Why = {
  findings: [
    'It waits at BNL_PROD, behind 1,204 jobs of a higher priority.',
    'Pilots of 8 cores come there 3 an hour.',
  ],
  change: 'the queue BNL_PROD had 8 more free cores',
  policy: 'production',
  verdicts: [
    verdict({ queue: 'LYON_PROD', site: 'LYON', weight: 2.5 }),
    verdict({
      queue: 'RAL_PROD',
      site: 'RAL',
      step: 'memory',
      text: 'It needs 3,000 MB a core, the site has 2,000.',
      value: 2_000,
      threshold: 3_000,
    }),
    verdict({ queue: 'BNL_PROD', site: 'BNL', isChosen: true, weight: 12.25, text: 'It is the heaviest.' }),
    verdict({ queue: ODD_QUEUE, site: NASTY, step: 'online', text: `It is offline: ${NASTY}` }),
    verdict({ queue: 'CERN_PROD', site: 'CERN', weight: 10 }),
  ],
}

function verdict(changes: Partial<Why['verdicts'][number]>): Why['verdicts'][number] {
  return {
    ...{ queue: '', site: '', isChosen: false, step: null, text: 'It passed every step.' },
    ...{ value: null, threshold: null, weight: null },
    ...changes,
  }
}

/** All that the stage tells of one of its jobs. */
export function stageJobTold(job: JobInList): JobTold {
  return {
    ...job,
    story: [
      { at: NOW - 90_000, what: 'submitted' },
      { at: NOW - 89_990, what: 'chosen for BNL_PROD' },
      { at: NOW - 86_000, what: 'its input arrived, activated' },
      { at: NOW - 20_000, what: `sent to the pilot ${NASTY}` },
    ],
    attempts: [job, { ...job, id: 4699, attempt: 0, state: 'failed', error: timeOut }],
    inputs: [
      { name: `${LONG}._000001.pool.root`, bytes: 2_345_678_901, text: 'at BNL and LYON' },
      { name: NASTY, bytes: null, text: 'nowhere' },
    ],
    outputs: [{ name: 'HITS._000001.pool.root', bytes: null, text: 'goes to BNL' }],
    needs: [
      { name: 'command', value: `Sim_tf.py --inputEVNTFile=${LONG} --geometryVersion=default:ATLAS-R3S-2021-03-02` },
      { name: 'memory', value: '2,000 MB a core' },
      { name: 'wall time', value: '12 h' },
    ],
    said: [{ name: 'node', value: NASTY }],
    log: job.state === 'failed' ? `killed\n${NASTY}\n${'x'.repeat(400)}` : null,
    why: job.state === 'finished' ? null : stageWhy,
  }
}

function stageTask(changes: Partial<TaskTold> = {}): TaskTold {
  return {
    task: 21,
    name: 'ttbar simulation',
    user: 'Ada Lovelace',
    isAlive: true,
    jobs: 1_000,
    finished: 400,
    failed: 12,
    cancelled: 3,
    priority: 900,
    submittedAt: NOW - 90_000,
    endedAt: null,
    running: 85,
    waiting: 450,
    pending: 50,
    needs: [{ name: 'memory', value: '2,000 MB a core' }],
    queues: [
      { queue: 'BNL_PROD', waiting: 450, running: 80, finished: 390, failed: 2 },
      { queue: ODD_QUEUE, waiting: 0, running: 5, finished: 10, failed: 10 },
    ],
    phases: [
      { phase: 'waiting for input', seconds: 40_000 },
      { phase: 'waiting for a pilot', seconds: 3_600_000 },
      { phase: 'running', seconds: 9_000_000 },
    ],
    errors: [{ ...timeOut, jobs: 12 }],
    slowest: { job: stageJob(), why: stageWhy },
    reasons: [
      '450 of its jobs wait at BNL_PROD, which has no free cores.',
      `2 % of its attempts fail at ${ODD_QUEUE}.`,
    ],
    ...changes,
  }
}

export const stageTasks: readonly TaskTold[] = [
  stageTask({ task: 23, name: LONG, user: LONG, isAlive: false, endedAt: NOW - 50, slowest: null, reasons: [] }),
  stageTask({ task: 22, name: NASTY, user: NASTY }),
  stageTask(),
]
