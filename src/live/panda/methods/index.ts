/** All methods of PanDA's server that are served here, by name. */
import type { PandaMethod } from '../method.js'
import { credsMethods } from './creds.js'
import { eventMethods } from './events.js'
import { fileServerMethods } from './file-server.js'
import { harvesterCommandMethods } from './harvester-commands.js'
import { harvesterMethods } from './harvester.js'
import { jobMethods } from './jobs.js'
import { metaconfigMethods } from './metaconfig.js'
import { pilotMethods } from './pilot.js'
import { refusedTaskActions } from './refused-task-actions.js'
import { statisticsMethods } from './statistics.js'
import { systemMethods } from './system.js'
import { taskListMethods } from './task-lists.js'
import { taskQueryMethods } from './task-queries.js'
import { taskMethods } from './tasks.js'

export const pandaMethods = {
  ...pilotMethods,
  ...harvesterMethods,
  ...harvesterCommandMethods,
  ...eventMethods,
  ...statisticsMethods,
  ...metaconfigMethods,
  ...taskMethods,
  ...refusedTaskActions,
  ...taskQueryMethods,
  ...taskListMethods,
  ...jobMethods,
  ...fileServerMethods,
  ...credsMethods,
  ...systemMethods,
} as const

export type PandaMethodName = keyof typeof pandaMethods

/** Every method with its name, in the order of the table. */
export const everyMethod = Object.entries(pandaMethods) as unknown as readonly (readonly [
  PandaMethodName,
  PandaMethod,
])[]
