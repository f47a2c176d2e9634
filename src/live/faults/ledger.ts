import type { AnswerTo, LiveReport, LiveReportName } from '../door.js'
import type { Seconds } from '../../model/units.js'
import type { Request } from './virtual-network.js'

/** An answer that has left a host. */
export interface Answered {
  readonly report: LiveReport
  /** Who asked, and for the how-manieth time something else: repeated requests bear the same words. */
  readonly asker: string
  readonly answer: unknown
  /** Facts that were kept by then, and what the host's clock said. */
  readonly facts: number
  readonly at: Seconds
}

/** What a reader was told of a job. */
export interface Seen {
  readonly id: number
  readonly state: number
  readonly facts: number
}

/** All that anybody may have seen of the host: what is never to be contradicted. */
export class Ledger {
  readonly answered: Answered[] = []
  readonly seen: Seen[] = []
  /** Rows of the surroundings that were said to be kept, by key. */
  readonly kept = new Map<number, string>()

  /** A row of the surroundings that is to be kept. */
  keeping(key: number, body: string): Request<void> {
    return {
      ask: (host) => host.keep([{ kind: 'token', key, body }]),
      leaves: () => void this.kept.set(key, body),
    }
  }

  /** A report whose answers are written down. */
  reporting<Name extends LiveReportName>(
    asker: string,
    report: LiveReport & { readonly report: Name },
    key?: string,
  ): Request<AnswerTo<Name>> {
    return {
      ask: (host) => host.report<Name>(report, key === undefined ? undefined : { key }),
      leaves: (answer, facts, at) => void this.answered.push({ report, asker, answer, facts, at }),
    }
  }
}
