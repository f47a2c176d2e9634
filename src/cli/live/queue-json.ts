/** PanDA's queue data (schedconfig, CRIC): a JSON file of queues by name, as `pandaqueues.json` (panda-protocol.md §6.5). */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'
import { gridOfText } from '../../sim/grid-text.js'
import { gridSchema } from '../../sim/grid-schema.js'
import type { GridSpec } from '../../sim/grid-spec.js'

/** What stands in for the number of cores of a site, which queue data do not tell. */
const ASSUMED_CORES = 1_000

const count = z.number().or(
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
)

/** What is read of a queue; all else is kept for pilots and Harvester. */
const queueSchema = z.looseObject({
  panda_resource: z.string().optional(),
  nickname: z.string().optional(),
  atlas_site: z.string().nullish(),
  gstat: z.string().nullish(),
  status: z.enum(['online', 'offline', 'test', 'brokeroff', 'standby']).default('online'),
  type: z.enum(['production', 'analysis', 'unified', 'special']).default('unified'),
  capability: z.string().nullish(),
  corecount: count.nullish(),
  corepower: count.nullish(),
  maxrss: count.nullish(),
  minrss: count.nullish(),
  maxtime: count.nullish(),
  mintime: count.nullish(),
  maxwdir: count.nullish(),
  fairsharepolicy: z.string().nullish(),
  transferringlimit: count.nullish(),
  wnconnectivity: z.string().nullish(),
})
type QueueJson = z.output<typeof queueSchema>

export type QueuesByName = ReadonlyMap<string, Readonly<Record<string, unknown>>>

/**
 * Reads the queues of a file.
 * @throws BadInput with file, queue and field
 */
export function readQueueJson(file: string): QueuesByName {
  const queues = new Map<string, Readonly<Record<string, unknown>>>()
  for (const [name, value] of Object.entries(objectIn(file))) {
    const checked = queueSchema.safeParse(value)
    if (!checked.success) {
      const { path, message } = checked.error.issues[0]
      throw new BadInput(`${file}: ${name}.${path.join('.')}`, message, 'queue data as schedconfig has them')
    }
    if ('error' in checked.data) throw new BadInput(`${file}: ${name}`, 'it is the report of an error', 'queue data')
    queues.set(checked.data.panda_resource ?? name, value as Readonly<Record<string, unknown>>)
  }
  if (queues.size === 0) throw new BadInput(file, 'there is no queue in it', 'an object of queues by name')
  return queues
}

function objectIn(file: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new BadInput(file, (error as Error).message, 'a file of JSON')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new BadInput(file, 'it is no object', 'an object of queues by name')
}

/** The grid that queue data describe; what they do not tell is assumed, and said. */
export function gridOfQueues(queues: QueuesByName, name: string): GridSpec {
  const sites = new Map<string, object[]>()
  for (const [queue, data] of queues) {
    const read = queueSchema.parse(data)
    const site = read.atlas_site ?? read.gstat ?? queue
    sites.set(site, [...(sites.get(site) ?? []), queueText(queue, read)])
  }
  const assumptions = [`each site has ${ASSUMED_CORES} cores: queue data do not tell how many`]
  const about = 'The queues of a file of queue data.'
  const listed = [...sites].map(([site, its]) => ({ name: site, cores: ASSUMED_CORES, queues: its }))
  return gridOfText(gridSchema.parse({ name, about, assumptions, sites: listed }), undefined).spec
}

function queueText(name: string, data: QueueJson): object {
  const cores = Math.max(1, data.corecount ?? 1)
  // A queue that takes any width: single cores, and its usual slot.
  const widths = data.capability === 'ucore' && cores > 1 ? [1, cores] : [cores]
  const ofSlot = (whole: number | null | undefined, width: number): string => {
    return `${Math.round(((whole ?? 0) * width) / cores)} MB`
  }
  const slots = widths.map((width) => ({
    cores: width,
    maxMemory: ofSlot(data.maxrss, width),
    minMemory: ofSlot(data.minrss, width),
  }))
  return {
    ...{ name, slots, status: data.status, unified: data.capability === 'ucore', usualCores: cores },
    labels: labelsOf(data.type),
    maxWalltime: `${data.maxtime ?? 0} s`,
    minWalltime: `${data.mintime ?? 0} s`,
    maxScratch: `${Math.max(0, data.maxwdir ?? 0)} MB`,
    fairSharePolicy: data.fairsharepolicy ?? '',
    transferringLimit: Math.max(0, data.transferringlimit ?? 0),
    ...(data.corepower ? { corePower: data.corepower } : {}),
  }
}

/** Source labels that a queue of this type takes; empty: all. */
function labelsOf(type: QueueJson['type']): string[] {
  if (type === 'production') return ['managed', 'test', 'prod_test', 'install']
  return type === 'analysis' ? ['user', 'panda', 'install', 'test'] : []
}
