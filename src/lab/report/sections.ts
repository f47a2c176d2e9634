import { errorsByCode } from './figures/errors-by-code.js'
import { jobsByState } from './figures/jobs-by-state.js'
import { jobStories } from './figures/job-stories.js'
import { linkMatrix } from './figures/link-matrix.js'
import { loadSweep } from './figures/load-sweep.js'
import { otherDifferences } from './figures/other-differences.js'
import { primaryDifferences } from './figures/primary-differences.js'
import { shareUse } from './figures/share-use.js'
import { siteFailures } from './figures/site-failures.js'
import { siteTime } from './figures/site-time.js'
import { siteUse } from './figures/site-use.js'
import { waitCurve } from './figures/wait-curve.js'
import { waitDots } from './figures/wait-dots.js'
import { waitSplit } from './figures/wait-split.js'
import type { Section } from './material.js'
import { assumptions, notes } from './sentences.js'
import { showcaseFigure, showcaseNumbers } from './showcase.js'
import { checks } from './tables/checks.js'
import { differenceTable } from './tables/difference-table.js'
import { expectations } from './tables/expectations.js'
import { policyTable } from './tables/policy-table.js'
import { runTable } from './tables/run-table.js'
import { worseGroups } from './tables/worse-groups.js'
import { worseSites } from './tables/worse-sites.js'

/** The chapters of the page in their order: the answer, why, for whom not, the grid, how it was come by. */
export const sections: readonly Section[] = [
  {
    id: 'better',
    heading: 'How much better, and how sure',
    short: 'How much better',
    parts: [primaryDifferences, differenceTable, waitDots],
  },
  { id: 'why', heading: 'Why: where the time went', short: 'Why', parts: [waitSplit, waitCurve, jobsByState] },
  {
    id: 'worse',
    heading: 'For whom it is worse',
    short: 'For whom worse',
    parts: [worseGroups, worseSites, otherDifferences],
  },
  { id: 'loads', heading: 'Light and heavy load', short: 'Load', parts: [loadSweep] },
  { id: 'sites', heading: 'Sites', short: 'Sites', parts: [siteUse, siteTime] },
  { id: 'failures', heading: 'Failures', short: 'Failures', parts: [errorsByCode, siteFailures] },
  { id: 'network', heading: 'The network', short: 'Network', parts: [linkMatrix] },
  { id: 'shares', heading: 'Global shares', short: 'Shares', parts: [shareUse] },
  { id: 'stories', heading: 'Single jobs', short: 'Single jobs', parts: [jobStories] },
  { id: 'measures', heading: 'All measures', short: 'All measures', parts: [policyTable] },
  { id: 'expectations', heading: 'What should be seen, and was', short: 'Expectations', parts: [expectations] },
  { id: 'showcase', heading: 'One large run', short: 'One large run', parts: [showcaseNumbers, showcaseFigure] },
  { id: 'assumptions', heading: 'What was assumed', short: 'Assumptions', parts: [assumptions] },
  { id: 'provenance', heading: 'How it was run', short: 'How it was run', parts: [notes, checks, runTable] },
]
