import type { PageKind } from '../look.js'
import { jobsPage } from './jobs.js'
import { overviewPage } from './overview.js'

/** All pages, in the order of the navigation. */
export const pageKinds: readonly PageKind[] = [overviewPage, jobsPage]
