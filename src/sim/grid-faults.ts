import { atlasResourceTypes } from '../model/resource-type.js'
import { fairShareFault, fairShareForm } from './fair-share-fault.js'
import type { GridSpec, QueueSpec, SiteSpec } from './grid-spec.js'
import { linkFaults } from './link-faults.js'

/** Where in a declared grid: `sites`, the number of a site, and so on, with the words of a grid file. */
export type Place = readonly (string | number)[]

/** Something that is wrong with a grid, or odd. Nothing is simulated on a grid with an error. */
export interface GridFault {
  readonly severity: 'error' | 'warning'
  readonly place: Place
  readonly found: string
  readonly allowed: string
}

/** Memory per core that a job of 1000 MB a core, and one of 8000, need after compensation (brokerage.md §A.4), MB. */
const LEAST_USUAL_MB = 900
const MOST_USUAL_MB = 7200
/** HS06 per core of anything that was ever on the grid. */
const usualPower = { least: 2, most: 60 }

/** All that a schema cannot say of a grid. */
export function faultsOf(spec: GridSpec): GridFault[] {
  const sites = new Set(spec.sites.map(({ name }) => name))
  return [
    ...repeated(spec),
    ...spec.sites.flatMap((site, i) => siteFaults(site, ['sites', i], sites)),
    ...linkFaults(spec.network, sites),
    ...outageFaults(spec, sites),
    ...wholeFaults(spec),
  ]
}

function error(place: Place, found: string, allowed: string): GridFault {
  return { severity: 'error', place, found, allowed }
}

function warning(place: Place, found: string, allowed: string): GridFault {
  return { severity: 'warning', place, found, allowed }
}

/** Names that stand for two things. */
function repeated({ sites }: GridSpec): GridFault[] {
  const seen = { site: new Set<string>(), queue: new Set<string>() }
  const faults: GridFault[] = []
  const see = (kind: 'site' | 'queue', name: string, place: Place): void => {
    if (seen[kind].has(name)) faults.push(error(place, `${kind} ${name} occurs twice`, `${kind} names that differ`))
    seen[kind].add(name)
  }
  for (const [i, site] of sites.entries()) {
    see('site', site.name, ['sites', i, 'name'])
    for (const [j, queue] of site.queues.entries()) see('queue', queue.name, ['sites', i, 'queues', j, 'name'])
  }
  return faults
}

function siteFaults(site: SiteSpec, place: Place, sites: ReadonlySet<string>): GridFault[] {
  const { name, storage, corePower, queues } = site
  const faults = queues.flatMap((queue, j) => queueFaults(queue, site, [...place, 'queues', j], sites))
  if (queues.length === 0) faults.push(warning(place, `site ${name} has no queue: nothing can run there`, 'a queue'))
  if (storage !== undefined && storage.usedBytes > storage.totalBytes) {
    const found = `storage of site ${name} holds ${storage.usedBytes} bytes`
    faults.push(error([...place, 'storage', 'used'], found, `at most its size of ${storage.totalBytes}`))
  }
  if (corePower < usualPower.least || corePower > usualPower.most)
    faults.push(unusualPower(`site ${name}`, corePower, [...place, 'corePower']))
  return faults
}

function unusualPower(whose: string, power: number, place: Place): GridFault {
  const allowed = `${usualPower.least} to ${usualPower.most} HS06, as cores of grids have`
  return warning(place, `a core of ${whose} has ${power} HS06`, allowed)
}

function queueFaults(queue: QueueSpec, site: SiteSpec, place: Place, sites: ReadonlySet<string>): GridFault[] {
  const { name, fairSharePolicy, readsFrom, nucleus, minWalltimeSeconds, maxWalltimeSeconds, corePower } = queue
  const faults = slotFaults(queue, site, place)
  const policyFault = fairShareFault(fairSharePolicy)
  if (policyFault !== undefined)
    faults.push(error([...place, 'fairSharePolicy'], `queue ${name}: ${policyFault}`, fairShareForm))
  for (const other of readsFrom) {
    if (sites.has(other)) continue
    faults.push(
      error([...place, 'readsFrom'], `queue ${name} reads from ${other}, which is not there`, 'sites of the grid'),
    )
  }
  if (nucleus !== '' && !sites.has(nucleus))
    faults.push(
      error([...place, 'nucleus'], `queue ${name} counts for ${nucleus}, which is not there`, 'sites of the grid'),
    )
  if (maxWalltimeSeconds > 0 && minWalltimeSeconds > maxWalltimeSeconds) {
    const found = `queue ${name} wants jobs of at least ${minWalltimeSeconds} s`
    faults.push(error([...place, 'minWalltime'], found, `at most its maxWalltime of ${maxWalltimeSeconds} s`))
  }
  if (corePower !== undefined && (corePower < usualPower.least || corePower > usualPower.most))
    faults.push(unusualPower(`queue ${name}`, corePower, [...place, 'corePower']))
  return [...faults, ...standbyFaults(queue, place)]
}

function slotFaults({ name, slots }: QueueSpec, { cores }: SiteSpec, place: Place): GridFault[] {
  const faults: GridFault[] = []
  const widest = Math.max(...slots.map((slot) => slot.cores))
  if (widest > cores)
    faults.push(error([...place, 'cores'], `queue ${name} has slots of ${widest} cores`, `at most the site's ${cores}`))
  const sorts = new Set(slots.map((slot) => `${slot.cores} ${slot.minMemoryMB} ${slot.maxMemoryMB}`))
  if (sorts.size < slots.length)
    faults.push(error([...place, 'cores'], `queue ${name} names slots of the same width twice`, 'widths that differ'))
  for (const { cores: width, maxMemoryMB, minMemoryMB } of slots) {
    const slot = `a slot of ${width} cores of queue ${name}`
    if (maxMemoryMB > 0 && minMemoryMB > maxMemoryMB)
      faults.push(
        error(
          [...place, 'minMemoryPerCore'],
          `${slot} wants at least ${minMemoryMB} MB`,
          `at most the ${maxMemoryMB} it gives`,
        ),
      )
    if (maxMemoryMB > 0 && maxMemoryMB < LEAST_USUAL_MB * width)
      faults.push(unusualMemory([...place, 'maxMemoryPerCore'], `${slot} gives ${maxMemoryMB} MB`))
    if (minMemoryMB > MOST_USUAL_MB * width)
      faults.push(unusualMemory([...place, 'minMemoryPerCore'], `${slot} wants at least ${minMemoryMB} MB`))
  }
  return faults
}

function unusualMemory(place: Place, found: string): GridFault {
  return warning(
    place,
    `${found}: no usual job fits`,
    `room for jobs of ${LEAST_USUAL_MB} to ${MOST_USUAL_MB} MB a core`,
  )
}

function standbyFaults({ name, standbySlots }: QueueSpec, place: Place): GridFault[] {
  const known = atlasResourceTypes.map((type) => type.name)
  const types = Object.values(standbySlots).flatMap((byType) => Object.keys(byType))
  return types
    .filter((type) => !known.includes(type))
    .map((type) =>
      error([...place, 'standbySlots'], `queue ${name} keeps slots for ${type} on stand-by`, known.join(', ')),
    )
}

function outageFaults({ outages = [] }: GridSpec, sites: ReadonlySet<string>): GridFault[] {
  return outages.flatMap(({ site }, i) =>
    sites.has(site)
      ? []
      : [error(['outages', i, 'site'], `an outage names site ${site}, which is not there`, 'sites of the grid')],
  )
}

function wholeFaults({ sites }: GridSpec): GridFault[] {
  const queues = sites.flatMap((site) => site.queues)
  if (queues.length === 0 || queues.some(({ status }) => status === 'online' || status === 'standby')) return []
  return [warning(['sites'], 'no queue is online', 'a queue that takes work')]
}
