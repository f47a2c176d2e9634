import { z } from 'zod'
import type { Dispatch } from '../door.js'
import { checksumForm, checksumWords } from '../storage-folder/checksum.js'
import { nameFault } from '../storage-folder/file-in-folder.js'
import { JobFailure, PilotError } from './pilot-errors.js'

const name = z.string().superRefine((text, context) => {
  const fault = nameFault(text)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

/** A string that may be given to a process. */
const word = z.string().refine((text) => !text.includes('\0'), { error: 'a zero byte is not allowed' })

/** What a job runs, once the parts that its task's jobs share and its own are laid together. */
export const jobSpecificationSchema = z.strictObject({
  /** The program and its arguments. */
  command: z.array(word).min(1, { error: 'at least the program' }),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'letters, digits and _' }), word)
    .default({}),
  inputs: z
    .array(
      z.strictObject({
        name,
        bytes: z.int().min(0).optional(),
        checksum: z.string().regex(checksumForm, { error: checksumWords }).optional(),
      }),
    )
    .default([]),
  outputs: z.array(z.strictObject({ name })).default([]),
  /** An image: a path in the job's directory, an absolute one, or an address such as `docker://`. */
  container: word.min(1).optional(),
  /** Of a job that is submitted once more: its number in the task that it was submitted with first. */
  ordinal: z.int().min(0).optional(),
  /** Who submitted it: nothing to the pilot. */
  submitter: z.unknown().optional(),
})

export type JobSpecification = z.infer<typeof jobSpecificationSchema>

/**
 * The specification of a job: its own fields replace those in common.
 * @throws JobFailure with what is wrong, and where
 */
export function jobSpecification({ specs: { common, own } }: Pick<Dispatch, 'specs'>): JobSpecification {
  const laid = { ...part('common', common), ...part('own', own) }
  const checked = jobSpecificationSchema.safeParse(laid)
  if (checked.success) return checked.data
  const words = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`)
  throw new JobFailure(PilotError.setupFailed, `bad specification: ${words.slice(0, 3).join('; ')}`)
}

function part(which: string, body: string | undefined): object {
  if (body === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    throw new JobFailure(
      PilotError.setupFailed,
      `bad specification: the ${which} part is no JSON: ${(error as Error).message}`,
    )
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new JobFailure(PilotError.setupFailed, `bad specification: the ${which} part is no object`)
}
