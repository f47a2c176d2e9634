import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import type { AnswerTo, LiveReport, LiveReportName } from '../door.js'
import type { LiveHost } from '../live-host.js'
import type { Chance } from './chance.js'
import type { Ledger, Seen } from './ledger.js'
import type { Request } from './virtual-network.js'

/** Jobs that a reader asks about at a time. */
export const JOBS_READ = 5

/** What a reader is told of jobs. */
export type JobsShown = readonly Pick<Seen, 'id' | 'state'>[]

/** How those around a virtual host speak to it. What is answered goes into the ledger. */
export interface Wire {
  /** Rounds of the event loop in which its longest request goes as far as it can without the clock. */
  readonly rounds: number
  /** A process of the host takes requests from now on. */
  opened(host: LiveHost): void
  /**
   * @param asker who asks, and for the how-manieth time something else: repeated requests bear the same words
   * @param key idempotency key, where the wire has such
   */
  reporting<Name extends LiveReportName>(
    asker: string,
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Request<AnswerTo<Name>>
  /** What people ask for by this wire alone; undefined: nothing. */
  alone(): Request<unknown> | undefined
  /** Something of the host's surroundings is to be kept. */
  keeping(number: number): Request<unknown>
  /** Somebody asks where some jobs stand. */
  looking(): Request<unknown>
}

/** What a wire is made of. */
export interface WireParts {
  readonly ledger: Ledger
  readonly chance: Chance
  /** Whether the body of the next request breaks off. */
  isCut(): boolean
  /** Hears what no client should ever see. */
  complain(words: string): void
}

/** The host's own door, with nothing before it. */
export class OwnWire implements Wire {
  readonly rounds: number = 2

  constructor(protected readonly parts: WireParts) {}

  opened(_: LiveHost): void {
    // Nothing is kept before the host.
  }

  reporting<Name extends LiveReportName>(
    asker: string,
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Request<AnswerTo<Name>> {
    const { ledger } = this.parts
    return {
      ask: (host) => host.report<Name>(report, key === undefined ? undefined : { key }),
      leaves: (answer, moment) => ledger.answer({ report, asker, isKeyed: key !== undefined, answer, ...moment }),
    }
  }

  alone(): Request<unknown> | undefined {
    return undefined
  }

  keeping(number: number): Request<void> {
    const body = `token ${number}.`
    return {
      ask: (host) => host.keep([{ kind: 'token', key: number, body }]),
      leaves: () => this.parts.ledger.keep('token', body),
    }
  }

  looking(): Request<JobsShown> {
    return {
      ask: (host) => host.ask(jobsAlive),
      leaves: (jobs, moment) => this.parts.ledger.see(jobs, moment),
    }
  }
}

function jobsAlive({ state: { jobs } }: Core): JobsShown {
  return [...aliveRows(jobs)].slice(0, JOBS_READ).map((row) => ({ id: jobs.id(row), state: jobs.state(row) }))
}
