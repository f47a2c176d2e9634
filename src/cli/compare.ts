import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { BadInput } from '../model/bad-input.js'
import { measureNames, type MeasureName } from '../lab/measures.js'
import { measuresNear } from '../lab/measures-near.js'
import { scenarioOf } from '../lab/perform-run.js'
import { atScale } from '../lab/question-at-scale.js'
import { repeated } from '../lab/repeated.js'
import { isStudyFile, readStudyFile } from '../lab/study-file.js'
import type { StudySpec } from '../lab/study-spec.js'
import { summariseStudy } from '../lab/study-summary.js'
import { parseFraction, parseTime, timeForm } from '../sim/quantities.js'
import { traceFormats } from '../sim/traces/index.js'
import { type AskedStudy, conductStudy, deliver, prepareFolder, printJson, specOf, studyText } from './conduct-study.js'
import { exitCodes } from './exit-codes.js'
import { commaList, positiveNumber, positiveWhole } from './options.js'
import { replayOf, rivals } from './replay.js'

type Overrides = Partial<
  Pick<StudySpec, 'policies' | 'seeds' | 'seed' | 'baseline' | 'primary' | 'loads' | 'warmUp' | 'confidence' | 'margin'>
>

interface CompareOptions extends Overrides {
  workers?: number
  scale?: number
  grid?: string
  format?: string
  skipFaults?: boolean
  out?: string
  json?: boolean
}

/** `ailuro compare INPUT...`: which policy serves a scenario or a trace best, by how much, and how sure that is. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('compare policies over seeds and load levels, with intervals that can be trusted')
    .argument('<inputs...>', 'scenarios or studies (YAML), or traces; each is a study of its own')
    .option('--policies <names>', `policies with commas between, or files (default: ${rivals.join(',')})`, commaList)
    .option('--seeds <number>', 'runs of each policy at each load (default: 30)', positiveWhole)
    .option('--seed <text>', "first seed (default: the scenario's)")
    .option('--baseline <policy>', 'what the others are compared with (default: the first)')
    .addOption(
      new Option('--primary <measure>', 'the measure that decides (default: waitMean)')
        .choices(measureNames)
        .argParser(measureOf),
    )
    .option('--loads <parts>', 'offered load levels that the cores are laid out for, such as 0.6,0.8,1.0', loadList)
    .option('--warm-up <time>', 'auto, none, or a time such as "6 h" that is not counted (default: auto)', warmUpOf)
    .option('--confidence <part>', 'of intervals and tests (default: 95 %)', partOf)
    .option('--margin <part>', 'what still counts as no worse (default: 2 %)', partOf)
    .option('--workers <number>', 'threads (default: one for each core)', positiveWhole)
    .option('--scale <number>', 'part of its size that a scenario is run at, jobs and grid alike', positiveNumber)
    .option('--grid <file>', 'grid to replay traces on (default: inferred, at load 0.9)')
    .addOption(new Option('--format <name>', 'format of traces (default: as they look)').choices(traceFormats))
    .option('--skip-faults', 'leave faulty records of traces out instead of refusing them')
    .option('--out <folder>', 'write a results folder, or one for each input in this folder')
    .option('--json', 'print one JSON object, or a list of them for several inputs')
    .addHelpText('after', examples)
    .action(async (inputs: string[], options: CompareOptions) => {
      process.exitCode = await compare(inputs, options)
    })
}

const examples = `
Examples:
  ailuro compare scenarios/overload.yaml --policies production,random --seeds 30
  ailuro compare jobs.swf.gz --policies production,./mine.js --loads 0.6,0.8,1.0 --out results/mine
  ailuro compare scenarios/studies/lcg-rivals.yaml --seeds 5

What is given here goes before what a study file says. The same study run again gives the same numbers:
ailuro reproduce does that from a results folder.`

async function compare(inputs: readonly string[], options: CompareOptions): Promise<number> {
  const asked = []
  for (const input of inputs)
    asked.push({ ...(await specOfInput(input, options)), out: folderOf(input, inputs, options) })
  refuseSharedFolder(inputs, asked)
  for (const { out } of asked) prepareFolder(out)
  const summaries = []
  let code: number = exitCodes.complete
  for (const { spec, notes, out } of asked) {
    const study = await conductStudy(spec, { out, workers: options.workers, notes })
    code = Math.max(code, await deliver(study, out))
    if (options.json === true) summaries.push(summariseStudy(study))
    else process.stdout.write(studyText(study, out))
  }
  if (options.json === true) printJson(summaries.length === 1 ? summaries[0] : summaries)
  return code
}

/** The study of an input: what is given on the command line goes before what the input says. */
async function specOfInput(input: string, options: CompareOptions): Promise<{ spec: StudySpec; notes: string[] }> {
  const { scale, policies, seeds, seed, primary, loads, warmUp, confidence, margin } = options
  const given = { policies, seeds, seed, primary, loads, warmUp, confidence, margin }
  const isStudy = isYaml(input) && isStudyFile(input)
  const told = isStudy ? await readStudyFile(input) : asked(input, options)
  // A baseline is one of the policies, so other policies bring their own.
  const baseline = options.baseline ?? (policies === undefined ? told.baseline : undefined)
  const isScaled = scale !== undefined && 'file' in told.source
  const source = isScaled ? { ...told.source, scale } : told.source
  const question = isScaled ? atScale(told.question, scale) : told.question
  const spec = await specOf({ ...told, ...defined(given), question, source, baseline })
  const isOther = isStudy && options.baseline === undefined && spec.baseline !== told.baseline
  const note = `the baseline is ${spec.baseline}, the first of the policies given, in place of ${told.baseline} of the study file`
  return { spec, notes: isOther ? [note] : [] }
}

/** What is asked of an input that is no study: a scenario, or a trace to be brokered again. */
function asked(input: string, { grid, format, skipFaults }: CompareOptions): AskedStudy {
  if (!existsSync(input)) throw new BadInput(input, 'there is no such file', 'a scenario, a study or a trace')
  const how = { policies: rivals, seeds: 30 }
  if (!isYaml(input)) return { ...how, ...replayOf({ trace: input, format, skipFaults, mode: 'rebrokered', grid }) }
  const { name, about } = scenarioOf({ file: input })
  const question = about === '' ? `Which policy serves ${name} best?` : about
  return { ...how, name, title: `Policies on ${name}`, question, source: { file: input } }
}

function isYaml(input: string): boolean {
  return /\.ya?ml$/.test(input)
}

/** The results folder of an input: the one asked for, or one in it where there are several inputs. */
function folderOf(input: string, inputs: readonly string[], { out }: CompareOptions): string | undefined {
  if (out === undefined || inputs.length === 1) return out
  return join(out, basename(input).replace(/(\.(ya?ml|gz|swf|gwf|csv|json))+$/, ''))
}

/** Two inputs of one name would write to one folder, and the later results would replace the earlier. */
function refuseSharedFolder(inputs: readonly string[], asked: readonly { readonly out: string | undefined }[]): void {
  const outs = asked.map(({ out }) => out)
  const shared = repeated(outs.filter((out) => out !== undefined))
  if (shared === undefined) return
  const names = inputs.filter((_, i) => outs[i] === shared).join(' and ')
  throw new BadInput(names, `their results would all go to ${shared}`, 'inputs of different names, or one at a time')
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

function loadList(text: string): number[] {
  const loads = commaList(text).map(positiveNumber)
  const twice = repeated(loads)
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is given twice. Allowed: each load once.`)
  return loads
}

function measureOf(text: string): MeasureName {
  const name = measureNames.find((one) => one === text)
  if (name === undefined) throw new InvalidArgumentError(`Allowed: ${measuresNear(text)}.`)
  return name
}

function warmUpOf(text: string): StudySpec['warmUp'] {
  if (text === 'auto' || text === 'none') return text
  const seconds = parseTime(text)
  if (seconds === undefined) throw new InvalidArgumentError(`Allowed: auto, none, or ${timeForm}.`)
  return seconds
}

function partOf(text: string): number {
  const part = parseFraction(Number.isNaN(Number(text)) ? text : Number(text))
  if (part === undefined || part === 0 || part === 1)
    throw new InvalidArgumentError('Allowed: a part such as 95 % or 0.95.')
  return part
}
