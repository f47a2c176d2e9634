import type { PlacementStory, RefusalGroup } from '../lab/explain/placement-story.js'
import { formatCount, formatFraction, formatNumber, formatRange, formatSeconds } from '../model/format.js'
import { paragraph } from './paragraph.js'
import { type Column, renderTable } from './table.js'

const columns: readonly Column[] = [
  { title: 'refused by', align: 'left', importance: 9 },
  { title: 'queues', align: 'right', importance: 8 },
  { title: 'left', align: 'right', importance: 5 },
  { title: 'found', align: 'right', importance: 7 },
  { title: 'allowed', align: 'right', importance: 6 },
  { title: 'holds', align: 'left', importance: 3 },
  { title: 'which', align: 'left', importance: 4, shortest: 12 },
]

/** All that was refused for one reason. */
export type RefusedBy = Pick<RefusalGroup, 'tag' | 'unit' | 'bound' | 'left'> & {
  readonly queues: readonly Omit<RefusalGroup['queues'][number], 'site'>[]
}

/** A pseudo-queue, as names need it. */
interface Slots {
  readonly queue: string
  readonly slotCores: number
}

/** Those that passed and were lighter than all that were kept. */
export interface Cut {
  readonly kept: number
  readonly lighter: number
}

/** What was refused by which step, what was found and what is allowed; and in the end how many were too light to be kept. */
export function refusalTable(
  groups: readonly RefusedBy[],
  cut: Cut | undefined,
  nameOf: (slots: Slots) => string,
  width: number,
): string {
  const last = cut && [
    `heaviest ${cut.kept} kept`,
    formatCount(cut.lighter),
    formatCount(cut.kept),
    '',
    '',
    'for now',
    '',
  ]
  const rows = groups.map((group) => refusalRow(group, nameOf))
  return renderTable(columns, last === undefined ? rows : [...rows, last], width)
}

/** Names pseudo-queues: with the cores of their slots, where a grid has several for one queue. */
export function namesOf(all: readonly Slots[]): (slots: Slots) => string {
  const hasSeveral = new Set(all.map(({ slotCores }) => slotCores)).size > 1
  return ({ queue, slotCores }) => (hasSeveral ? `${queue}/${slotCores === 0 ? 'any' : slotCores}` : queue)
}

const ALL_BUT_ROUNDING = 0.999999

/** Why a bunch went where it went and not elsewhere, for a window so wide. */
export function placementText(placement: PlacementStory, width: number): string {
  const { refused, others, candidates, lighter } = placement
  const rest = others.filter(({ queue, slotCores }) => queue !== placement.queue || slotCores !== placement.slotCores)
  const nameOf = namesOf([placement, ...others, ...refused.flatMap(({ queues }) => queues)])
  const cut = lighter > 0 && candidates <= others.length ? { kept: candidates, lighter } : undefined
  const could = rest.map((other) => `${nameOf(other)} (weight ${formatNumber(other.weight)})`).join(', ')
  return [
    paragraph(`Why ${nameOf(placement)}: ${whyHere(placement)}`, width),
    paragraph(`Its weight ${formatNumber(placement.weight)} comes of ${factorsText(placement)}.`, width),
    ...(refused.length === 0 && cut === undefined
      ? []
      : [`\nWhy not elsewhere`, refusalTable(refused, cut, nameOf, width)]),
    ...(rest.length === 0
      ? []
      : [paragraph(`${areOthersFull(placement) ? 'Full by then' : 'It could have been'}: ${could}.`, width)]),
    ...(lighter === 0 ? [] : [paragraph(lighterText(placement), width)]),
  ].join('\n')
}

function whyHere(placement: PlacementStory): string {
  const { timeSeconds, jobs, asked, candidates } = placement
  const bunch = jobs === 1 ? 'it was placed alone' : `it was placed with a bunch of ${jobs} jobs`
  const left =
    candidates === 1 ? 'it alone was left' : `${formatCount(candidates)} were left, and ${choiceText(placement)}`
  return `at ${formatSeconds(timeSeconds)} ${bunch}; of ${formatCount(asked)} pseudo-queues ${left}.`
}

function choiceText(placement: PlacementStory): string {
  const { rank, weightFraction } = placement
  if (weightFraction === undefined) return 'it was tried before the others since it had no jobs of the share'
  if (areOthersFull(placement)) return 'it was the only one of them that was not full'
  return `it was number ${rank} of them by weight, with ${formatFraction(weightFraction)} of the weight of all that were not full`
}

/** Whether the others of the candidates could not be chosen. */
function areOthersFull({ candidates, weightFraction = 0 }: PlacementStory): boolean {
  return candidates > 1 && weightFraction > ALL_BUT_ROUNDING
}

function factorsText({ factors, weight }: PlacementStory): string {
  const named = Object.entries(factors)
  const told = named.filter(([, factor]) => factor !== 1).map(([name, factor]) => `${name} ${formatNumber(factor)}`)
  const product = named.reduce((all, [, factor]) => all * factor, 1)
  const words = told.length === 0 ? 'no factor but 1' : told.join(' × ')
  const hasDecayed = weight < product * 0.999
  return hasDecayed ? `${words}, less what bunches just before have taken` : words
}

function refusalRow({ tag, queues, left, unit, bound }: RefusedBy, nameOf: (slots: Slots) => string): string[] {
  const spread = (values: readonly (number | undefined)[]): string => {
    const numbers = values.filter((value) => value !== undefined)
    return numbers.length === 0 ? '' : formatRange(Math.min(...numbers), Math.max(...numbers), formatNumber)
  }
  const observed = spread(queues.map((one) => one.observed))
  const limit = spread(queues.map((one) => one.limit))
  const temporary = queues.filter(({ isTemporary }) => isTemporary).length
  return [
    tag,
    formatCount(queues.length),
    formatCount(left),
    observed === '' ? '' : `${observed} ${unit}`,
    limit === '' ? '' : `${bound} ${limit}`.trim(),
    temporary === queues.length ? 'for now' : temporary === 0 ? 'for good' : 'partly for now',
    [...new Set(queues.map(nameOf))].join(', '),
  ]
}

function lighterText({ lighter, others, candidates }: PlacementStory): string {
  const least = formatNumber(Math.min(...others.map(({ weight }) => weight)))
  const what =
    candidates > others.length ? 'could have been chosen too, with' : 'passed what was asked and were left out, with'
  return `${formatCount(lighter)} more ${what} a weight of at most ${least}.`
}
