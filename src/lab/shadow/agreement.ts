import type { Criterion } from '../../brokerage/mirror/criterion.js'
import { BoundedMap } from './bounded-counts.js'

/** A bunch that production placed, held against what the policy would have done. */
export interface ComparedBunch {
  readonly jobs: number
  readonly label: string
  readonly share: string
  /** Production's. */
  readonly site: string
  /** Of the day, UTC where the feed has dates. */
  readonly hour: number
  readonly isSameQueue: boolean
  readonly isSameSite: boolean
  /** Place of production's queue among the policy's candidates; 0: none of them. */
  readonly rank: number
  /** Undefined: the same queue. */
  readonly criterion: Criterion | undefined
}

/** How far the policy agrees with production: jobs, but for the number of decisions. */
export interface Agreement {
  decisions: number
  jobs: number
  /** To the same queue, and to the same site. */
  sameQueue: number
  sameSite: number
  /** Production's queue was a candidate of the policy's; among its first three; the first. */
  candidate: number
  amongThree: number
  first: number
}

/** How often one criterion parted the two. */
export interface CriterionCount {
  readonly kind: Criterion['kind']
  readonly name: string
  decisions: number
  jobs: number
}

/** Agreement of one name in a dimension. */
export interface AgreementOf extends Agreement {
  readonly name: string
}

/** Counts agreement, in total, by what the work is and where and when it went, and what parts the two. */
export class AgreementTally {
  readonly total = noAgreement()
  private readonly byLabel = new BoundedMap(noAgreement)
  private readonly byShare = new BoundedMap(noAgreement)
  private readonly bySite = new BoundedMap(noAgreement)
  private readonly byHour = new BoundedMap(noAgreement)
  private readonly criteria = new Map<string, CriterionCount>()

  add(bunch: ComparedBunch): void {
    const { label, share, site, hour, criterion, jobs } = bunch
    for (const one of [
      this.total,
      this.byLabel.of(label),
      this.byShare.of(share),
      this.bySite.of(site),
      this.byHour.of(String(hour).padStart(2, '0')),
    ])
      count(one, bunch)
    if (criterion === undefined) return
    const key = `${criterion.kind} ${criterion.name}`
    let found = this.criteria.get(key)
    if (found === undefined) this.criteria.set(key, (found = { ...criterion, decisions: 0, jobs: 0 }))
    found.decisions++
    found.jobs += jobs
  }

  /** What parts the two, most jobs first. */
  parting(): CriterionCount[] {
    return [...this.criteria.values()].sort((one, other) => other.jobs - one.jobs || (one.name < other.name ? -1 : 1))
  }

  /** By dimension; most jobs first, hours in order. */
  dimensions(): Record<'label' | 'share' | 'site' | 'hour', AgreementOf[]> {
    const named = (map: BoundedMap<Agreement>): AgreementOf[] => map.entries().map(([name, one]) => ({ name, ...one }))
    const most = (map: BoundedMap<Agreement>): AgreementOf[] => named(map).sort((one, other) => other.jobs - one.jobs)
    return {
      label: most(this.byLabel),
      share: most(this.byShare),
      site: most(this.bySite),
      hour: named(this.byHour).sort((one, other) => Number(one.name) - Number(other.name)),
    }
  }
}

function noAgreement(): Agreement {
  return { decisions: 0, jobs: 0, sameQueue: 0, sameSite: 0, candidate: 0, amongThree: 0, first: 0 }
}

function count(agreement: Agreement, { jobs, isSameQueue, isSameSite, rank }: ComparedBunch): void {
  agreement.decisions++
  agreement.jobs += jobs
  if (isSameQueue) agreement.sameQueue += jobs
  if (isSameSite) agreement.sameSite += jobs
  if (rank > 0) agreement.candidate += jobs
  if (rank > 0 && rank <= 3) agreement.amongThree += jobs
  if (rank === 1) agreement.first += jobs
}
