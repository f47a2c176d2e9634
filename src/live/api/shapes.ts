/** What the API shows: schemas of its answers. Times are ISO-8601 UTC; null: not known, or not yet. */
import { z } from 'zod'
import { queueStatuses } from '../../model/grid.js'
import { jobStateNames } from '../../model/job-state.js'
import { roles } from '../auth/role.js'
import { fields, oneOf } from './fields.js'

const time = z.iso.datetime()
const perhapsTime = time.nullable()
const number = z.number()
const words = z.string()

export const stateWord = oneOf(jobStateNames)
export const statusWord = oneOf(
  queueStatuses as readonly [string, ...string[]] as readonly ['online', 'standby', 'brokeroff', 'test', 'offline'],
)

const jobFields = {
  id: number,
  task: number,
  taskName: words,
  ordinal: number,
  attempt: number,
  user: words,
  state: stateWord,
  queue: words.nullable(),
  site: words.nullable(),
  priority: number,
  createdAt: perhapsTime,
  /** When it came into its state. */
  since: perhapsTime,
}

export const jobInList = fields(jobFields).meta({ id: 'JobInList' })

const jobError = fields({ code: number, cause: words, text: words }).meta({ id: 'JobError' })

export const job = fields({
  ...jobFields,
  cores: number,
  /** What is known to have happened, oldest first. */
  timeline: z.array(fields({ at: time, what: words })),
  attempts: z.array(
    fields({ id: number, attempt: number, state: stateWord, queue: words.nullable(), error: jobError.nullable() }),
  ),
  /** What it runs, the common part and its own merged; null: nothing was given. */
  specification: z.record(z.string(), z.unknown()).nullable(),
  error: jobError.nullable(),
  /** What a pilot of PanDA's said of it last, by PanDA's names of the fields; null: nothing. */
  said: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
  hasLog: z.boolean(),
}).meta({ id: 'Job' })

const taskFields = {
  task: number,
  name: words,
  user: words,
  state: oneOf(['alive', 'ended']),
  jobs: number,
  finished: number,
  failed: number,
  cancelled: number,
  priority: number,
  submittedAt: perhapsTime,
  endedAt: perhapsTime,
}

export const taskInList = fields(taskFields).meta({ id: 'TaskInList' })

export const task = fields({
  ...taskFields,
  /** Who submitted it, by a certificate or a token of an issuer; null: somebody with a token of this server. */
  submitter: fields({
    how: z.enum(['x509', 'oidc', 'loopback']),
    subject: words,
    account: words.exactOptional(),
    vo: words,
  }).nullable(),
  running: number,
  /** Jobs that wait for a place, and jobs that were not made yet. */
  pending: number,
  notCreated: number,
  group: words,
  vo: words,
  label: words,
  share: words,
  cores: number,
  memoryMBPerCore: number,
  scratchMB: number,
  walltimeSeconds: number,
  dataset: words.nullable(),
  nucleus: words.nullable(),
  queue: words.nullable(),
  maxAttempts: number,
  maxFailures: number,
}).meta({ id: 'Task' })

/** A page of a list; `next` goes into `below` for the page after it; null: there is none. */
export function page<Item extends z.ZodType>(name: string, item: Item) {
  return fields({ items: z.array(item), next: number.nullable() }).meta({ id: name })
}

export const submitted = fields({ task: number, name: words }).meta({ id: 'Submitted' })
export const acknowledgement = fields({
  known: z.boolean(),
  state: stateWord.exactOptional(),
  command: z.string().exactOptional(),
}).meta({ id: 'Acknowledgement' })
export const done = fields({ done: z.literal(true) }).meta({ id: 'Done' })

export const dispatch = fields({
  id: number,
  task: number,
  taskName: words,
  ordinal: number,
  attempt: number,
  queue: words,
  cores: number,
  walltimeSeconds: number,
  user: words,
  /** JSON in JSON: the common part, and the job's own, whose fields replace the common ones. */
  specs: fields({ common: words.exactOptional(), own: words.exactOptional() }),
  isRepeated: z.boolean(),
}).meta({ id: 'Dispatch' })

/** An explanation: findings in words, and the smallest change that would help. What else it holds is the core's. */
export const explanation = z
  .looseObject({
    findings: z.array(z.looseObject({ text: words })),
    change: words.optional(),
  })
  .meta({ id: 'Explanation' })

export const queueInList = fields({
  name: words,
  site: words,
  status: statusWord,
  cores: z.array(number),
  activated: number,
  running: number,
}).meta({ id: 'QueueInList' })

export const queue = fields({
  name: words,
  site: words,
  status: statusWord,
  slots: z.array(fields({ cores: number, minMemoryMB: number, maxMemoryMB: number })),
  corePower: number,
  maxWalltimeSeconds: number,
  maxScratchMB: number,
  vos: z.array(words),
  labels: z.array(words),
  /** Jobs there by state; states without jobs are left out. */
  jobs: z.partialRecord(stateWord, number),
  pilotsUnderWay: number,
  lastPilotAt: perhapsTime,
}).meta({ id: 'Queue' })

export const site = fields({
  name: words,
  tier: number,
  isNucleus: z.boolean(),
  queues: z.array(words),
  storage: fields({
    readLan: z.boolean(),
    writeLan: z.boolean(),
    readWan: z.boolean(),
    writeWan: z.boolean(),
    freeBytes: number.nullable(),
    totalBytes: number.nullable(),
  }),
}).meta({ id: 'Site' })

export const shareUse = z
  .strictObject({
    name: words,
    /** HS06 of what runs that it is due, and that it has. */
    targetHs06: number,
    usedHs06: number,
    get children(): z.ZodArray<typeof shareUse> {
      return z.array(shareUse)
    },
  })
  .meta({ id: 'ShareUse' })

export const role = oneOf(roles)
export const tokenInList = fields({
  number,
  user: words,
  roles: z.array(role),
  note: words,
  madeAt: time,
  expiresAt: perhapsTime,
}).meta({ id: 'TokenInList' })
export const newToken = fields({ ...tokenInList.shape, token: words }).meta({ id: 'NewToken' })

/** RFC 9457. */
export const problem = fields({
  type: words,
  title: words,
  status: number,
  detail: words,
  requestId: words,
  /** Of bad input: where it stands, what was found, what is allowed. */
  where: words.optional(),
  found: words.optional(),
  allowed: words.optional(),
}).meta({ id: 'Problem' })
