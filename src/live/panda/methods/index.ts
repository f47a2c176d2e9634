/** All methods of PanDA's server that are served here, by name. */
import type { PandaMethod } from '../method.js'
import { eventMethods } from './events.js'
import { fileServerMethods } from './file-server.js'
import { harvesterMethods } from './harvester.js'
import { metaconfigMethods } from './metaconfig.js'
import { pilotMethods } from './pilot.js'
import { statisticsMethods } from './statistics.js'
import { systemMethods } from './system.js'

export const pandaMethods = {
  ...pilotMethods,
  ...harvesterMethods,
  ...eventMethods,
  ...statisticsMethods,
  ...metaconfigMethods,
  ...fileServerMethods,
  ...systemMethods,
} as const

export type PandaMethodName = keyof typeof pandaMethods

/** Every method with its name, in the order of the table. */
export const everyMethod = Object.entries(pandaMethods) as unknown as readonly (readonly [
  PandaMethodName,
  PandaMethod,
])[]
