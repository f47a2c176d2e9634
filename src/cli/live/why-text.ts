/** Why something of a live server waits, in the words of `ailuro explain`. */
import type { JobExplanation } from '../../brokerage/explain/explainer.js'
import type { PilotExplanation } from '../../brokerage/explain/pilot.js'
import { offerText, standingFor, whyText } from '../explain-moment-text.js'
import { paragraph } from '../paragraph.js'

/** A job as its server explains it, and when that was, in seconds of the server's time. */
export type JobNow = JobExplanation & { readonly nowSeconds: number }

/** A job and why it waits, for a window so wide. */
export function jobWhyText(job: JobNow, width: number): string {
  const { task, ordinal, attempt, pandaId, nowSeconds } = job
  const heading = `Job ${pandaId}, number ${ordinal} of task ${task}, try ${attempt}: it is ${standingFor(job, nowSeconds)}.`
  return [paragraph(heading, width), '', whyText(job, nowSeconds, width)].join('\n')
}

/** A queue and what its pilots would find, for a window so wide. */
export function queueWhyText(told: PilotExplanation, site: string, width: number): string {
  const { queue, status, change } = told
  const what =
    change === undefined
      ? 'A pilot that asked now would get a job.'
      : `A pilot that asked now would get none; it would get one if ${change}.`
  return [paragraph(`Queue ${queue} at ${site}, ${status}. ${what}`, width), offerText(told, width)].join('\n')
}

/** What JSON has as null was not there, or was no number. */
export function withoutNulls<T>(answer: unknown): T {
  if (Array.isArray(answer)) return answer.map((one) => withoutNulls(one)) as T
  if (typeof answer !== 'object' || answer === null) return answer as T
  const given = Object.entries(answer).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([field, value]) => [field, withoutNulls(value)])) as T
}
