import { z } from 'zod'
import { queueStatuses } from '../../model/grid.js'
import { jobStateNames } from '../../model/job-state.js'
import { plainRules, type TaskRules } from '../../model/task-rules.js'

/** Longer ones are none that PanDA has, and would be kept by the thousand. */
const text = z.string().max(1_000, { error: 'a text of at most 1,000 characters' })
const name = text.min(1)
const amount = z.number().min(0)
const whole = z.int().min(0)
/** Tables hold whole numbers of 32 bits. */
const MOST = 2_000_000_000
/** Dates end somewhere: about 3,000 years. */
const LATEST_SECONDS = 100_000_000_000
/** Seconds after the start of the feed, or a date such as 2024-06-01T12:00:00Z. */
const at = z.union([amount.max(LATEST_SECONDS), z.iso.datetime({ offset: true })], {
  error: 'seconds from 0, or a date in ISO 8601',
})
/** What a task may say of itself: the keys of `TaskRules`, each of the kind that the plain ones are. */
const rules = z
  .strictObject(
    Object.fromEntries(
      Object.entries<TaskRules[keyof TaskRules]>({ ...plainRules }).map(([key, plain]) => [
        key,
        likeThis(plain).optional(),
      ]),
    ),
  )
  .transform((given) => given as Partial<TaskRules>)

/** A job by its PandaID; where draws are to be those of production, with its lineage. */
const job = z.union([
  z.int().min(1),
  z.strictObject({
    id: z.int().min(1),
    ordinal: whole.max(MOST).optional(),
    attempt: z.int().min(1).max(MOST).optional(),
  }),
])
const jobs = z
  .array(job)
  .min(1)
  .refine((all) => new Set(all.map((one) => (typeof one === 'number' ? one : one.id))).size === all.length, {
    error: 'each job once',
  })

const feedLine = z.strictObject({
  event: z.literal('feed'),
  version: z.literal(1),
  /** Where it comes from, in words. */
  source: z.string().default(''),
  /** What its seconds count from. */
  start: z.iso.datetime({ offset: true }).optional(),
  assumptions: z.array(z.string()).default([]),
  /** Whether pilots are told of; else every queue is taken to have some. */
  tellsPilots: z.boolean().default(false),
})

const datasetLine = z.strictObject({
  event: z.literal('dataset'),
  at,
  dataset: name,
  bytes: amount,
  files: whole.default(0),
  sites: z.array(name).default([]),
  tapes: z.array(name).default([]),
})

const replicaLine = z.strictObject({
  event: z.literal('replica'),
  at,
  dataset: name,
  site: name,
  kind: z.enum(['primary', 'cached', 'tape']).default('primary'),
  isGone: z.boolean().default(false),
})

const storageLine = z.strictObject({
  event: z.literal('storage'),
  at,
  site: name,
  freeBytes: amount.optional(),
  totalBytes: amount.optional(),
  readLan: z.boolean().optional(),
  writeLan: z.boolean().optional(),
  readWan: z.boolean().optional(),
  writeWan: z.boolean().optional(),
})

const linkLine = z.strictObject({
  event: z.literal('link'),
  at,
  from: name,
  to: name,
  hourMBps: amount.optional(),
  dayMBps: amount.optional(),
  weekMBps: amount.optional(),
})

const queueLine = z.strictObject({ event: z.literal('queue'), at, queue: name, status: z.enum(queueStatuses) })

const pilotLine = z.strictObject({
  event: z.literal('pilot'),
  at,
  queue: name,
  /** When it was heard of last, or will be: a simulated pilot promises it. Default: now. */
  until: at.optional(),
})

const taskLine = z.strictObject({
  event: z.literal('task'),
  at,
  task: name,
  /** With a job's ordinal and attempt it keys the draws; default: the name of the task. */
  lineage: name.optional(),
  /** 0: any number. */
  cores: whole,
  memoryMBPerCore: amount,
  isMemoryPerCore: z.boolean().optional(),
  baseMemoryMB: amount.default(0),
  scratchMB: amount.default(0),
  maxCores: whole.optional(),
  vo: text.default('atlas'),
  label: text.default('managed'),
  share: text.default('unknown-share'),
  user: text.default('unknown-user'),
  group: text.default('unknown-group'),
  processingType: text.optional(),
  workingGroup: text.optional(),
  connectivity: text.optional(),
  priority: z.int().default(0),
  walltimeSeconds: amount.default(0),
  hs06Seconds: amount.default(0),
  dataset: name.optional(),
  inputBytes: amount.default(0),
  inputFiles: whole.default(0),
  outputBytes: amount.default(0),
  outputFiles: whole.optional(),
  nucleus: name.optional(),
  rules: rules.optional(),
})

const jobsLine = z.strictObject({ event: z.literal('jobs'), at, task: name, jobs })

const placedLine = z.strictObject({
  event: z.literal('placed'),
  at,
  task: name,
  jobs,
  queue: name,
  /** Width of the slot, where a queue has several. */
  cores: whole.optional(),
  /** Bunches with the same one were placed by one look at the queues. */
  decision: z.union([text, z.number()]).optional(),
})

const jobLine = z.strictObject({
  event: z.literal('job'),
  at,
  id: z.int().min(1),
  state: z.enum(jobStateNames),
  error: z.int().min(-MOST).max(MOST).default(0),
})

const lines = [
  feedLine,
  datasetLine,
  replicaLine,
  storageLine,
  linkLine,
  queueLine,
  pilotLine,
  taskLine,
  jobsLine,
  placedLine,
  jobLine,
] as const

/** A line of a feed: one thing that happened in production. */
export type FeedLine = z.infer<(typeof lines)[number]>
/** A line with a time. */
export type FeedEvent = Exclude<FeedLine, { event: 'feed' }>
/** The same, as it may be written: what has a default may be missing. */
export type WrittenLine = z.input<(typeof lines)[number]>
export type FeedJob = z.infer<typeof job>

/** The schema of each line by the name of its event. */
export const lineSchemas: ReadonlyMap<string, (typeof lines)[number]> = new Map(
  lines.map((schema) => [schema.shape.event.value, schema]),
)

function likeThis(plain: TaskRules[keyof TaskRules]): z.ZodType {
  if (typeof plain === 'string') return z.enum(['no', 'use', 'only'])
  return typeof plain === 'boolean' ? z.boolean() : z.number()
}
