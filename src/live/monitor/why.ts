/** Explanations of the core in the words of the monitor. */
import type { JobExplanation } from '../../brokerage/explain/explainer.js'
import type { PlacementExplanation, QueueVerdict } from '../../brokerage/explain/placement.js'
import { formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { Verdict, Why } from '../../monitor/readings/jobs.js'

/** Why a job is where it is, or waits. */
export function whyOf(told: JobExplanation, now: Seconds): Why {
  const { findings, change, deadline, placement, queue } = told
  return {
    findings: [
      ...findings.map(({ text }) => text),
      ...(deadline === undefined
        ? []
        : [`as it stands it ends in ${formatSeconds(Math.max(0, deadline.atSeconds - now))}: ${deadline.cause}`]),
    ],
    change: change ?? null,
    policy: placement.policy,
    verdicts: placement.verdicts.map((verdict) => verdictOf(verdict, placement, queue)),
  }
}

/** @param place the queue that the job has; undefined: the one that it would get is the chosen one */
function verdictOf(verdict: QueueVerdict, { chosen }: PlacementExplanation, place: string | undefined): Verdict {
  const { queue, site, cores, refusals, weight } = verdict
  const [first] = refusals
  return {
    queue,
    site,
    isChosen: place === undefined ? chosen?.queue === queue && chosen.cores === cores : place === queue,
    step: first?.step ?? null,
    text:
      first?.text ??
      (verdict.verdict === 'candidate' ? 'it would take the job' : 'it would take the job, others are heavier'),
    value: first?.observed ?? null,
    threshold: first?.limit ?? null,
    weight: weight ?? null,
  }
}
