import type { Family } from '../family.js'
import { effectiveSize } from './effective-size.js'
import { globalShareOrder } from './global-share-order.js'
import { jobMaxWalltime } from './job-max-walltime.js'
import { jobMemory } from './job-memory.js'
import { jobThrottle } from './job-throttle.js'
import { nucleusChoice } from './nucleus-choice.js'
import { oldJobBroker2013 } from './old-job-broker-2013.js'
import { productionBrokerage } from './production-brokerage.js'
import { queueRatio } from './queue-ratio.js'
import { resourceType } from './resource-type.js'
import { splitterSiteChoice } from './splitter-site-choice.js'
import { zeroShare } from './zero-share.js'

/** The adapters in alphabetical order: a family is compared once the core has its rule and it is listed here. */
export const families: readonly Family[] = [
  effectiveSize,
  globalShareOrder,
  jobMaxWalltime,
  jobMemory,
  jobThrottle,
  nucleusChoice,
  oldJobBroker2013,
  productionBrokerage,
  queueRatio,
  resourceType,
  splitterSiteChoice,
  zeroShare,
]
