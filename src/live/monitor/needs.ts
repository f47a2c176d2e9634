/** What work asks for, as pairs of words. */
import type { TaskSubmission } from '../../brokerage/ports.js'
import { formatBytes, formatCount, formatSeconds } from '../../model/format.js'
import type { State } from '../../model/state.js'
import type { TaskRow } from '../../model/units.js'
import type { Pair } from '../../monitor/readings/about.js'
import { submissionOf } from '../submission-of.js'

/** What the jobs of a task that is alive ask for. */
export function needsOfTask(state: State, row: TaskRow): Pair[] {
  return needsOf(submissionOf(state, row))
}

/** What jobs of a submission ask for; what it does not say is left out. */
export function needsOf(submission: Partial<TaskSubmission>): Pair[] {
  const { cores, memoryMBPerCore, scratchMB, walltimeSeconds, hs06Seconds, inputBytes, outputBytes } = submission
  const { dataset, nucleus, queue, share, label, vo, group, processingType, maxAttempts, maxFailures } = submission
  const pairs: readonly (readonly [name: string, value: string | undefined])[] = [
    ['cores', cores === 0 ? 'any number' : told(cores, formatCount)],
    ['memory of a core', told(memoryMBPerCore, (value) => `${formatCount(value)} MB`)],
    ['scratch space', told(scratchMB, (value) => `${formatCount(value)} MB`)],
    ['wall time', told(walltimeSeconds, formatSeconds)],
    ['CPU work', told(hs06Seconds, (value) => `${formatCount(value)} HS06 s`)],
    ['dataset', dataset],
    ['input', told(inputBytes, formatBytes)],
    ['output', told(outputBytes, formatBytes)],
    ['nucleus', nucleus],
    ['queue', queue],
    ['share', share],
    ['label', label],
    ['organisation', vo],
    ['group', group],
    ['kind of work', processingType],
    ['attempts of a job', told(maxAttempts, formatCount)],
    ['failures of a job', told(maxFailures, formatCount)],
  ]
  return pairs.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]))
}

/** 0 means that nothing is asked for. */
function told(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined || value === 0 ? undefined : format(value)
}
