/** Tables of nuclei: what a task would be given, and why not the others. */
import test, { type ExecutionContext } from 'ava'
import { type Constants, defaultConstants } from '../../../model/constants.js'
import { linesOf, type Line } from '../../../model/testing/small-grid.js'
import { chooseNucleus } from '../nucleus.js'
import type { NucleusInput } from '../nucleus-input.js'
import type { NucleusCandidate, NucleusTask } from '../nucleus-steps.js'

const BYTES_PER_GIB = 1024 ** 3

/** What the task and the world are, where they are not plain. */
export interface NucleusCase extends Partial<NucleusTask> {
  /** Size of the input. */
  inputGiB?: number
  inputFiles?: number
  draw?: number
  constants?: Partial<Constants>
}

/** A task of priority 500 and light input and output, without input unless something else is said. */
export const plainTask: NucleusTask = {
  priority: 500,
  ioIntensityKBps: 100,
  waitingSeconds: 0,
  nucleusWeight: 0,
  isPrestaged: false,
  isFullChain: false,
  outputTypes: ['DATADISK'],
  nucleus: undefined,
}

/**
 * The choice of a nucleus from a table. Columns, each with a harmless default: nucleus, state, chains (any, only), backlog
 * (files), read, write (yes, no), free and total (GiB; 200 and 400 TiB), jobs (yes, no), work (HS06·s of all), competing
 * (HS06·s of these priorities), files and bytes (held of the input, bytes in GiB), ondisk (GiB of these).
 */
export function choiceOf(
  table: string,
  { inputGiB = 0, inputFiles = 0, draw = 0.5, constants = {}, ...task }: NucleusCase,
) {
  const lines = linesOf(table)
  const input: NucleusInput = {
    totalBytes: inputGiB * BYTES_PER_GIB,
    totalFiles: inputFiles,
    held: new Map(lines.filter(({ files }) => files !== undefined).map((line) => [line['nucleus'], heldOf(line)])),
  }
  const all = { ...defaultConstants, ...constants }
  const question = { task: { ...plainTask, ...task }, input, constants: all }
  const choice = chooseNucleus(question.task, input, lines.map(candidateOf), draw, all)
  return { lines, choice, question }
}

/** A nucleus of the table. */
export function candidateOf(line: Line): NucleusCandidate {
  const number = (column: string, otherwise: number) => Number(line[column] ?? otherwise)
  const endpoint = {
    type: line['type'] ?? 'DATADISK',
    usableGiB: number('free', 204_800),
    totalGiB: number('total', 409_600),
    readableOverWan: line['read'] !== 'no',
    writableOverWan: line['write'] !== 'no',
  }
  return {
    name: line['nucleus'],
    isActive: line['state'] !== 'off',
    onlyFullChains: line['chains'] === 'only',
    queuedOutputFiles: number('backlog', 0),
    canRun: line['jobs'] !== 'no',
    endpoints: [endpoint],
    remainingWorkHs06Seconds: number('work', 0),
    competingWorkHs06Seconds: line['competing'] === undefined ? undefined : Number(line['competing']),
  }
}

function heldOf(line: Line) {
  const bytes = Number(line['bytes'] ?? 0) * BYTES_PER_GIB
  const diskBytes = line['ondisk'] === undefined ? bytes : Number(line['ondisk']) * BYTES_PER_GIB
  return { files: Number(line['files']), bytes, diskBytes }
}

/** For each nucleus of the table its weight, or the test it did not pass and why. */
export const nucleusVerdicts = test.macro((t: ExecutionContext, differs: NucleusCase, table: string) => {
  const { lines, choice, question } = choiceOf(table, differs)
  for (const { nucleus, verdict } of lines) {
    const refusal = choice.refusals.find(({ candidate }) => candidate.name === nucleus)
    const words = refusal && `${refusal.step.tag}: ${refusal.step.because(refusal.candidate, question)}`
    const weight = choice.weights.get(nucleus)
    t.is(words ?? (weight === undefined ? 'none' : String(Number(weight.toPrecision(9)))), verdict, nucleus)
  }
})
