/** What a grid file may hold, with units written out; scenarios/grids/README.md describes it for people. */
import { z } from 'zod'
import { jobSeeds, queueStatuses } from '../model/grid.js'
import { outagesSchema } from './world-schema.js'
import { byteCount, byteRate, duration, positive, wholeFrom } from './yaml-file.js'

const megabytesForm = 'an amount such as "2000 MB" or "14 GB"'
const megabytes = z
  .string({ error: () => megabytesForm })
  .meta({ description: megabytesForm, pattern: '^\\s*\\d+(\\.\\d+)? (MB|GB)\\s*$' })
  .transform((text, context) => {
    const match = /^(\d+(?:\.\d+)?) (MB|GB)$/.exec(text.trim())
    if (match !== null) return Number(match[1]) * (match[2] === 'GB' ? 1000 : 1)
    context.addIssue({ code: 'custom', message: megabytesForm })
    return z.NEVER
  })

/** An amount of storage. */
export const someBytes = byteCount.refine((bytes) => bytes > 0, { error: 'an amount above 0' })

const slotSchema = z.strictObject({
  cores: wholeFrom(1),
  maxMemory: megabytes.default(0),
  minMemory: megabytes.default(0),
})

/** Ways to read input without copying it: from the own storage, from others, or always. */
const directIoWays = ['lan', 'wan', 'always'] as const

const queueSchema = z
  .strictObject({
    name: z.string(),
    status: z.enum(queueStatuses).default('online'),
    cores: z.array(wholeFrom(1)).min(1).optional(),
    slots: z.array(slotSchema).min(1).optional(),
    unified: z.boolean().default(false),
    usualCores: wholeFrom(1).optional(),
    maxMemoryPerCore: megabytes.default(0),
    minMemoryPerCore: megabytes.default(0),
    maxWalltime: duration.default(0),
    minWalltime: duration.default(0),
    maxScratch: megabytes.default(0),
    corePower: positive.optional(),
    vos: z.array(z.string()).default([]),
    labels: z.array(z.string()).default([]),
    fairSharePolicy: z.string().default(''),
    directIo: z.array(z.enum(directIoWays)).default([]),
    maxDiskIo: byteRate.optional(),
    maxIoIntensity: byteRate.optional(),
    transferringLimit: wholeFrom(0).default(0),
    pledgedCores: wholeFrom(-1).default(0),
    localDataOnly: z.boolean().default(false),
    jobSeed: z.enum(jobSeeds).default('all'),
    connectivity: z.enum(['full', 'http', 'none']).optional(),
    serverControlled: z.boolean().default(false),
    standbySlots: z.record(z.string(), z.record(z.string(), wholeFrom(0))).default({}),
    bunchJobs: wholeFrom(0).default(0),
    nucleus: z.string().default(''),
    readsFrom: z.array(z.string()).default([]),
  })
  .refine(({ cores, slots }) => cores === undefined || slots === undefined, {
    path: ['slots'],
    error: 'either slots or cores, not both',
  })

const siteSchema = z.strictObject({
  name: z.string(),
  tier: wholeFrom(0, 3).default(2),
  nucleus: z.boolean().optional(),
  inNetwork: z.boolean().default(true),
  cores: wholeFrom(1),
  corePower: positive.default(10),
  network: z.strictObject({ ingress: byteRate.optional(), egress: byteRate.optional() }).default({}),
  storage: z.strictObject({ size: someBytes, used: byteCount.default(0) }).optional(),
  queues: z.array(queueSchema).optional(),
})

const megabytesPerSecond = z.number({ error: () => 'a number of MB/s from 0' }).min(0)

const linkFacts = {
  rate: byteRate.optional(),
  closeness: wholeFrom(-1, 11).optional(),
  MBps: z
    .strictObject({
      hour: megabytesPerSecond.optional(),
      day: megabytesPerSecond.optional(),
      week: megabytesPerSecond.optional(),
    })
    .optional(),
  capacity: byteRate.optional(),
}

/** Network of a grid that a scenario makes up. */
export const networkSchema = z.strictObject({
  latency: duration.default(5),
  rate: byteRate.default(20e6),
  links: z
    .array(
      z.union([
        z.strictObject({ between: z.tuple([z.string(), z.string()]), ...linkFacts }),
        z.strictObject({ from: z.string(), to: z.string(), ...linkFacts }),
      ]),
    )
    .default([]),
})

/** A grid file. */
export const gridSchema = z.strictObject({
  name: z.string(),
  about: z.string().default(''),
  assumptions: z.array(z.string()).default([]),
  /** Links may stand in a table of their own beside the file. */
  network: networkSchema.extend({ matrix: z.string().optional() }).prefault({}),
  sites: z.array(siteSchema).min(1),
  /** Queues in one list, each with its site, instead of under the sites. */
  queues: z.array(queueSchema.safeExtend({ site: z.string() })).optional(),
  outages: outagesSchema,
})

/** A grid file as read: units turned into numbers, defaults filled in. */
export type GridText = z.infer<typeof gridSchema>
export type QueueText = z.infer<typeof queueSchema>
export type NetworkText = z.infer<typeof networkSchema>
export type LinkText = NetworkText['links'][number]
