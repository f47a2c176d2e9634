import type { Constants, ConstantsByShare } from '../model/constants.js'
import type { Seed } from '../model/draws.js'
import type { Grid } from '../model/grid.js'
import type { ShareTree } from '../model/share-tree.js'
import type { PilotDemandRule } from './pilot-demands/pilot-demand-rule.js'
import type { Policy } from './policy.js'
import type { Orders } from './ports.js'

/** What a core is made of. */
export interface CoreParts {
  grid: Grid
  policy: Policy
  constants: Constants
  /** What differs for some global shares. */
  constantsByShare?: ConstantsByShare
  /** Global shares; without them dispatch knows priorities alone. */
  shares?: ShareTree | undefined
  /** How many pilots work calls for; undefined: one for each job. */
  pilotDemand?: PilotDemandRule | undefined
  seed: Seed
  orders: Orders
}
