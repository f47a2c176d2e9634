import type { GridSpec, SiteSpec } from './grid-spec.js'

/** The same grid with a part of its cores, of what sites and links carry, and of its disks; each site keeps room for its widest slot. */
export function scaledGrid(spec: GridSpec, scale: number): GridSpec {
  const scaled = (rate: number | undefined) => rate && rate * scale
  return {
    ...spec,
    sites: spec.sites.map((site) => ({
      ...site,
      cores: Math.max(widestSlot(site), Math.round(site.cores * scale)),
      ingressBytesPerSecond: scaled(site.ingressBytesPerSecond),
      egressBytesPerSecond: scaled(site.egressBytesPerSecond),
      storage: site.storage && {
        totalBytes: site.storage.totalBytes * scale,
        usedBytes: site.storage.usedBytes * scale,
      },
    })),
    network: {
      ...spec.network,
      links: spec.network.links.map((link) => ({
        ...link,
        capacityBytesPerSecond: scaled(link.capacityBytesPerSecond),
      })),
    },
  }
}

/** Cores of the widest slot that a site has, which it keeps room for at any size. */
export function widestSlot({ queues }: SiteSpec): number {
  return Math.max(1, ...queues.flatMap(({ slots }) => slots.map(({ cores }) => cores)))
}
