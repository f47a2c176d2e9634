/** What a server is to be, once its configuration is read. */
import type { PilotDemandRule } from '../../brokerage/pilot-demands/pilot-demand-rule.js'
import type { pilotSourceNames } from '../../live/pilot-source/choose-pilot-source.js'
import type { BatchSettings } from '../../live/server-pilots.js'
import type { ApiLimits } from '../../live/api/api-limits.js'
import type { IdentitySettings } from '../../live/identity.js'
import type { Constants, ConstantsByShare } from '../../model/constants.js'
import type { ShareTree } from '../../model/share-tree.js'
import type { Bytes, Seconds } from '../../model/units.js'
import type { DataMoverPlan } from './data-mover-schema.js'
import type { GridSpec } from '../../sim/grid-spec.js'
import type { QueuesByName } from './queue-json.js'

export type PilotSourceName = (typeof pilotSourceNames)[number]

/** What a server is to be, from a configuration file or for a laptop, before the options of the command line. */
export interface ServePlan {
  readonly grid: GridSpec
  /** Name of a built-in policy, or a file. */
  readonly policy: string
  readonly seed: string
  /** What differs from PanDA's own. */
  readonly constants: Partial<Constants>
  readonly constantsByShare: ConstantsByShare
  readonly shares: ShareTree | undefined
  /** How pilots are asked for; undefined: one for each job. */
  readonly pilotDemand?: PilotDemandRule | undefined
  readonly listen: { readonly host: string; readonly port: number; readonly allowRemote: boolean }
  /** Folder of all that the server keeps. */
  readonly folder: string
  /** A file or `postgres://…`; undefined: a file in the folder. */
  readonly store: string | undefined
  readonly pilots: {
    /** How they get started: by others, by a batch system, as processes of this machine, or not at all but told of. */
    readonly source: PilotSourceName
    /** Cores of this machine for each queue. */
    readonly slots: Readonly<Record<string, number>>
    /** What a batch system is told, where one starts them. */
    readonly batch?: BatchSettings | undefined
    /** How long a pilot goes on asking while there is no job, how often it asks, and for how long while the server is away. */
    readonly idleSeconds: Seconds
    readonly askSeconds: Seconds
    readonly awaySeconds: Seconds
    /** From sign of life to sign of life of a job; by the next one a pilot hears that its job was killed. */
    readonly heartbeatSeconds: Seconds
  }
  /** Storage folders by site. */
  readonly storage: Readonly<Record<string, string>> | undefined
  /** How data are moved; undefined: between the folders, if there are any. */
  readonly dataMover?: DataMoverPlan | undefined
  readonly retentionSeconds: Seconds
  readonly leastFreeBytes: Bytes
  readonly limits: Partial<ApiLimits>
  /** Queue data by the queue's name, as PanDA's pilots and Harvester are told them. */
  readonly queueData: QueuesByName
  /** Who may come in beside those with tokens of the server; undefined: nobody. */
  readonly identity: IdentitySettings | undefined
}
