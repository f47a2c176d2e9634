import { BadInput } from '../../model/bad-input.js'
import { formatSeconds } from '../../model/format.js'
import type { Seconds } from '../../model/units.js'
import type { GridSpec } from '../grid-spec.js'
import type { ExpectationResult } from '../run-result.js'
import { formatMeasured, parseBound, type Unit } from './bounds.js'
import { type Evidence, type Measure, measureNamed } from './measures.js'
import type { Moment } from './run-tally.js'
import type { ExpectationText } from './schema.js'

/** A measure, and the part of the run that it is taken of; undefined: all of it. */
interface Taken {
  readonly name: string
  readonly measure: Measure
  readonly during: { readonly from: Seconds; readonly until: Seconds } | undefined
}

/** Something that should be seen in a run. */
export interface Expectation {
  /** File and line, for messages. */
  readonly where: string
  readonly see: string
  readonly taken: Taken
  /** What it is divided by; undefined: nothing. */
  readonly against: Taken | undefined
  readonly least: number
  readonly most: number
  readonly unit: Unit
  /** Names of the policies under which it should be seen; undefined: that of the scenario alone. */
  readonly policies: readonly string[] | undefined
}

/** The moments that a run had got to, as it is asked about them. */
export interface Moments {
  /** Undefined when the run ended before. */
  at(seconds: Seconds): Moment | undefined
  readonly first: Moment
  readonly last: Moment
}

/**
 * An expectation of a scenario file, without fault.
 * @param where file and line
 * @param scale size of the run, which some bounds grow with
 */
export function expectationOf(text: ExpectationText, where: string, scale: number): Expectation {
  const { see, measure: name, during, against, policies } = text
  const taken = take(name, during)
  const unit = against === undefined ? taken.measure.unit : 'fraction'
  const factor = text.scales ? scale : 1
  const bound = (given: string | number | undefined, otherwise: number): number =>
    given === undefined ? otherwise : (parseBound(unit, given) as number) * factor
  return {
    where,
    see,
    taken,
    against: against && take(against.measure ?? name, against.during ?? during),
    least: bound(text.atLeast ?? text.between?.[0], -Infinity),
    most: bound(text.atMost ?? text.between?.[1], Infinity),
    unit,
    policies,
  }
}

/** @throws BadInput at the first expectation of a site that is not there */
export function refuseUnknownSites(expectations: readonly Expectation[], spec: GridSpec): void {
  const sites = spec.sites.map(({ name }) => name)
  for (const { where, taken, against } of expectations) {
    const unknown = [taken, against].find((one) => one?.measure.site !== undefined && !sites.includes(one.measure.site))
    if (unknown === undefined) continue
    throw new BadInput(
      where,
      `${unknown.name} is of a site that is not there`,
      `sites of the grid, e.g. ${sites.slice(0, 5).join(', ')}`,
    )
  }
}

/** The times at which a run must be looked at, in order. */
export function momentsWanted(expectations: readonly Expectation[]): Seconds[] {
  const times = expectations.flatMap(({ taken, against }) =>
    [taken.during, against?.during].flatMap((span) => (span === undefined ? [] : [span.from, span.until])),
  )
  return [...new Set(times)].sort((one, other) => one - other)
}

/** Whether an expectation holds: what was found, which is null when it could not be measured, and what was wanted. */
export function judge(expectation: Expectation, evidence: Evidence, moments: Moments): ExpectationResult {
  const { see, taken, against, least, most, unit } = expectation
  const value = valueOf(taken, evidence, moments)
  const found = against === undefined ? value : value / valueOf(against, evidence, moments)
  const isMeasured = Number.isFinite(found)
  return {
    see,
    measure: measureText(taken, against),
    unit,
    found: isMeasured ? found : null,
    wanted: wantedText(unit, least, most),
    held: isMeasured && found >= least && found <= most,
  }
}

function take(name: string, during: Taken['during']): Taken {
  return { name, measure: measureNamed(name) as Measure, during }
}

function valueOf({ measure, during }: Taken, evidence: Evidence, moments: Moments): number {
  const from = during === undefined ? moments.first : moments.at(during.from)
  const until = during === undefined ? moments.last : moments.at(during.until)
  return from === undefined || until === undefined ? NaN : measure.read(evidence, from, until)
}

function measureText(taken: Taken, against: Taken | undefined): string {
  const spanOf = ({ during }: Taken): string =>
    during === undefined ? '' : ` from ${formatSeconds(during.from)} to ${formatSeconds(during.until)}`
  const text = `${taken.name}${spanOf(taken)}`
  if (against === undefined) return text
  return `${text}, over ${against.name === taken.name ? 'that' : against.name}${spanOf(against)}`
}

function wantedText(unit: Unit, least: number, most: number): string {
  const format = (bound: number): string => formatMeasured(unit, bound)
  if (least === -Infinity) return `at most ${format(most)}`
  return most === Infinity ? `at least ${format(least)}` : `${format(least)} to ${format(most)}`
}
