import { formatBytes, formatCount } from '../../../model/format.js'
import type { PolicyComparison } from '../../compare-runs.js'
import { tipped } from '../draw.js'
import { isNarrow, type Figure, type Panel } from '../figure.js'
import type { Material } from '../material.js'

const mostSites = 24
const mostSitesNarrow = 12

/** Bytes from site to site, a panel for the best policy and one for that which it is held against: the mean over seeds. */
export function linkMatrix({ policies, rival }: Material): Figure | undefined {
  if (policies.length === 0) return undefined
  const [best] = policies
  const compared = rival === undefined ? [best] : [best, rival]
  const links = compared.map(linksOf)
  const bytes = links
    .flat()
    .map((link) => link.bytes)
    .filter((value) => value > 0)
  if (bytes.length === 0) return undefined
  const sites = busiest(links.flat())
  const domain = [Math.max(Math.min(...bytes), Math.max(...bytes) / 1e4), Math.max(...bytes)]
  return {
    id: 'links',
    title: 'Bytes from site to site',
    caption:
      `Bytes that arrived in a run, the mean over seeds, between the ${Math.min(sites.length, mostSites)} sites that moved most, in that order. ` +
      'A row is where they came from, a column where they went. The scale of colours is logarithmic.',
    panels: compared.map((policy, index) =>
      panel(policy, policies.indexOf(policy), links[index], { sites, domain, hasLegend: index === 0 }),
    ),
    data: {
      columns: ['policy', 'from', 'to', 'bytes', 'transfers', 'failed'],
      rows: compared.flatMap(({ policy }, index) =>
        links[index]
          .slice(0, 1_000)
          .map((link) => [policy, link.from, link.to, link.bytes, link.transfers, link.failed]),
      ),
    },
  }
}

/** What both panels share. */
interface Frame {
  sites: readonly string[]
  /** Of the colours, in bytes. */
  domain: readonly number[]
  hasLegend: boolean
}

interface Link {
  from: string
  to: string
  bytes: number
  transfers: number
  failed: number
  tip: string
}

/** Means over the runs of a policy, most bytes first. */
function linksOf({ policy, runs }: PolicyComparison): Link[] {
  const byPair = new Map<string, Link>()
  for (const { from, to, bytes, transfers, failed } of runs.flatMap((run) => run.links)) {
    const pair = JSON.stringify([from, to])
    const link = byPair.get(pair) ?? { from, to, bytes: 0, transfers: 0, failed: 0, tip: '' }
    link.bytes += bytes / runs.length
    link.transfers += transfers / runs.length
    link.failed += failed / runs.length
    byPair.set(pair, link)
  }
  const links = [...byPair.values()].sort((one, other) => other.bytes - one.bytes)
  for (const link of links) {
    const count = `${formatCount(link.transfers)} transfers, ${formatCount(link.failed)} failed`
    link.tip = `${policy}, ${link.from} to ${link.to}: ${formatBytes(link.bytes)}, ${count}`
  }
  return links
}

/** Sites by the bytes they sent and got. */
function busiest(links: readonly Link[]): string[] {
  const moved = new Map<string, number>()
  for (const { from, to, bytes } of links)
    for (const site of [from, to]) moved.set(site, (moved.get(site) ?? 0) + bytes)
  return [...moved].sort(([, one], [, other]) => other - one).map(([site]) => site)
}

function panel(
  { policy }: PolicyComparison,
  place: number,
  links: readonly Link[],
  { sites, domain, hasLegend }: Frame,
): Panel {
  const total = links.reduce((sum, { bytes }) => sum + bytes, 0)
  const [most] = links
  const heaviest = links.length > 0 ? `, most of it (${formatBytes(most.bytes)}) from ${most.from} to ${most.to}` : ''
  return {
    heading: `${policy}: ${formatBytes(total)} between sites`,
    policy: place,
    ofSites: true,
    label: `Matrix of bytes between sites with ${policy}: ${formatBytes(total)} over ${links.length} pairs of sites${heaviest}.`,
    spec: (width) => {
      const shown = sites.slice(0, isNarrow(width) ? mostSitesNarrow : mostSites)
      const axis = {
        labelLimit: isNarrow(width) ? 90 : 140,
        ticks: false,
        domain: false,
        labelOverlap: false,
        grid: false,
      } as const
      return {
        view: { fill: 'var(--raised)', stroke: null },
        width: { step: isNarrow(width) ? 18 : 22 },
        height: { step: isNarrow(width) ? 18 : 17 },
        data: {
          values: links.filter(({ from, to, bytes }) => bytes > 0 && shown.includes(from) && shown.includes(to)),
        },
        mark: { type: 'rect', aria: true },
        encoding: {
          x: {
            field: 'to',
            type: 'nominal',
            title: 'to',
            scale: { domain: shown },
            axis: { ...axis, labelAngle: -60, orient: 'top' },
          },
          y: { field: 'from', type: 'nominal', title: 'from', scale: { domain: shown }, axis },
          color: {
            field: 'bytes',
            type: 'quantitative',
            scale: { type: 'log', scheme: 'cividis', domain: [...domain], clamp: true, nice: false },
            legend: hasLegend
              ? {
                  title: 'bytes',
                  orient: isNarrow(width) ? 'bottom' : 'right',
                  format: '.1s',
                  gradientLength: isNarrow(width) ? 200 : 180,
                  tickCount: 4,
                }
              : null,
          },
          ...tipped,
        },
      }
    },
  }
}
