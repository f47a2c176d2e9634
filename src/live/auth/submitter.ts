/** Who submitted work, kept with it: in what all jobs of its task have in common. */
import type { SubmittedSpec } from '../door.js'
import type { Caller, Identity } from './caller.js'

/** What is kept of an identity; callers with tokens of our own have none, and go by the user of the task. */
export type Submitter = Pick<Identity, 'how' | 'subject' | 'account' | 'vo'>

/** The specifications of a task with the caller as its submitter, in place of any that they name. */
export function signed(specs: readonly SubmittedSpec[], { identity }: Caller): SubmittedSpec[] {
  const own = specs.filter(({ ordinal }) => ordinal !== -1)
  const before = specs.find(({ ordinal }) => ordinal === -1)
  if (identity === undefined && before === undefined) return own
  const { submitter: _, ...rest } = JSON.parse(before?.body ?? '{}') as { readonly submitter?: unknown }
  const common = identity === undefined ? rest : { ...rest, submitter: kept(identity) }
  return [{ ordinal: -1, body: JSON.stringify(common) }, ...own]
}

function kept({ how, subject, account, vo }: Identity): Submitter {
  return { how, subject, vo, ...(account !== undefined && { account }) }
}

/** @param common what all jobs of a task have in common, as JSON; undefined: nothing */
export function submitterIn(common: string | undefined): Submitter | undefined {
  // Only few bodies have one, and they may be long.
  if (common?.includes('"submitter"') !== true) return undefined
  return (JSON.parse(common) as { readonly submitter?: Submitter }).submitter
}
