import { type HistoryMaking, usualMaking } from './history.js'
import { PandaWire } from './panda-wire.js'

/** Ways to speak to the host of a history, by name. */
export const wires = {
  own: usualMaking,
  panda: { ...usualMaking, wire: (parts) => new PandaWire(parts) },
} satisfies Record<string, HistoryMaking>
export type WireName = keyof typeof wires
export const wireNames = Object.keys(wires) as WireName[]
