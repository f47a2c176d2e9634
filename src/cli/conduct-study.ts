import { makeStudy } from '../lab/make-study.js'
import { scenarioOf } from '../lab/perform-run.js'
import { policyNames } from '../lab/policy-names.js'
import { checkResultsFolder, removePartial, writeResults } from '../lab/results-folder.js'
import { studyDefaults, type StudySpec } from '../lab/study-spec.js'
import { summariseStudy } from '../lab/study-summary.js'
import type { Study } from '../lab/study.js'
import { comparisonText } from './comparison-text.js'
import { exitCodes } from './exit-codes.js'
import { expectationsText, isMissing } from './expectations-text.js'
import { whenInterrupted } from './interruption.js'
import { terminalWidth } from './options.js'
import { watchedRuns } from './watched-runs.js'

/** A study as a command line asks for it: what it leaves out is as the scenario says or as studies usually are. */
export type AskedStudy = Pick<StudySpec, 'name' | 'title' | 'question' | 'source' | 'policies' | 'seeds'> &
  Partial<{ [Key in keyof StudySpec]: StudySpec[Key] | undefined }>

/** How a study is run, which changes nothing of what is found. */
export interface Conduct {
  /** Results folder; undefined: none is written. */
  readonly out: string | undefined
  readonly workers?: number | undefined
  /** What a reader should know of how the study is run, a sentence each. */
  readonly notes?: readonly string[]
}

/** The whole of a study: the first policy is the baseline, the first seed the scenario's, unless said otherwise. */
export async function specOf(asked: AskedStudy): Promise<StudySpec> {
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as typeof asked
  const names = await policyNames(asked.policies)
  const baseline =
    said.baseline === undefined ? names[0] : (names[asked.policies.indexOf(said.baseline)] ?? said.baseline)
  const spec = { ...studyDefaults, seed: '', ...said, baseline }
  return { ...spec, seed: said.seed ?? scenarioOf(asked.source).seed } as StudySpec
}

/** Makes all runs of a study, with progress. @throws BadInput before any run when something asked for is not there */
export async function conductStudy(spec: StudySpec, { out, workers, notes = [] }: Conduct): Promise<Study> {
  prepareFolder(out)
  const study = await makeStudy(spec, (title, requests) => watchedRuns(title, requests, workers), out !== undefined)
  return { ...study, notes: [...study.notes, ...notes] }
}

/** Turns a folder away that results must not replace, and sees that an interruption leaves nothing half-written. */
export function prepareFolder(out: string | undefined): void {
  if (out === undefined) return
  checkResultsFolder(out)
  whenInterrupted(() => removePartial(out))
}

/** Writes the results folder, prints the study and returns the exit code. */
export async function present(study: Study, out: string | undefined, asJson: boolean): Promise<number> {
  const code = await deliver(study, out)
  if (asJson) printJson(summariseStudy(study))
  else process.stdout.write(studyText(study, out))
  return code
}

/**
 * Writes the results folder and returns the exit code: 0 when every run is complete and shows all that its scenario
 * expects.
 */
export async function deliver(study: Study, out: string | undefined): Promise<number> {
  if (out !== undefined) await writeResults(out, study)
  const { runs, showcase } = study
  const shown = showcase === undefined ? runs : [...runs, showcase.run]
  if (shown.some(({ summary }) => isMissing(summary))) return exitCodes.notSeen
  return shown.every(({ summary }) => summary.complete) ? exitCodes.complete : exitCodes.incomplete
}

/** A study for a terminal: the comparison, what should be seen, and where the results are. */
export function studyText(study: Study, out: string | undefined): string {
  const summaries = study.runs.map(({ summary }) => summary)
  const seen = expectationsText(summaries, terminalWidth(), process.stdout.isTTY)
  return [
    comparisonText(study, terminalWidth()),
    ...(seen === '' ? [] : [seen]),
    ...(out === undefined
      ? []
      : [`Results: ${out}/report.html (and summary.json, jobs.parquet and more: README.txt)\n`]),
  ].join('\n')
}

/** Prints a value as JSON for people and programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
