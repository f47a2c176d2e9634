import type { Outage } from '../outages.js'
import { readTable, type TableRow } from './csv-table.js'
import { CALENDAR_DAYS, DOWN_FRACTION } from './rules.js'

/** Sorts of services, and which part of a site is out with them. Disk is reached by the first of its sorts that a site has. */
const computing = [/^(CE|Execution Endpoint)$/]
const disk = [/^(SRMv2|WebDAV|SRMv2\.disk)$/, /^(XRootD component|GridFtp)$/]

interface Downtime {
  readonly resource: string
  readonly services: readonly string[]
  readonly isAnnounced: boolean
  readonly from: number
  readonly until: number
}

interface Span {
  readonly from: number
  readonly until: number
  readonly isAnnounced: boolean
}

/** What the downtime calendar needs to know of a site. */
export interface CalendarSite {
  readonly name: string
  /** The name that downtimes use. */
  readonly resourceGroup: string
}

/**
 * Outages of some days of the downtime calendar, with times from the first of them on. A site's computing or disk is out
 * while half of the resources for it are, as far as they are still in service.
 * @param firstDay as `2024-12-10`, UTC
 * @throws BadInput when a file is not such a table
 */
export function readCalendar(
  files: { readonly downtimes: string; readonly resources: string },
  sites: readonly CalendarSite[],
  firstDay: string,
): Outage[] {
  const start = Date.parse(`${firstDay}T00:00:00Z`) / 1000
  const downtimes = downtimesOf(files.downtimes, start)
  const resources = resourcesOf(files.resources)
  return sites.flatMap(({ name, resourceGroup }) => {
    const active = resources.get(resourceGroup) ?? []
    const all = downtimes.get(resourceGroup) ?? []
    const found = [
      ...spansOf(all, active, computing).map((span) => outageOf(name, 'compute', span, start)),
      ...spansOf(all, active, disk).map((span) => outageOf(name, 'storage', span, start)),
    ]
    return joined(found).sort((a, b) => a.atSeconds - b.atSeconds)
  })
}

/** Downtimes that touch the days, by resource group. Those that end before they start are nonsense. */
function downtimesOf(file: string, start: number): Map<string, Downtime[]> {
  const groups = new Map<string, Downtime[]>()
  const columns = ['resource_group', 'resource', 'class', 'severity', 'services', 'start_utc', 'end_utc']
  for (const row of readTable(file, columns)) {
    const from = Date.parse(row.text('start_utc')) / 1000
    const until = Date.parse(row.text('end_utc')) / 1000
    const isOut = row.text('severity') === 'Outage' || row.text('severity') === 'Severe'
    if (!isOut || !(until > from) || until <= start || from >= start + CALENDAR_DAYS * 86_400) continue
    const isAnnounced = row.text('class') === 'SCHEDULED'
    const downtime = { resource: row.text('resource'), services: servicesOf(row), isAnnounced, from, until }
    const group = row.text('resource_group')
    groups.set(group, [...(groups.get(group) ?? []), downtime])
  }
  return groups
}

function servicesOf(row: TableRow): readonly string[] {
  return row.text('services').split('|')
}

/** Services of the active resources, by resource group. */
function resourcesOf(file: string): Map<string, { resource: string; services: readonly string[] }[]> {
  const groups = new Map<string, { resource: string; services: readonly string[] }[]>()
  for (const row of readTable(file, ['resource_group', 'resource', 'active', 'services'])) {
    if (row.text('active') !== 'True') continue
    const group = row.text('resource_group')
    groups.set(group, [...(groups.get(group) ?? []), { resource: row.text('resource'), services: servicesOf(row) }])
  }
  return groups
}

/** When at least half of the resources that give a service were down. */
function spansOf(
  downtimes: readonly Downtime[],
  active: readonly { readonly services: readonly string[] }[],
  sorts: readonly RegExp[],
): Span[] {
  const gives = ({ services }: { readonly services: readonly string[] }, sort: RegExp) =>
    services.some((service) => sort.test(service))
  const sort = sorts.find((one) => active.some((resource) => gives(resource, one)))
  if (sort === undefined) return []
  const enough = DOWN_FRACTION * active.filter((resource) => gives(resource, sort)).length
  const concerned = downtimes.filter((downtime) => gives(downtime, sort))
  const times = [...new Set(concerned.flatMap(({ from, until }) => [from, until]))].sort((a, b) => a - b)
  const spans: Span[] = []
  for (const [i, from] of times.slice(0, -1).entries()) {
    const now = concerned.filter((downtime) => downtime.from <= from && downtime.until > from)
    if (new Set(now.map(({ resource }) => resource)).size < enough) continue
    const isAnnounced = now.every((downtime) => downtime.isAnnounced)
    const last = spans.at(-1)
    if (last?.until === from) spans[spans.length - 1] = { ...last, until: times[i + 1] }
    else spans.push({ from, until: times[i + 1], isAnnounced })
  }
  return spans
}

function outageOf(site: string, kind: Outage['kind'], { from, until, isAnnounced }: Span, start: number): Outage {
  const atSeconds = Math.max(0, from - start)
  return {
    site,
    atSeconds,
    forSeconds: until - start - atSeconds,
    kind,
    announced: isAnnounced,
    noticeSeconds: 0,
  }
}

/** Computing and disk that are out together are one outage of all. */
function joined(outages: readonly Outage[]): Outage[] {
  const isSame = (a: Outage, b: Outage): boolean =>
    a.atSeconds === b.atSeconds && a.forSeconds === b.forSeconds && a.announced === b.announced
  const ofDisk = outages.filter(({ kind }) => kind === 'storage')
  const ofComputing = outages.filter(({ kind }) => kind === 'compute')
  return [
    ...ofComputing.map((one): Outage => (ofDisk.some((other) => isSame(one, other)) ? { ...one, kind: 'all' } : one)),
    ...ofDisk.filter((one) => !ofComputing.some((other) => isSame(one, other))),
  ]
}
