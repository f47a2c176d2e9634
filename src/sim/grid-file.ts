import { z } from 'zod'
import { BadInput } from '../model/bad-input.js'
import type { GridSpec } from './grid-spec.js'
import { byteRate, duration, positive, readYaml, wholeFrom } from './yaml-file.js'

const megabytes = z.string({ error: () => megabytesForm }).transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?) (MB|GB)$/.exec(text.trim())
  if (match !== null) return Number(match[1]) * (match[2] === 'GB' ? 1000 : 1)
  context.addIssue({ code: 'custom', message: megabytesForm })
  return z.NEVER
})
const megabytesForm = 'an amount such as "2000 MB" or "14 GB"'

const queueSchema = z.strictObject({
  name: z.string(),
  status: z.enum(['online', 'standby', 'brokeroff', 'test', 'offline']).default('online'),
  cores: z.array(wholeFrom(1)).min(1).default([1]),
  maxMemoryPerCore: megabytes.default(0),
  minMemoryPerCore: megabytes.default(0),
  maxWalltime: duration.default(0),
  minWalltime: duration.default(0),
  maxScratch: megabytes.default(0),
  vos: z.array(z.string()).default([]),
  labels: z.array(z.string()).default([]),
})

const siteSchema = z.strictObject({
  name: z.string(),
  tier: wholeFrom(0, 3).default(2),
  cores: wholeFrom(1),
  corePower: positive.default(10),
  queues: z.array(queueSchema).min(1).optional(),
})

/** Network of a grid or scenario file. */
export const networkSchema = z.strictObject({
  latency: duration.default(5),
  rate: byteRate.default(20e6),
  links: z.array(z.strictObject({ between: z.tuple([z.string(), z.string()]), rate: byteRate })).default([]),
})

const gridSchema = z.strictObject({
  name: z.string(),
  about: z.string().default(''),
  assumptions: z.array(z.string()).default([]),
  network: networkSchema.prefault({}),
  sites: z.array(siteSchema).min(1),
})

/** Reads a grid file. @throws BadInput with file, line and path at the first fault */
export function readGrid(file: string): GridSpec {
  const grid = readYaml(file, gridSchema)
  const sites = grid.sites.map(({ queues, ...site }) => ({
    ...site,
    queues: (queues ?? [queueSchema.parse({ name: site.name })]).map((queue) => ({
      name: queue.name,
      status: queue.status,
      cores: queue.cores,
      maxMemoryMBPerCore: queue.maxMemoryPerCore,
      minMemoryMBPerCore: queue.minMemoryPerCore,
      maxWalltimeSeconds: queue.maxWalltime,
      minWalltimeSeconds: queue.minWalltime,
      maxScratchMB: queue.maxScratch,
      vos: queue.vos,
      labels: queue.labels,
    })),
  }))
  const spec: GridSpec = {
    name: grid.name,
    assumptions: grid.assumptions,
    sites,
    network: networkOf(grid.network),
  }
  refuseFaults(file, spec)
  return spec
}

/** The network as the simulator takes it; the default one when none is declared. */
export function networkOf(declared: z.infer<typeof networkSchema> | undefined): GridSpec['network'] {
  const network = declared ?? networkSchema.parse({})
  return {
    latencySeconds: network.latency,
    bytesPerSecond: network.rate,
    links: network.links.map(({ between, rate }) => ({ between, bytesPerSecond: rate })),
  }
}

/**
 * What a schema cannot say: names that occur twice or nowhere, slots wider than their site.
 * @throws BadInput at the first fault
 */
export function refuseFaults(file: string, { sites, network }: GridSpec): void {
  const names = new Set<string>()
  const queues = new Set<string>()
  for (const site of sites) {
    if (names.has(site.name)) throw new BadInput(file, `site ${site.name} occurs twice`, 'site names that differ')
    names.add(site.name)
    for (const queue of site.queues) {
      if (queues.has(queue.name))
        throw new BadInput(file, `queue ${queue.name} occurs twice`, 'queue names that differ')
      queues.add(queue.name)
      const widest = Math.max(...queue.cores)
      if (widest > site.cores) {
        throw new BadInput(file, `queue ${queue.name} has slots of ${widest} cores`, `at most the site's ${site.cores}`)
      }
      if (new Set(queue.cores).size < queue.cores.length)
        throw new BadInput(file, `queue ${queue.name} names slots of the same width twice`, 'widths that differ')
    }
  }
  for (const name of network.links.flatMap(({ between }) => between)) {
    if (!names.has(name)) throw new BadInput(file, `a link names site ${name}, which is not there`, 'sites of the grid')
  }
}
