import type { PageKind } from '../look.js'
import { dataPage } from './data.js'
import { errorsPage } from './errors.js'
import { jobPage } from './job.js'
import { jobsPage } from './jobs.js'
import { networkPage } from './network.js'
import { overviewPage } from './overview.js'
import { policyPage } from './policy.js'
import { queuePage } from './queue.js'
import { queuesPage } from './queues.js'
import { taskPage } from './task.js'
import { tasksPage } from './tasks.js'
import { usersPage } from './users.js'
import { workersPage } from './workers.js'

/** All pages, in the order of the navigation. */
export const pageKinds: readonly PageKind[] = [
  overviewPage,
  jobsPage,
  jobPage,
  tasksPage,
  taskPage,
  queuesPage,
  queuePage,
  usersPage,
  networkPage,
  dataPage,
  workersPage,
  errorsPage,
  policyPage,
]
