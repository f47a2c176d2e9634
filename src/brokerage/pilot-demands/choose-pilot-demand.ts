import { BadInput } from '../../model/bad-input.js'
import { pilotDemands } from './index.js'
import type { DemandSettings, PilotDemandKind, PilotDemandRule } from './pilot-demand-rule.js'

/** A rule for pilots as people write it: its name, its numbers, its chain, and what differs for some queues. */
export type PilotDemandDefinition = string | ({ readonly name: string } & Readonly<Record<string, unknown>>)

/** Numbers that may not be 0: cycles would have no end, and what they divide none either. */
const aboveZero = ['cycleSeconds', 'nCoreFactor']
/** Numbers that may have a fraction. */
const fractional = ['cycleSeconds', 'activatedWeight', 'pendingWeight', 'scaleFactor', 'activatedFactor', 'nCoreFactor']
/** Numbers that one queue cannot have for itself. */
const ofAll = ['cycleSeconds', 'maxPerFactory']

/**
 * The rule that a definition names, with its settings.
 * @param where the file and the key it comes from, for messages
 * @throws BadInput when there is no such rule or setting: what was found, what is allowed
 */
export function choosePilotDemand(definition: PilotDemandDefinition, where = 'pilotDemand'): PilotDemandRule {
  const { name, queues = {}, ...given } = typeof definition === 'string' ? { name: definition } : definition
  const kind = pilotDemands.find((one) => one.name === name)
  if (kind === undefined) {
    const names = pilotDemands.map((one) => one.name).join(', ')
    throw new BadInput(where, `there is no rule ${name} for pilots`, names)
  }
  const all = settled(kind, given, kind.usual, where, [])
  if (!isRecord(queues)) throw new BadInput(`${where}.queues`, shown(queues), 'settings by name of a queue')
  const own = new Map(
    Object.entries(queues).map(([queue, settings]) => {
      const place = `${where}.queues.${queue}`
      if (!isRecord(settings)) throw new BadInput(place, shown(settings), 'keys with values')
      return [queue, settled(kind, settings, all, place, ofAll)]
    }),
  )
  return kind.make((queue) => own.get(queue) ?? all, [...own.keys()])
}

/** What is given, with what is usual in the place of what is not. */
function settled(
  kind: PilotDemandKind,
  given: Readonly<Record<string, unknown>>,
  usual: DemandSettings,
  where: string,
  refused: readonly string[],
): DemandSettings {
  const { chain, ...numbers } = given
  const known = Object.keys(kind.usual.numbers).filter((name) => !refused.includes(name))
  for (const [name, value] of Object.entries(numbers)) {
    if (!known.includes(name)) throw new BadInput(where, `${kind.name} has no ${name}`, keysOf(kind, known))
    refuseNumber(name, value, `${where}.${name}`)
  }
  return {
    numbers: { ...usual.numbers, ...(numbers as Record<string, number>) },
    chain: chain === undefined ? usual.chain : chainOf(kind, chain, where, known),
  }
}

function refuseNumber(name: string, value: unknown, where: string): void {
  const isMet = typeof value === 'number' && value < Infinity && (aboveZero.includes(name) ? value > 0 : value >= 0)
  const mayBreak = fractional.includes(name)
  if (isMet && (mayBreak || Number.isInteger(value))) return
  const limit = aboveZero.includes(name) ? 'above 0' : 'from 0'
  throw new BadInput(where, shown(value), `a ${mayBreak ? '' : 'whole '}number ${limit}`)
}

function chainOf(kind: PilotDemandKind, chain: unknown, where: string, known: readonly string[]): readonly string[] {
  if (kind.plugins.length === 0) throw new BadInput(where, `${kind.name} has no chain`, keysOf(kind, known))
  const allowed = `a list of ${kind.plugins.join(', ')}`
  if (!Array.isArray(chain) || chain.length === 0) throw new BadInput(`${where}.chain`, shown(chain), allowed)
  const strange = chain.find((name: unknown) => !kind.plugins.includes(name as string)) as unknown
  if (strange !== undefined)
    throw new BadInput(`${where}.chain`, `there is no plugin ${JSON.stringify(strange)}`, allowed)
  return chain as string[]
}

function keysOf({ plugins }: PilotDemandKind, known: readonly string[]): string {
  const keys = [...known, ...(plugins.length > 0 ? ['chain'] : []), 'queues']
  return keys.join(', ')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  return `it is ${JSON.stringify(value)}`
}
