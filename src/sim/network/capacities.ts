import { BadInput } from '../../model/bad-input.js'
import type { NetworkParts, Rate } from './network.js'

/**
 * Capacity of every door of a network, Infinity where it is unlimited. A site has two doors: what it gives out passes
 * the door numbered like the site, and what it takes in passes the door `sites` further on.
 */
export function doorCapacities({ sites, egress = [], ingress = [] }: NetworkParts): Float64Array {
  const capacities = new Float64Array(2 * sites)
  for (let site = 0; site < sites; site++) {
    capacities[site] = capacityOf(egress[site], `network: egress of site ${site}`)
    capacities[sites + site] = capacityOf(ingress[site], `network: ingress of site ${site}`)
  }
  return capacities
}

/** The most that any transfer gets: one without any limit is done at once. */
export const FASTEST: Rate = 1e15

/** Capacity of every link, at from × sites + to; undefined when no link has a limit. */
export function linkCapacities({ sites, links = [] }: NetworkParts): Float64Array | undefined {
  if (links.length === 0) return undefined
  const capacities = unlimitedLinks(sites)
  for (const { from, to, capacity } of links) {
    const where = `network: link from site ${from} to site ${to}`
    if (!isSite(from, sites) || !isSite(to, sites) || from === to)
      throw new BadInput(where, 'no such link', `two different sites between 0 and ${sites - 1}`)
    capacities[from * sites + to] = capacityOf(capacity, where)
  }
  return capacities
}

/** Links of which none has a limit. */
export function unlimitedLinks(sites: number): Float64Array {
  return new Float64Array(sites * sites).fill(Infinity)
}

/** Transfers at a time on one link. */
export function slotsOf({ slotsPerLink }: NetworkParts): number {
  if (Number.isInteger(slotsPerLink) && slotsPerLink > 0) return slotsPerLink
  throw new BadInput('network: slots per link', String(slotsPerLink), 'a whole number from 1 on')
}

function capacityOf(declared: Rate | undefined, where: string): Rate {
  if (declared === undefined || declared === 0) return Infinity
  if (declared > 0) return declared
  throw new BadInput(where, `${declared} bytes a second`, 'a positive number, or 0 for no limit')
}

function isSite(site: number, sites: number): boolean {
  return Number.isInteger(site) && site >= 0 && site < sites
}
