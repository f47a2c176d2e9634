import { BadInput } from '../../model/bad-input.js'
import { shown } from '../api/wording.js'
import type { PandaPart } from './panda-part.js'

/** Which job is meant. */
export interface WhichJob {
  readonly task: number
  /** From 0; a job that is submitted once more bears the number that it had first. */
  readonly ordinal: number
  readonly attempt: number
  /** PandaID. */
  readonly id: number
}

export interface ExpandedFile {
  readonly lfn: string
  readonly dataset: string
  readonly scope: string
  readonly isLog: boolean
}

/** What one job runs, its placeholders filled in. */
export interface ExpandedPart {
  readonly transformation: string
  readonly jobPars: string
  readonly outputs: readonly ExpandedFile[]
}

/** Digits of a number in names of files, where a template does not say otherwise. */
const USUAL_DIGITS = 6
/** Characters of arguments once they are written out: a placeholder may stand for much. */
const LONGEST_ARGUMENTS = 200_000
const MOST_OUTPUTS = 500
const LONGEST_FILE_NAME = 500

/**
 * Fills in PanDA's placeholders. Numbers of jobs begin at 1: `${SN}` has six digits in names of files and no zeros in arguments,
 * `${SN/P}` six in both, `${SN:05}` what it says. Files of a later attempt bear it at the end of their names, as where PanDA's server
 * itself tries a job again: storage never overwrites. What it does not know stays as it is.
 * @throws BadInput when its arguments are too long, which `refuseLongPart` sees when it is submitted
 */
export function expandedPart(part: PandaPart, which: WhichJob, serverUrl: string): ExpandedPart {
  const { transformation } = part
  const outputs = expandedOutputs(part, which)
  return {
    transformation: transformation.startsWith('/') ? `${serverUrl}${transformation}` : transformation,
    jobPars: expandedArguments(
      part,
      which,
      outputs.map(({ lfn }) => lfn),
    ),
    outputs,
  }
}

/** The files that a job makes. */
export function expandedOutputs({ outputs }: PandaPart, which: WhichJob): ExpandedFile[] {
  return outputs.map(({ template, dataset, scope, isLog }) => ({
    lfn: fileName(template, which),
    ...{ dataset, scope, isLog },
  }))
}

/**
 * @param jobs how many there are of it
 * @throws BadInput when it makes too many files, or what its jobs are told would be too long
 */
export function refuseLongPart(part: PandaPart, jobs: number): void {
  const { outputs } = part
  if (outputs.length > MOST_OUTPUTS)
    throw new BadInput('output', `there are ${outputs.length} files of a job`, `up to ${MOST_OUTPUTS}`)
  const long = outputs.find(({ template }) => template.length > LONGEST_FILE_NAME)
  if (long !== undefined)
    throw new BadInput('output', `the name ${shown(long.template)} is long`, `up to ${LONGEST_FILE_NAME} characters`)
  expandedPart(part, { task: 1e9, ordinal: jobs - 1, attempt: 100, id: 1e10 }, '')
}

/** @param names of the outputs, in their order */
function expandedArguments(part: PandaPart, which: WhichJob, names: readonly string[]): string {
  const inputs = part.inputs.map(({ lfn }) => lfn)
  const lists = new Map([['IN', inputs], ...streamsOf(part.outputs, names)])
  const numbers = numbersOf(part, which)
  const spelt = withNames(part.arguments, part.outputs, names)
  let length = spelt.length
  const told = spelt.replace(/\$\{([A-Z_]+\d*)(?:[:/]([^{}]*))?\}/g, (all, name: string, form: string = '') => {
    const words = wordsFor(name, form) ?? all
    refuseLong((length += words.length - all.length))
    return words
  })
  return withIds(told, which)

  function wordsFor(name: string, form: string): string | undefined {
    if (name === 'SN') return serial(which, form, 1)
    const list = lists.get(name)
    if (list !== undefined) return listed(list, form)
    return form === '' ? numbers[name]?.toString() : undefined
  }
}

function refuseLong(characters: number): void {
  if (characters > LONGEST_ARGUMENTS)
    throw new BadInput('arguments', 'they are too long once written out', `up to ${LONGEST_ARGUMENTS} characters`)
}

/** Name of a file. A number at its end is that of an attempt. */
function fileName(template: string, which: WhichJob): string {
  if (!template.includes('$')) return template
  const numbered = template.replace(/\$\{SN(?:[:/]([^{}]*))?\}/g, (_, form: string = '') =>
    serial(which, form, USUAL_DIGITS),
  )
  const name = withIds(numbered, which)
  return which.attempt <= 1 ? name : `${name.replace(/\.\d+$/, '')}.${which.attempt}`
}

/** Arguments may spell out the templates of files instead of naming their streams. A template that another one begins with comes after it. */
function withNames(words: string, outputs: PandaPart['outputs'], names: readonly string[]): string {
  const spelt = new Map(outputs.map(({ template }, i) => [template, names[i]]))
  const templates = [...spelt.keys()].filter((template) => template.includes('$'))
  templates.sort((one, other) => other.length - one.length)
  refuseLong(words.length)
  return templates.reduce((text, template) => {
    const name = spelt.get(template)!
    const pieces = text.split(template)
    refuseLong(text.length + (pieces.length - 1) * (name.length - template.length))
    return pieces.join(name)
  }, words)
}

/** @param form `05` or `05d`: digits; `P`: the usual ones; empty: as many as are said */
function serial({ ordinal }: WhichJob, form: string, digits: number): string {
  // Nobody means a number of a thousand digits.
  const said = /^0?(\d{1,2})d?$/.exec(form)?.[1]
  const least = form === 'P' ? USUAL_DIGITS : said === undefined ? digits : Number(said)
  return String(ordinal + 1).padStart(least, '0')
}

function withIds(text: string, { task, id }: WhichJob): string {
  return text.replaceAll('$JEDITASKID', String(task)).replaceAll('$PANDAID', String(id).padStart(5, '0'))
}

/** What stands for a stream: the names of its files. Streams are counted apart by their kind. */
function streamsOf(outputs: PandaPart['outputs'], names: readonly string[]): [string, readonly string[]][] {
  const counts = { OUTPUT: 0, LOG: 0 }
  return outputs.map(({ isLog }, i) => {
    const kind = isLog ? 'LOG' : 'OUTPUT'
    return [`${kind}${counts[kind]++}`, [names[i]]]
  })
}

function numbersOf(
  { seedOffset, eventsPerJob }: PandaPart,
  { ordinal, attempt }: WhichJob,
): Readonly<Record<string, number | undefined>> {
  return {
    RNDMSEED: seedOffset + ordinal + 1,
    SEQNUMBER: seedOffset + ordinal + 1,
    MAXEVENTS: eventsPerJob || -1,
    SKIPEVENTS: 0,
    FIRSTEVENT: ordinal * eventsPerJob + 1,
    ATTEMPTNR: attempt,
  }
}

/** Names with commas; with `T` as a list of Python's. */
function listed(names: readonly string[], form: string): string {
  return form === 'T' ? `[${names.map((name) => `'${name}'`).join(', ')}]` : names.join(',')
}
