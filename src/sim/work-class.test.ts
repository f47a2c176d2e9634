/** What a task of a class is like, by the luck it has. */
import test from 'ava'
import { type TaskLuck, taskOf, type WorkClass } from './work-class.js'

const middle: TaskLuck = { work: 0.5, files: 0.5, fileBytes: 0.5, output: 0.5, tied: 0.5, direct: 0.5 }

const plain: WorkClass = {
  name: 'plain',
  weight: 1,
  label: 'managed',
  share: 'share',
  vo: 'atlas',
  priority: 500,
  cores: 8,
  memoryMBPerCore: 2000,
  scratchMB: 0,
  meanWalltimeSeconds: 3600,
  taskSigma: 0,
  jobSigma: 0,
  inputFraction: 1,
  inputBytes: 5e8,
  outputBytes: 1e8,
  nucleusFraction: 0,
}

test('a class with a wall time says nothing of its work, one file is read, nothing directly', (t) => {
  t.deepEqual(taskOf(plain, true, middle), {
    medianSeconds: 3600,
    statedHs06Seconds: 0,
    inputFiles: 1,
    inputBytes: 5e8,
    outputBytes: 1e8,
    rules: undefined,
  })
  t.like(taskOf(plain, false, middle), { inputFiles: 0, inputBytes: 0, rules: undefined })
})

test('work in HS06 seconds takes so long on cores of 10 HS06, longer when CPUs idle', (t) => {
  const work = { ...plain, hs06Seconds: 800_000 }
  t.is(taskOf(work, true, middle).medianSeconds, 10_000)
  t.is(taskOf({ ...work, cpuEfficiency: 0.8 }, true, middle).medianSeconds, 12_500)
})

test('scouts find the work of slow jobs and half as much more, and the traffic of a core', (t) => {
  const work = { ...plain, hs06Seconds: 800_000, isScouted: true }
  t.like(taskOf(work, true, middle), { statedHs06Seconds: 1_200_000, rules: { ioIntensityKBps: 8 } })
  const { medianSeconds, statedHs06Seconds } = taskOf({ ...work, jobSigma: 0.2 }, true, middle)
  t.true(Math.abs(statedHs06Seconds / (medianSeconds * 80 * 1.5 * Math.exp(0.2 * 1.6448536)) - 1) < 1e-5)
})

test('files have a number and a size; tasks whose input is tied to their work have as much of it', (t) => {
  const rising = { parts: [0, 1], values: [1, 100] }
  const work = { ...plain, hs06Seconds: rising, inputFiles: rising, fileBytes: rising, inputTiedToWork: 0.4 }
  const luck = { ...middle, work: 1, files: 0.5, fileBytes: 0 }
  t.like(taskOf(work, true, { ...luck, tied: 0.39 }), { inputFiles: 100, inputBytes: 10_000 })
  t.like(taskOf(work, true, { ...luck, tied: 0.41 }), { inputFiles: 10, inputBytes: 10 })
})

test('some tasks read without copying, and all that read much', (t) => {
  const work = { ...plain, directFraction: 0.6 }
  const rulesFor = (direct: number, inputBytes: number) =>
    taskOf({ ...work, inputBytes }, true, { ...middle, direct }).rules
  t.deepEqual(rulesFor(0.59, 1e9), { readsOverLan: 'use' })
  t.is(rulesFor(0.61, 1e9), undefined)
  t.deepEqual(rulesFor(0.61, 1.1e10), { readsOverLan: 'use' })
})
