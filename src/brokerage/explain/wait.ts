import { counted, formatBytes, formatCount, formatFraction, formatSeconds } from '../../model/format.js'
import { JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import { TransferKind } from '../../model/transfer-table.js'
import { type JobRow, NONE, type Seconds } from '../../model/units.js'
import type { Dispatcher } from '../dispatcher.js'
import type { PilotDemand } from '../pilot-demand.js'
import type { Shares } from '../shares.js'
import type { Finding, WaitReason } from './finding.js'

/** What is asked about jobs that have a place. */
export interface Witnesses {
  readonly state: State
  readonly dispatcher: Dispatcher
  readonly pilotDemand: PilotDemand
  readonly shares: Shares
}

/** Why a job that has a place does not run yet, or is not done yet. */
export function waitAtPlace(witnesses: Witnesses, row: JobRow, now: Seconds): WaitReason {
  const { jobs } = witnesses.state
  switch (jobs.state(row)) {
    case JobState.assigned:
      return waitForInput(witnesses.state, row)
    case JobState.activated:
      return waitForPilot(witnesses, row)
    case JobState.sent:
    case JobState.starting:
    case JobState.stagein:
      return {
        findings: [{ text: `a pilot has it since ${ago(now - jobs.since(row))} and has not said that it runs` }],
        change: 'the pilot said that the payload runs',
      }
    case JobState.transferring:
      return waitForOutput(witnesses.state, row)
    case JobState.holding:
      return {
        findings: [{ text: 'its payload is done, the final report is being worked off' }],
        change: 'the report were worked off',
      }
    default:
      return {
        findings: [{ text: `it runs for ${formatSeconds(now - jobs.since(row))}, and waits for nothing` }],
        change: undefined,
      }
  }
}

function ago(seconds: Seconds): string {
  return `${formatSeconds(seconds)} ago`
}

function waitForInput(state: State, row: JobRow): WaitReason {
  const { jobs, tasks, datasets } = state
  const input = datasets.nameOf(tasks.dataset[jobs.task(row)])
  const transfer = jobs.transfer(row)
  if (transfer !== NONE)
    return { findings: transferFindings(state, transfer, `its input (${input})`), change: 'its input arrived' }
  return {
    findings: [{ text: `its input (${input}) is at no site that can give it now, so that nothing moves` }],
    change: `a site that holds ${input} could give it`,
  }
}

function waitForOutput(state: State, row: JobRow): WaitReason {
  const transfer = state.jobs.transfer(row)
  if (transfer !== NONE)
    return { findings: transferFindings(state, transfer, 'its output'), change: 'its output arrived' }
  return {
    findings: [{ text: 'its output did not get through and is sent again later' }],
    change: 'its output were sent again and arrived',
  }
}

/** What moves, and how many transfers of the same link were ordered before it. */
function transferFindings({ transfers, grid }: State, transfer: number, what: string): Finding[] {
  const [from, to, bytes] = [transfers.from[transfer], transfers.to[transfer], transfers.bytes[transfer]]
  const link = `${grid.sites[from].name} to ${grid.sites[to].name}`
  let [before, all] = [0, 0]
  for (let row = 0; row < transfers.top; row++) {
    if (transfers.number[row] === 0 || transfers.from[row] !== from || transfers.to[row] !== to) continue
    all++
    if (transfers.number[row] < transfers.number[transfer]) before++
  }
  const tries = transfers.tries[transfer]
  const again = tries > 0 ? `, after ${tries} that failed` : ''
  const isInput = transfers.kind[transfer] === (TransferKind.input as number)
  return [
    {
      text: `${what}, ${formatBytes(bytes)}, ${isInput ? 'comes' : 'goes'} from ${link}${again}`,
      observed: bytes,
      unit: 'bytes',
    },
    {
      text: `of ${counted(all, 'transfer')} on that link ${formatCount(before)} ${before === 1 ? 'was' : 'were'} ordered before it`,
      observed: before,
      limit: all,
      unit: 'transfers',
    },
  ]
}

function waitForPilot({ state, dispatcher, pilotDemand, shares }: Witnesses, row: JobRow): WaitReason {
  const { jobs, tasks, kinds, grid, counters } = state
  const face = jobs.face(row)
  const { queue } = grid.faces[face]
  const kind = kinds.at(tasks.kind[jobs.task(row)])
  if (!dispatcher.servesKind(face, kind)) {
    return {
      findings: [{ text: `${queue.name} is in test: its pilots take test work alone, the job is ${kind.label}` }],
      change: `${queue.name} came online`,
    }
  }
  const ahead = dispatcher.jobsAhead(row)
  const underWay = pilotDemand.underWay[face]
  const running = counters.total(queue.index, JobState.running)
  const findings: Finding[] = [
    {
      text: `it waits for a pilot: of ${counted(dispatcher.activated[face], 'activated job')} there ${formatCount(ahead)} ${ahead === 1 ? 'goes' : 'go'} before it`,
      observed: ahead,
      limit: dispatcher.activated[face],
      unit: 'jobs',
    },
    {
      text: `${counted(underWay, 'pilot')} asked for ${underWay === 1 ? 'has' : 'have'} not come, and the queue runs ${counted(running, 'job')}`,
      observed: underWay,
      unit: 'pilots',
    },
    ...shareFindings(shares, kind.share),
  ]
  const status = queue.status === 'offline' ? `${queue.name} came online and ` : ''
  return { findings, change: `${status}${counted(ahead + 1, 'pilot')} of ${queue.name} asked for a job` }
}

function shareFindings(shares: Shares, share: string): Finding[] {
  const use = shares.useOf(share)
  if (use === undefined || use.pledgedHs06 === 0) return []
  const fraction = use.executingHs06 / use.pledgedHs06
  const order = fraction > 1 ? 'work of shares that use less goes first' : 'it is due more'
  return [
    {
      text: `its share ${share} uses ${formatFraction(fraction)} of what it is due: ${order}`,
      observed: use.executingHs06,
      limit: use.pledgedHs06,
      unit: 'HS06',
    },
  ]
}
