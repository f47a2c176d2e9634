import { type QueueStatus, queueStatuses } from '../../model/grid.js'
import { readTable, type TableRow } from './csv-table.js'

/** A PanDA queue as CRIC publishes it; numbers of 0 are no limits. */
export interface PublishedQueue {
  readonly name: string
  /** Site by ATLAS's name, and by the name that downtimes use. */
  readonly site: string
  readonly resourceGroup: string
  readonly tier: number
  readonly status: QueueStatus
  readonly type: string
  readonly resourceType: string
  readonly capability: string
  readonly workflow: string
  readonly isDefault: boolean
  readonly isTest: boolean
  readonly cores: number
  readonly corePower: number
  readonly minMemoryMB: number
  readonly maxMemoryMB: number
  readonly minWalltimeSeconds: number
  readonly maxWalltimeSeconds: number
  readonly scratchMB: number
  /** -1: input is never copied. */
  readonly maxInputMB: number
  readonly maxDiskIoKBps: number
  readonly isOpportunistic: boolean
  readonly transferringLimit: number
  readonly directLan: boolean
  readonly directWan: boolean
  readonly connectivity: string
  readonly jobSeed: string
  readonly flags: readonly string[]
  readonly fairSharePolicy: string
  /** Storage that production reads, best first. */
  readonly storages: readonly string[]
}

const columns = [
  ...['name', 'atlas_site', 'rc_site', 'tier_level', 'status', 'type', 'resource_type', 'capability', 'workflow'],
  ...['is_default', 'corecount', 'corepower', 'minrss', 'maxrss', 'mintime', 'maxtime', 'maxwdir', 'maxinputsize'],
  ...['maxdiskio', 'pledgedcpu', 'transferringlimit', 'direct_access_lan', 'direct_access_wan', 'wnconnectivity'],
  ...['jobseed', 'hc_param', 'catchall', 'fairsharepolicy', 'astorages'],
]

/** Reads the queue table, by name. @throws BadInput when it is not one */
export function readQueueTable(file: string): PublishedQueue[] {
  return readTable(file, columns)
    .map(queueOf)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function queueOf(row: TableRow): PublishedQueue {
  const name = row.text('name')
  const status = queueStatuses.find((one) => one === row.text('status')) ?? 'offline'
  return {
    name,
    site: row.text('atlas_site'),
    resourceGroup: row.text('rc_site'),
    tier: row.number('tier_level', 3),
    status,
    type: row.text('type'),
    resourceType: row.text('resource_type'),
    capability: row.text('capability'),
    workflow: row.text('workflow'),
    isDefault: row.text('is_default') === '1',
    isTest: row.text('hc_param') === 'OnlyTest' || /test/i.test(name),
    cores: row.number('corecount', 1),
    corePower: row.number('corepower', 0),
    minMemoryMB: row.number('minrss', 0),
    maxMemoryMB: row.number('maxrss', 0),
    minWalltimeSeconds: row.number('mintime', 0),
    maxWalltimeSeconds: row.number('maxtime', 0),
    scratchMB: row.number('maxwdir', 0),
    maxInputMB: row.number('maxinputsize', 0),
    maxDiskIoKBps: row.number('maxdiskio', 0),
    isOpportunistic: row.number('pledgedcpu', 0) === -1,
    transferringLimit: row.number('transferringlimit', 0),
    directLan: row.text('direct_access_lan') === '1',
    directWan: row.text('direct_access_wan') === '1',
    connectivity: row.text('wnconnectivity').split('#')[0],
    jobSeed: row.text('jobseed') || 'std',
    flags: row.text('catchall').split(','),
    fairSharePolicy: row.text('fairsharepolicy'),
    storages: storagesOf(row.text('astorages')),
  }
}

function storagesOf(text: string): readonly string[] {
  const byActivity = (text === '' ? {} : JSON.parse(text)) as Record<string, readonly string[] | undefined>
  return byActivity['pr'] ?? byActivity['read_lan'] ?? []
}
