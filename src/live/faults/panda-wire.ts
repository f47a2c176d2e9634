import type { Seconds } from '../../model/units.js'
import { type JobState, jobStateNames } from '../../model/job-state.js'
import type { AnswerTo, HostDoor, LiveReport, LiveReportName } from '../door.js'
import type { LiveHost } from '../live-host.js'
import type { Family } from '../panda/method.js'
import type { PandaDesk } from '../panda/panda-desk.js'
import { type Encoding, pandaRequest } from '../panda/testing/panda-request.js'
import {
  callOf,
  type PandaCall,
  standingsOf,
  statesOf,
  type SubmittedJobs,
  submittingJobs,
  tellingOfWorker,
} from './panda-calls.js'
import { deskBefore, sendTo } from './panda-front.js'
import { DiskError } from './virtual-disk.js'
import type { Request } from './virtual-network.js'
import { JOBS_READ, type JobsShown, OwnWire } from './wire.js'

/** Whoever submits single jobs waits for their PandaIDs. */
const PATIENCE_SECONDS: Seconds = 200
const encodings: readonly Encoding[] = ['json', 'bare gzip', 'gzip', 'form']

/** PanDA's methods before the host, in both families; what these have no words for goes through its own door. */
export class PandaWire extends OwnWire {
  override readonly rounds = 12
  private readonly desks = new WeakMap<LiveHost, PandaDesk>()

  override opened(host: LiveHost): void {
    const freshWord = (): string => String(this.parts.chance.below(1e9))
    this.desks.set(host, deskBefore(this.doorOf(host), freshWord))
  }

  /** Apart, so that tests can put another before the host. */
  protected doorOf(host: LiveHost): HostDoor {
    return host
  }

  override reporting<Name extends LiveReportName>(
    asker: string,
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Request<AnswerTo<Name>> {
    const call = callOf(report) as PandaCall<AnswerTo<Name>> | undefined
    if (call === undefined) return super.reporting<Name>(asker, report, key)
    return {
      ask: (host) => this.say(host, call),
      leaves: (answer, moment) => this.parts.ledger.answer({ report, asker, isKeyed: false, answer, ...moment }),
    }
  }

  override alone(): Request<SubmittedJobs> | undefined {
    const { chance, ledger } = this.parts
    if (chance.is(0.5)) return undefined
    const call = submittingJobs(1 + chance.below(3), 'CERN')
    return {
      patienceSeconds: PATIENCE_SECONDS,
      ask: (host) => this.say(host, call),
      leaves: (jobs, moment) => void ledger.jobsIn.push({ ...jobs, ...moment }),
    }
  }

  override keeping(number: number): Request<void> {
    const word = `node-${number}.`
    const call = tellingOfWorker(number, word)
    return {
      ask: async (host) => {
        await this.say(host, call)
      },
      leaves: () => this.parts.ledger.keep('worker', word),
    }
  }

  override looking(): Request<JobsShown> {
    const { chance, ledger } = this.parts
    const highest = Math.max(0, ...ledger.seen.map(({ id }) => id))
    const ids = Array.from({ length: JOBS_READ }, () => 1 + chance.below(highest + JOBS_READ))
    const call = chance.pick([statesOf, standingsOf])(ids)
    return {
      ask: async (host) => {
        const states = await this.say(host, call)
        return ids.map((id, i) => ({ id, state: stateOf(states[i]) }))
      },
      leaves: (jobs, moment) => ledger.see(jobs, moment),
    }
  }

  /** Calls a method of the host. Where it fails, its client only notices that there is no answer. */
  private async say<Answer>(host: LiveHost, { name, given, read }: PandaCall<Answer>): Promise<Answer> {
    const { chance, isCut, complain } = this.parts
    const family = chance.pick<Family>(['classic', 'v1'])
    const isQuery = family === 'v1' && ['getStatus', 'checkJobStatus'].includes(name)
    const encoding = isQuery ? 'query' : chance.pick(family === 'v1' ? encodings.slice(0, 3) : encodings)
    const request = pandaRequest(name, given(family), { family, encoding })
    // Of a form nothing tells but its length that it is not all.
    const isWhole = request.body.length === 0 || encoding === 'form' || !isCut()
    const body = isWhole ? request.body : request.body.subarray(0, 1 + chance.below(request.body.length - 1))
    const { status, body: answer, failure } = await sendTo(this.desks.get(host)!, { ...request, body })
    if (!isWhole && status !== 500) complain(`a part of ${name} was answered ${status} ${JSON.stringify(answer)}`)
    if (isWhole && ![200, 503].includes(status) && !(failure instanceof DiskError))
      complain(`${name} was answered ${status} ${JSON.stringify(answer)}: ${failure?.stack}`)
    if (status !== 200) throw new Error(`${name} was answered ${status}`)
    try {
      return read(answer, family)
    } catch (error) {
      complain((error as Error).message)
      throw error
    }
  }
}

function stateOf(word: string | undefined): JobState | undefined {
  return word === undefined ? undefined : (jobStateNames.indexOf(word as (typeof jobStateNames)[number]) as JobState)
}
