/** Arguments of programs as the submissions of a history have them: each tells which job it is of. */
import type { EndedJob } from '../store/commit.js'

/** A job, the name of its task, and what is kept of what it runs. */
interface KeptProgram extends Pick<EndedJob, 'ordinal'> {
  readonly name: string
  readonly common: string | undefined
  readonly own: string | undefined
}

/** What all jobs of a task run that is submitted by PanDA's wire. */
export function taskProgram(name: string): string {
  return `run ${name} \${SN}`
}

/** What a job runs that is submitted by itself. */
export function jobProgram(ordinal: number): string {
  return `run alone ${ordinal + 1}`
}

/** Ordinal of the job that runs a program of one of these; NaN: it is none. */
export function ordinalIn(program: string): number {
  return Number(program.split(' ').at(-1)) - 1
}

/** How the arguments must end that a pilot of PanDA's is told; commands of other tasks travel as base64. */
export function programOf({ name, ordinal, common, own }: KeptProgram): string {
  if (common === undefined) return jobProgram(ordinal)
  const kept = { ...(JSON.parse(common) as object), ...(JSON.parse(own ?? '{}') as object) }
  if (!('command' in kept)) return taskProgram(name).replace('${SN}', String(ordinal + 1))
  return (kept.command as string[]).map((word) => Buffer.from(word).toString('base64')).join(' ')
}
