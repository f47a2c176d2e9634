import { BadInput } from '../../model/bad-input.js'
import { exact } from './exact.js'
import type { NetworkModel } from './network.js'
import { oneHop } from './one-hop.js'
import { slots } from './slots.js'

/** The ways to share a network. */
export const networkModels: readonly NetworkModel[] = [exact, oneHop, slots]

/** A way to share a network, by its name. */
export function networkModel(name: string): NetworkModel {
  const found = networkModels.find((model) => model.name === name)
  if (found === undefined)
    throw new BadInput('network model', `'${name}'`, networkModels.map((model) => model.name).join(', '))
  return found
}
