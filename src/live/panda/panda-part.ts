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
})

export type PandaPart = z.infer<typeof pandaPartSchema>

/** Which job is meant. */
export interface WhichJob {
  readonly task: number
  /** From 0; a job that is submitted once more bears the number that it had first. */
  readonly ordinal: number
  readonly attempt: number
}

/** What one job runs, its placeholders filled in. */
export interface ExpandedPart {
  readonly transformation: string
  readonly jobPars: string
  readonly outputs: readonly {
    readonly lfn: string
    readonly dataset: string
    readonly scope: string
    readonly isLog: boolean
  }[]
}

/** Digits of a serial number, unless its placeholder says otherwise. */
const USUAL_DIGITS = 6

/**
 * Fills in PanDA's placeholders: `$JEDITASKID`, `${SN}` (six digits, from 1), `${SN/P}` (no zeros), `${SN:5}`, `${IN}` and what is
 * like it, `${RNDMSEED}`. Names of output files bear the attempt after the first: storage never overwrites.
 */
export function expandedPart(part: PandaPart, which: WhichJob, serverUrl: string): ExpandedPart {
  const filled = part.outputs.map(({ template, ...rest }) => {
    const name = fill(template, which)
    return { ...rest, name, lfn: which.attempt > 1 ? `${name}.${which.attempt}` : name }
  })
  const names = part.inputs.map(({ lfn }) => lfn)
  let jobPars = fill(part.arguments, which, names)
  for (const { name, lfn } of filled) if (lfn !== name) jobPars = jobPars.replaceAll(name, lfn)
  const transformation = part.transformation.startsWith('/')
    ? `${serverUrl}${part.transformation}`
    : part.transformation
  return { transformation, jobPars, outputs: filled.map(({ name: _, ...output }) => output) }
}

function fill(template: string, { task, ordinal }: WhichJob, inputs: readonly string[] = []): string {
  const serial = String(ordinal + 1)
  return template
    .replaceAll('$JEDITASKID', String(task))
    .replace(/\$\{SN(?:\/P|:0?(\d+))?\}/g, (holder, digits?: string) => {
      return holder.includes('/P') ? serial : serial.padStart(Number(digits ?? USUAL_DIGITS), '0')
    })
    .replace(/\$\{IN\w*(\/[A-Z]+)?\}/g, (_, form?: string) =>
      form === '/T' ? `[${inputs.map((name) => `'${name}'`).join(', ')}]` : inputs.join(','),
    )
    .replaceAll('${RNDMSEED}', serial)
}
