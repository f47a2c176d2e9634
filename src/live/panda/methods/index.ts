/** All methods of PanDA's server that are served here, by name. */
import type { PandaMethod } from '../method.js'
import { pilotMethods } from './pilot.js'
import { systemMethods } from './system.js'

export const pandaMethods = {
  ...pilotMethods,
  ...systemMethods,
} as const

export type PandaMethodName = keyof typeof pandaMethods

/** Every method with its name, in the order of the table. */
export const everyMethod = Object.entries(pandaMethods) as unknown as readonly (readonly [
  PandaMethodName,
  PandaMethod,
])[]
