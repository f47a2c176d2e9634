import { BLOCKED_LINK } from '../model/cost-matrix.js'
import type { GridFault, Place } from './grid-faults.js'
import type { NetworkSpec } from './grid-spec.js'

/** How many sites a message names before it counts the others. */
const NAMED = 3

/** Links that lead nowhere, stand twice or are missing, and sites that no link reaches. */
export function linkFaults({ links, isMatrix = false }: NetworkSpec, sites: ReadonlySet<string>): GridFault[] {
  const faults: GridFault[] = []
  const seen = new Set<string>()
  const add = (i: number, found: string, allowed: string): void => {
    faults.push({ severity: 'error', place: ['network', 'links', i], found, allowed })
  }
  for (const [i, { from, to }] of links.entries()) {
    const pair = `${from}\n${to}`
    const unknown = [from, to].find((name) => !sites.has(name))
    if (unknown !== undefined) add(i, `a link names site ${unknown}, which is not there`, 'sites of the grid')
    else if (from === to) add(i, `a link leads from ${from} to itself`, 'two different sites')
    else if (seen.has(pair)) add(i, `the link from ${from} to ${to} occurs twice`, 'one for each direction')
    seen.add(pair)
  }
  return [...faults, ...(isMatrix ? missingPairs(seen, sites) : []), ...isolated(links, sites)]
}

function missingPairs(seen: ReadonlySet<string>, sites: ReadonlySet<string>): GridFault[] {
  return [...sites].flatMap((from): GridFault[] => {
    const missing = [...sites].filter((to) => to !== from && !seen.has(`${from}\n${to}`))
    if (missing.length === 0) return []
    const others = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : ''
    const found = `no link leads from ${from} to ${missing.slice(0, NAMED).join(', ')}${others}`
    return [{ severity: 'error', place: ['network', 'matrix'], found, allowed: 'a link for every pair of sites' }]
  })
}

function isolated(links: NetworkSpec['links'], sites: ReadonlySet<string>): GridFault[] {
  const blocked = new Map<string, number>()
  for (const { from, to, closeness } of links) {
    if (closeness !== BLOCKED_LINK) continue
    for (const site of [from, to]) blocked.set(site, (blocked.get(site) ?? 0) + 1)
  }
  const all = 2 * (sites.size - 1)
  return [...sites].flatMap((site, i): GridFault[] => {
    if (sites.size < 2 || blocked.get(site) !== all) return []
    const place: Place = ['sites', i]
    const found = `site ${site} is isolated: all its links are blocked`
    return [{ severity: 'warning', place, found, allowed: 'a link that is not blocked' }]
  })
}
