import { z } from 'zod'

const file = z.strictObject({
  /** Name, with placeholders. */
  template: z.string(),
  dataset: z.string(),
  scope: z.string(),
  isLog: z.boolean(),
})

const input = z.strictObject({
  lfn: z.string(),
  scope: z.string(),
  dataset: z.string(),
  /** 0: not known. */
  bytes: z.number(),
  /** With PanDA's prefix, `ad:` or `md:`; empty: not known. */
  checksum: z.string(),
})

/** What a task of PanDA's world says of its jobs; kept once for all of them, and written out when one is dispatched. */
export const pandaPartSchema = z.strictObject({
  /** URL of the program that a pilot fetches; `/trf/…` is a path of this server. */
  transformation: z.string(),
  /** Its arguments, with placeholders. */
  arguments: z.string(),
  inputs: z.array(input).default([]),
  outputs: z.array(file),
  /** Fields of the job dictionary that are given as they are. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What is added to the number of a job to make its seed. */
  seedOffset: z.number().default(0),
  /** Events of a job where they are counted, the first job from event 1; 0: they are not. */
  eventsPerJob: z.number().default(0),
})

export type PandaPart = z.infer<typeof pandaPartSchema>

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

/**
 * Fills in PanDA's placeholders. Numbers of jobs begin at 1: `${SN}` has six digits in names of files and no zeros in arguments,
 * `${SN/P}` six in both, `${SN:05}` what it says. Files of a later attempt bear it at the end of their names, as where PanDA's server
 * itself tries a job again: storage never overwrites. What it does not know stays as it is.
 */
export function expandedPart(part: PandaPart, which: WhichJob, serverUrl: string): ExpandedPart {
  const { outputs, transformation } = part
  const names = outputs.map(({ template }) => fileName(template, which))
  const inputs = part.inputs.map(({ lfn }) => lfn)
  const lists = new Map([['IN', inputs], ...streamsOf(outputs, names)])
  const numbers = numbersOf(part, which)
  const spelt = withNames(part.arguments, outputs, names)
  const told = spelt.replace(/\$\{([A-Z_]+\d*)(?:[:/]([^{}]*))?\}/g, (all, name: string, form: string = '') => {
    if (name === 'SN') return serial(which, form, 1)
    const list = lists.get(name)
    if (list !== undefined) return listed(list, form)
    return form === '' ? (numbers[name]?.toString() ?? all) : all
  })
  return {
    transformation: transformation.startsWith('/') ? `${serverUrl}${transformation}` : transformation,
    jobPars: withIds(told, which),
    outputs: outputs.map(({ dataset, scope, isLog }, i) => ({ lfn: names[i], dataset, scope, isLog })),
  }
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
  const spelt = outputs
    .map(({ template }, i) => ({ template, name: names[i] }))
    .filter(({ template }) => template.includes('$'))
  spelt.sort((one, other) => other.template.length - one.template.length)
  return spelt.reduce((text, { template, name }) => text.split(template).join(name), words)
}

/** @param form `05` or `05d`: digits; `P`: the usual ones; empty: as many as are said */
function serial({ ordinal }: WhichJob, form: string, digits: number): string {
  const said = /^0?(\d+)d?$/.exec(form)?.[1]
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
