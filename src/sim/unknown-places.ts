import { BadInput } from '../model/bad-input.js'
import type { GridSpec } from './grid-spec.js'
import { siteIncidents, statusIncidents } from './incidents.js'
import type { WorldParts } from './world.js'

/** A scenario's parts that name sites and queues. */
type Naming = Pick<WorldParts, 'incidents' | 'outages' | 'failures' | 'batch'> & { readonly name: string }

/**
 * What a scenario says of its grid takes effect late in a run, so the sites and queues it names are looked for before.
 * @throws BadInput at the first that is not there
 */
export function refuseUnknownPlaces(scenario: Naming, spec: GridSpec): void {
  const known = {
    site: spec.sites.map(({ name }) => name),
    queue: spec.sites.flatMap(({ queues }) => queues.map(({ name }) => name)),
  }
  for (const { what, site, queue } of placesIn(scenario)) {
    const sort = site === undefined ? 'queue' : 'site'
    const name = site ?? queue
    if (name === undefined || known[sort].includes(name)) continue
    const found = `${what} names ${sort} ${name}, which is not there`
    const some = known[sort].slice(0, 5).join(', ')
    throw new BadInput(`scenario ${scenario.name}`, found, `${sort}s of the grid ${spec.name}, e.g. ${some}`)
  }
}

function placesIn({ incidents, outages, failures, batch }: Naming): { what: string; site?: string; queue?: string }[] {
  return [
    ...statusIncidents(incidents).map(({ queue }) => ({ what: 'an incident', queue })),
    ...siteIncidents(incidents).map(({ site }) => ({ what: 'an incident', site })),
    ...outages.map(({ site }) => ({ what: 'an outage', site })),
    ...(failures.sites ?? []).map(({ site }) => ({ what: 'a failure probability', site })),
    ...batch.caps.map(({ queue }) => ({ what: 'a cap', queue })),
  ]
}
