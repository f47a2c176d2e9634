/** The policies that come with the system. */
import type { Policy } from '../policy.js'
import { asRecorded } from './as-recorded.js'
import { dataLocalityOnly } from './data-locality-only.js'
import { leastQueued } from './least-queued.js'
import { production } from './production.js'
import { random } from './random.js'
import { roundRobin } from './round-robin.js'
import { singleLevel2013 } from './single-level-2013.js'

export const policies: readonly Policy[] = [
  production,
  singleLevel2013,
  dataLocalityOnly,
  leastQueued,
  roundRobin,
  random,
  asRecorded,
]
