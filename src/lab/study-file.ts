import { dirname, relative, resolve } from 'node:path'
import { stringify } from 'yaml'
import { isPolicyFile } from '../brokerage/define-policy.js'
import { BadInput } from '../model/bad-input.js'
import { scenarioSchema } from '../sim/scenario-schema.js'
import { openYaml, readOpened } from '../sim/yaml-file.js'
import { version } from '../sim/version.js'
import { scenarioOf } from './perform-run.js'
import { policyNames } from './policy-names.js'
import { atScale } from './question-at-scale.js'
import type { ScenarioSource } from './run-request.js'
import { studySchema, type StudyText } from './study-schema.js'
import type { StudySpec } from './study-spec.js'

/**
 * Reads a study file; what it names is looked for beside it.
 * @throws BadInput with file and line at the first fault, or when its scenario or a policy cannot be used
 */
export async function readStudyFile(file: string): Promise<StudySpec> {
  return specOf(readOpened(openYaml(file), studySchema), file)
}

/** Whether a YAML file is a study rather than a scenario. @throws BadInput when it cannot be read or is neither */
export function isStudyFile(file: string): boolean {
  const { given } = openYaml(file)
  const keys = typeof given === 'object' && given !== null ? Object.keys(given) : []
  const isStudy = keys.some((key) => studyKeys.includes(key))
  const isScenario = keys.includes('grid') || keys.includes('workload')
  if (isStudy || isScenario) return isStudy
  const found = `it has ${keys.length > 0 ? `only ${keys.join(', ')}` : 'no keys'}: neither a study nor a scenario`
  throw new BadInput(
    file,
    found,
    'a study with scenario (or replay) and policies, or a scenario with grid and workload',
  )
}

/** Keys that only studies have. */
const studyKeys = Object.keys(studySchema.shape).filter((key) => !Object.hasOwn(scenarioSchema.shape, key))

/** A study as its file says it, what it names looked for beside the file. */
export async function specOf(text: StudyText, file: string): Promise<StudySpec> {
  const beside = (path: string): string => resolve(dirname(file), path)
  const source = sourceOf(text, beside)
  const policies = text.policies.map((policy) => (isPolicyFile(policy) ? beside(policy) : policy))
  const names = await policyNames(policies)
  const baseline =
    text.baseline === undefined ? names[0] : (names[text.policies.indexOf(text.baseline)] ?? text.baseline)
  const { name, loads, primary, margin, confidence, resamples, seeds, warmUp } = text
  const scenario = scenarioOf(source)
  const asked = scenario.about === '' ? `Which policy serves ${scenario.name} best?` : scenario.about
  return {
    name,
    title: text.title ?? name,
    question: text.question ?? atScale(asked, text.scale),
    source,
    policies,
    baseline,
    seeds,
    seed: text.seed ?? scenario.seed,
    loads,
    primary,
    margin,
    confidence,
    resamples,
    warmUp,
  }
}

function sourceOf({ scenario, scale, replay }: StudyText, beside: (path: string) => string): ScenarioSource {
  if (scenario !== undefined) return { file: beside(scenario), scale }
  if (replay === undefined) throw new Error('a study without a scenario passed its schema')
  const { trace, grid, ...how } = replay
  return { replay: { ...how, trace: beside(trace), grid: grid && beside(grid) } }
}

/**
 * A study as the text of its file.
 * @param folder where the file will stand: what it names is written relative to it
 * @param inputs SHA-256 of the files it reads, by path relative to the folder
 */
export function studyFileText(spec: StudySpec, folder: string, inputs: Readonly<Record<string, string>> = {}): string {
  const from = (path: string): string => slashes(relative(folder, path))
  const { name, title, question, seeds, seed, loads, primary, margin, confidence, resamples, warmUp } = spec
  const text = {
    name,
    title,
    question,
    ...sourceText(spec.source, from),
    policies: spec.policies.map((policy) => (isPolicyFile(policy) ? `./${from(policy)}` : policy)),
    baseline: spec.baseline,
    seeds,
    seed,
    loads,
    primary,
    margin,
    confidence,
    resamples,
    warmUp: typeof warmUp === 'number' ? `${warmUp} s` : warmUp,
    madeWith: { ailuro: version, node: process.version },
    inputs,
  }
  return stringify(text, { lineWidth: 120 })
}

function sourceText(source: ScenarioSource, from: (path: string) => string): object {
  if ('file' in source)
    return { scenario: from(source.file), ...(source.scale !== undefined && { scale: source.scale }) }
  const { trace, format, skipFaults = false, mode, grid } = source.replay
  return { replay: { trace: from(trace), format, skipFaults, mode, grid: grid && from(grid) } }
}

/** A path with the separators that every system takes. */
function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
