import { linkColumns } from '../link-table.js'
import { highestMBps, type NetworkTable } from './network-table.js'
import { FASTEST_TRANSFER_MBPS, PLAIN_TRANSFER_MBPS } from './rules.js'
import type { GatheredSite } from './site-declaration.js'

/** Closeness of pairs that the matrix does not know, and of sites that share a storage. */
const FARTHEST = 11
const SAME = 0

/** The table of links between all pairs of sites, as CSV. */
export function linkLines(sites: readonly GatheredSite[], network: NetworkTable, remarks: readonly string[]): string {
  const lines = sites.flatMap((from) =>
    sites.filter((to) => to !== from).map((to) => cellsOf(from, to, network).join(',')),
  )
  return [...remarks.map((remark) => `# ${remark}`), linkColumns.join(','), ...lines, ''].join('\n')
}

function cellsOf(from: GatheredSite, to: GatheredSite, network: NetworkTable): (string | number)[] {
  const isKnown = from.matrixName !== undefined && to.matrixName !== undefined
  const isSame = isKnown && from.matrixName === to.matrixName
  const link = isKnown && !isSame ? network.link(from.matrixName, to.matrixName) : undefined
  const unknown = isSame ? SAME : FARTHEST
  const rate = Math.min(FASTEST_TRANSFER_MBPS, link === undefined ? 0 : highestMBps(link))
  return [
    from.name,
    to.name,
    isSame ? FASTEST_TRANSFER_MBPS : rate > PLAIN_TRANSFER_MBPS ? rate : '',
    link === undefined || Number.isNaN(link.closeness) ? unknown : link.closeness,
    cell(link?.hourMBps),
    cell(link?.dayMBps),
    cell(link?.weekMBps),
    '',
  ]
}

function cell(rate: number | undefined): number | string {
  return rate === undefined || Number.isNaN(rate) ? '' : rate
}
