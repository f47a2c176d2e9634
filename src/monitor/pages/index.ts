import type { PageKind } from '../look.js'
import { jobPage } from './job.js'
import { jobsPage } from './jobs.js'
import { overviewPage } from './overview.js'
import { queuePage } from './queue.js'
import { queuesPage } from './queues.js'
import { taskPage } from './task.js'
import { tasksPage } from './tasks.js'

/** All pages, in the order of the navigation. */
export const pageKinds: readonly PageKind[] = [
  overviewPage,
  jobsPage,
  jobPage,
  tasksPage,
  taskPage,
  queuesPage,
  queuePage,
]
