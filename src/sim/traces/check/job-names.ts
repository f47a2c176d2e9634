import type { TraceJob } from '../trace.js'
import type { FindingTally } from './finding.js'

/** Names that are followed at one time, so that memory stays bounded; of later ones nothing is known. */
const mostFollowed = 500_000

interface Row {
  readonly line: number
  readonly site: string
  readonly status: 'closed' | 'failed' | 'cancelled'
  readonly ran: boolean
}

/**
 * Follows PanDA's job names, which all attempts of a job share. A row that PanDA closed to send the job elsewhere, or that
 * ended before it ran and came up at another site, was re-brokered: no failure of the job or its site.
 */
export class JobNames {
  readonly #unfinished = new Map<string, Row>()

  add(job: TraceJob, name: string | undefined, tally: FindingTally): void {
    const site = job.site ?? 'no site'
    const before = name === undefined ? undefined : this.#unfinished.get(name)
    if (before !== undefined) {
      const moved = before.status === 'closed' || (!before.ran && before.site !== site)
      const found = (): string => `${before.status} at ${before.site}, again at ${site} on line ${job.line}`
      if (moved) tally.note('re-brokered', before.line, 'jobstatus', found)
      this.#unfinished.delete(name!)
    }
    const { status, line } = job
    if (status !== 'closed' && status !== 'failed' && status !== 'cancelled') return
    // Without a name nobody can tell where the job went on.
    if (name === undefined) {
      if (status === 'closed') tally.note('closed-for-good', line, 'jobstatus', () => `closed at ${site}`)
    } else if (this.#unfinished.size < mostFollowed) {
      // A copy: the name as it came holds on to the text of its whole row.
      this.#unfinished.set(Buffer.from(name).toString(), { line, site, status, ran: job.runSeconds !== undefined })
    }
  }

  /** Notes the closed rows that no later one followed. */
  finish(tally: FindingTally): void {
    for (const { line, site, status } of this.#unfinished.values()) {
      if (status === 'closed') tally.note('closed-for-good', line, 'jobstatus', () => `closed at ${site}`)
    }
  }
}
