import { coresAtQueue, type ResourceTypeTable } from '../../model/resource-type.js'

/** At which jobs a limit looks: those of one resource type, of all types with one core or with several, or of the whole share. */
export type ThrottleLevel = 'type' | 'family' | 'share'

/** A number of jobs, and the level that it was configured for. */
export interface ThrottleLimit {
  readonly jobs: number
  readonly level: ThrottleLevel
}

/** A share as the throttler knows it. */
export interface ThrottledShare {
  readonly name: string
  /** False: its jobs are made without end (§G.2). */
  readonly isThrottled: boolean
}

/** What the job throttler has to know of one resource type of a share; made once, asked in each cycle (brokerage.md §G.3). */
export interface ThrottleLimits {
  readonly isThrottled: boolean
  /** Numbers of the resource types that each level counts. */
  readonly types: Readonly<Record<ThrottleLevel, readonly number[]>>
  /** Level at which queued jobs are compared with running ones. */
  readonly ratioLevel: ThrottleLevel
  /** Whether the share makes larger bunches while it has few jobs, so that their inputs are staged ahead. */
  readonly stagesAhead: boolean
  /** Jobs that may be queued (NQUEUELIMIT), run (NRUNNINGCAP), be queued at most (NQUEUECAP); undefined: not configured. */
  readonly queueLimit: ThrottleLimit | undefined
  readonly runningCap: ThrottleLimit | undefined
  readonly queueCap: ThrottleLimit | undefined
}

/** The share that is not split by resource type. */
const EVENT_SERVICE = 'eventservice'
const STAGE_AHEAD = ['Heavy Ion', 'Reprocessing default']

/**
 * Reads the limits of one resource type of a share from keys such as `NQUEUELIMIT_Simulation_MCORE` (one type),
 * `NQUEUELIMIT_Simulation_MCORE*` (its family) and `NQUEUELIMIT_Simulation` (the share): the most special one counts, and 0
 * is no limit (§G.3).
 */
export function throttleLimits(
  { name, isThrottled }: ThrottledShare,
  table: ResourceTypeTable,
  type: number,
  keys: Readonly<Record<string, number>>,
): ThrottleLimits {
  const all = [...table.keys(), table.length]
  const isMulti = (one: number) => coresAtQueue(table, one, 2) > 1
  const names = {
    type: `${name}_${type < table.length ? table[type].name : 'Undefined'}`,
    family: `${name}_${isMulti(type) ? 'MCORE' : 'SCORE'}*`,
    share: name,
  }
  const limit = (tag: string) => mostSpecial(tag, names, keys)
  return {
    isThrottled,
    types: { type: [type], family: all.filter((one) => isMulti(one) === isMulti(type)), share: all },
    ratioLevel: name === EVENT_SERVICE ? 'share' : 'type',
    stagesAhead: STAGE_AHEAD.includes(name),
    queueLimit: limit('NQUEUELIMIT'),
    runningCap: limit('NRUNNINGCAP'),
    queueCap: limit('NQUEUECAP'),
  }
}

function mostSpecial(
  tag: string,
  names: Readonly<Record<ThrottleLevel, string>>,
  keys: Readonly<Record<string, number>>,
): ThrottleLimit | undefined {
  for (const level of ['type', 'family', 'share'] as const) {
    const jobs = keys[`${tag}_${names[level]}`] ?? 0
    if (jobs !== 0) return { jobs, level }
  }
  return undefined
}
