/** The one table of routes, by method and path. Checks, documents, the client's types and the tests all come from it. */
import { adminRoutes } from './admin.js'
import { banRoutes } from './bans.js'
import { dataRoutes } from './data.js'
import { factRoutes } from './facts.js'
import { jobRoutes } from './jobs.js'
import { pilotRoutes } from './pilots.js'
import { queueRoutes } from './queues.js'
import { serviceRoutes } from './service.js'
import { taskRoutes } from './tasks.js'

/** Routes by theme, in the order of the documents. */
export const themes = {
  tasks: taskRoutes,
  jobs: jobRoutes,
  grid: queueRoutes,
  journal: factRoutes,
  pilots: pilotRoutes,
  data: dataRoutes,
  administration: { ...adminRoutes, ...banRoutes },
  service: serviceRoutes,
} as const

export const routes = {
  ...taskRoutes,
  ...jobRoutes,
  ...queueRoutes,
  ...factRoutes,
  ...pilotRoutes,
  ...dataRoutes,
  ...adminRoutes,
  ...banRoutes,
  ...serviceRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
