/** Recorded runs for tests of the pages' readings: as sources, and as tables to count by. */
import type { ExecutionContext } from 'ava'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Asking } from '../../../monitor/source.js'
import { readScenario } from '../../../sim/scenario-file.js'
import { testScenario } from '../../../sim/testing/scenarios.js'
import { ResultsReader, type RunChoice } from '../../explain/results-reader.js'
import { resultsOf } from '../../explain/testing/results.js'
import { packStudy } from '../../study-inputs.js'
import { studyDefaults } from '../../study-spec.js'
import { ResultsSource } from '../results-source.js'

/** A results folder of a scenario file, with what the run was made of. */
export async function studyFolder(
  t: ExecutionContext,
  name: Parameters<typeof testScenario>[0],
  policies = ['production'],
): Promise<string> {
  const file = testScenario(name)
  const scenario = readScenario(file)
  const folder = await resultsOf(t, scenario, policies)
  const { copies, text } = packStudy({
    ...studyDefaults,
    name,
    title: name,
    question: 'How does it fare?',
    source: { file },
    policies,
    baseline: policies[0],
    seeds: 1,
    seed: scenario.seed,
  })
  writeFileSync(join(folder, 'study.yaml'), text)
  for (const { from, to } of copies) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(from, join(folder, to))
  }
  return folder
}

/** Opens a run as the pages read it, and closes it when the test is over. */
export async function sourceOf(t: ExecutionContext, folder: string, choice?: RunChoice): Promise<ResultsSource> {
  const source = await ResultsSource.open(folder, choice)
  t.teardown(() => source.close())
  return source
}

/** Counts rows of the tables of a folder, as they lie there. */
export async function counterOf(t: ExecutionContext, folder: string): Promise<(rows: string) => Promise<number>> {
  const reader = await ResultsReader.open(folder)
  t.teardown(() => reader.close())
  return async (rows) => (await reader.rows<{ count: number }>(`SELECT count(*) AS count FROM ${rows}`))[0].count
}

/** Somebody asks about a moment. */
export function at(seconds: number): Asking {
  return { viewer: { user: '', seesAll: true, mayAdminister: false }, at: seconds }
}
