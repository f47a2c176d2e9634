import { BadInput } from '../model/bad-input.js'
import { loadPolicy } from '../lab/load-policy.js'
import { scenarioOf } from '../lab/perform-run.js'
import { checkResultsFolder, removePartial, writeResults } from '../lab/results-folder.js'
import type { RunRequest } from '../lab/run-request.js'
import { runAll } from '../lab/run-pool.js'
import { planRuns } from '../lab/study-plan.js'
import type { Study } from '../lab/study.js'
import { studyDefaults, type StudySpec } from '../lab/study-spec.js'
import { summariseStudy } from '../lab/study-summary.js'
import type { RunResult } from '../sim/run-result.js'
import { version } from '../sim/version.js'
import { comparisonText } from './comparison-text.js'
import { exitCodes } from './exit-codes.js'
import { expectationsText, isMissing } from './expectations-text.js'
import { whenInterrupted } from './interruption.js'
import { terminalWidth } from './options.js'
import { startProgress } from './progress.js'
import { runHere } from './run-here.js'

/** A study as the command line asks for it: what it leaves out is as the scenario says or as studies usually are. */
export interface StudyRequest extends Pick<StudySpec, 'name' | 'title' | 'question' | 'source' | 'policies' | 'seeds'> {
  /** First seed; undefined: the scenario's. */
  readonly seed: string | undefined
  /** Results folder; undefined: none is written. */
  readonly out: string | undefined
  readonly notes: readonly string[]
}

/** Makes all runs of a study, with progress. @throws BadInput before any run when something asked for is not there */
export async function conductStudy(request: StudyRequest): Promise<Study> {
  prepareFolder(request.out)
  const scenario = scenarioOf(request.source)
  const { out, notes, seed, ...asked } = request
  const [baseline] = await policyNames(request.policies)
  const spec: StudySpec = { ...studyDefaults, ...asked, baseline, seed: seed ?? scenario.seed }
  const requests = planRuns(spec.source, spec.policies, spec.seed, spec.seeds, out !== undefined)
  const runs = await makeRuns(spec, requests)
  return {
    spec,
    version,
    assumptions: runs[0].summary.assumptions,
    notes,
    runs,
  }
}

/**
 * The names of policies.
 * @throws BadInput when one is not there, or two have one name: results could not tell them apart
 */
async function policyNames(references: readonly string[]): Promise<string[]> {
  const names = new Map<string, string>()
  for (const reference of references) {
    const { name } = await loadPolicy(reference)
    const other = names.get(name)
    if (other !== undefined)
      throw new BadInput(reference, `its policy is called ${name}, as that of ${other}`, 'names that differ')
    names.set(name, reference)
  }
  return [...names.keys()]
}

/** Turns a folder away that results must not replace, and sees that an interruption leaves nothing half-written. */
export function prepareFolder(out: string | undefined): void {
  if (out === undefined) return
  checkResultsFolder(out)
  whenInterrupted(() => removePartial(out))
}

/**
 * Writes the results folder, prints the study and returns the exit code: 0 when every run is complete and shows all that its
 * scenario expects.
 */
export async function present(study: Study, out: string | undefined, asJson: boolean): Promise<number> {
  if (out !== undefined) await writeResults(out, study)
  const shown = study.showcase === undefined ? study.runs : [...study.runs, study.showcase.run]
  if (asJson) process.stdout.write(`${JSON.stringify(summariseStudy(study), null, 2)}\n`)
  else {
    const summaries = study.runs.map(({ summary }) => summary)
    const seen = expectationsText(summaries, terminalWidth(), process.stdout.isTTY)
    process.stdout.write(comparisonText(study, terminalWidth()))
    if (seen !== '') process.stdout.write(`\n${seen}`)
    if (out !== undefined)
      process.stdout.write(`\nResults: ${out}/report.html (and summary.json, jobs.parquet, jobs.csv)\n`)
  }
  if (shown.some(({ summary }) => isMissing(summary))) return exitCodes.notSeen
  return shown.every(({ summary }) => summary.complete) ? exitCodes.complete : exitCodes.incomplete
}

async function makeRuns({ name }: StudySpec, requests: readonly RunRequest[]): Promise<RunResult[]> {
  if (requests.length === 1) return [await runHere(name, requests[0])]
  const progress = startProgress(name, requests.length)
  whenInterrupted(() => progress.stop())
  try {
    const runs = await runAll(requests, (done, { summary }) => {
      progress.report(done, `${summary.policy}, seed ${summary.seed}`)
    })
    progress.finish()
    return runs
  } finally {
    progress.stop()
  }
}
