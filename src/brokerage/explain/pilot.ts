import { counted, formatCount, formatSeconds } from '../../model/format.js'
import type { Queue } from '../../model/grid.js'
import { JobState } from '../../model/job-state.js'
import type { Seconds } from '../../model/units.js'
import type { PilotDemand } from '../pilot-demand.js'
import type { Finding } from './finding.js'
import type { Witnesses } from './wait.js'

/** Activated jobs of one kind and priority at a queue, and whether its pilots may take them. */
export interface OfferedWork {
  readonly cores: number
  readonly memoryMB: number
  readonly label: string
  readonly share: string
  readonly priority: number
  readonly jobs: number
  readonly isServed: boolean
}

/** What a pilot of a queue would find now. */
export interface PilotExplanation {
  readonly queue: string
  readonly status: string
  readonly work: readonly OfferedWork[]
  readonly findings: readonly Finding[]
  /** The smallest change after which a pilot would get a job; undefined when it gets one now. */
  readonly change: string | undefined
}

/** What a pilot of the queue that brings no limits of its own would find, and why it would go away empty. */
export function pilotAt({ state, dispatcher, pilotDemand }: Witnesses, queue: Queue, now: Seconds): PilotExplanation {
  const work = queue.faces.flatMap(({ index }) =>
    dispatcher.waitingAt(index).map(({ kind, priority, jobs }): OfferedWork => ({
      cores: kind.cores,
      memoryMB: kind.requiredMemoryMB,
      label: kind.label,
      share: kind.share,
      priority,
      jobs,
      isServed: dispatcher.servesKind(index, kind),
    })),
  )
  const standing = (name: JobState) => state.counters.total(queue.index, name)
  const served = work.filter(({ isServed }) => isServed).reduce((sum, { jobs }) => sum + jobs, 0)
  const activated = standing(JobState.activated)
  const underWay = queue.faces.reduce((sum, { index }) => sum + pilotDemand.underWay[index], 0)
  const findings: Finding[] = [
    {
      text: `${counted(activated, 'job')} ${activated === 1 ? 'is' : 'are'} activated there, ${formatCount(served)} for its pilots`,
      observed: served,
      limit: activated,
      unit: 'jobs',
    },
    {
      text: `${formatCount(standing(JobState.assigned))} wait for input, ${formatCount(standing(JobState.running))} run`,
    },
    {
      text: `${counted(underWay, 'pilot')} ${underWay === 1 ? 'is' : 'are'} under way, ${heardText(now - queue.lastPilotAt)}`,
    },
    ...demandFindings(pilotDemand, queue),
  ]
  return {
    queue: queue.name,
    status: queue.status,
    work,
    findings,
    change: changeAt(queue, served, activated, standing(JobState.assigned)),
  }
}

/** How many more pilots the queue's rule asks for, and how it came to that number. */
function demandFindings(pilotDemand: PilotDemand, queue: Queue): Finding[] {
  const { rule, faces } = pilotDemand.explain(queue)
  return faces.map(({ cores, steps, pilots }) => {
    const slots = faces.length === 1 ? '' : ` of ${counted(cores, 'core')}`
    const chain = steps.map((step) => `${step.name} ${formatCount(step.pilots)}`).join(', ')
    return {
      text: `${rule} asks for ${formatCount(pilots)} more ${pilots === 1 ? 'pilot' : 'pilots'}${slots}: ${chain}`,
      observed: pilots,
      unit: 'pilots',
    }
  })
}

/** Pilots at work promise to be heard until the end of their runs. */
function heardText(silence: Seconds): string {
  return silence <= 0 ? 'others are heard of now' : `the last was heard of ${formatSeconds(silence)} ago`
}

function changeAt({ name, status }: Queue, served: number, activated: number, assigned: number): string | undefined {
  if (served > 0) return undefined
  if (activated > 0) return status === 'test' ? `${name} came online` : 'its pilots served the label of that work'
  if (assigned > 0) return 'the input of a job that is assigned there arrived'
  return status === 'online' || status === 'standby' ? `brokerage gave ${name} a job` : `${name} came online`
}
