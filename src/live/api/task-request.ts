/** A task as people submit it: what they may leave out has a sensible default. */
import { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'
import type { TaskSubmission } from '../../brokerage/ports.js'
import type { TaskRules } from '../../model/task-rules.js'
import type { Caller } from '../auth/caller.js'
import type { SubmittedSpec } from '../door.js'
import { amount, fields, fileName, flag, list, MOST, name, oneOf, text, whole } from './fields.js'
import { Problem } from './problem.js'
import { refuseHighPriority, seesAll } from './rights.js'

/** Most jobs of one task by this door. */
const MOST_JOBS = 1_000_000
/** Source labels that users may give. */
const LABELS_OF_USERS = ['user', 'test']

const checksum = z
  .string({ error: 'adler32: or sha256: and hexadecimal digits' })
  .regex(/^(adler32:[0-9a-f]{8}|sha256:[0-9a-f]{64})$/, {
    error: 'adler32: or sha256: and hexadecimal digits',
  })

const specificationFields = {
  command: list(text(100_000), 1_000, 1).optional(),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/), text(100_000), {
      error: 'an object of variables and their texts',
    })
    .optional(),
  inputs: list(
    fields({ name: fileName(), bytes: amount('bytes').optional(), checksum: checksum.optional() }),
    10_000,
  ).optional(),
  outputs: list(fields({ name: fileName() }), 10_000).optional(),
  container: text(1_000).optional(),
}

/** What jobs run: the command and its arguments, its environment and its files. */
const specification = fields(specificationFields).meta({ id: 'Specification' })

const access = oneOf(['no', 'use', 'only']).optional()
const rules = fields({
  isScout: flag().optional(),
  isMerge: flag().optional(),
  mergesOutput: flag().optional(),
  ioIntensityKBps: amount('kB/s').optional(),
  diskIoKBps: amount('kB/s').optional(),
  nucleusWeight: z.number({ error: 'a number' }).optional(),
  readsOverLan: access,
  readsOverWan: access,
  isPrestaged: flag().optional(),
  workBytes: amount('bytes').optional(),
  baseWalltimeSeconds: amount('seconds').optional(),
  cpuEfficiencyPercent: amount('percent').optional(),
  usesHs06: flag().optional(),
  isEventService: flag().optional(),
  eventServiceShares: whole(1).optional(),
})

const needs = {
  name: name().optional(),
  user: name().optional(),
  group: name().optional(),
  vo: name().default('local'),
  label: name().default('user'),
  share: name().optional(),
  priority: whole(-MOST).default(1_000),
  cores: whole(0, 10_000).default(1),
  maxCores: whole(0, 10_000).optional(),
  memoryMBPerCore: amount('MB').default(2_000),
  isMemoryPerCore: flag().optional(),
  baseMemoryMB: amount('MB').default(0),
  scratchMB: amount('MB').default(0),
  walltimeSeconds: amount('seconds').default(0),
  hs06Seconds: amount('HS06 seconds').default(0),
  processingType: name().optional(),
  workingGroup: name().optional(),
  connectivity: oneOf(['http', 'full']).optional(),
  dataset: name().optional(),
  inputBytes: amount('bytes').default(0),
  inputFiles: whole(0).default(0),
  outputBytes: amount('bytes').default(0),
  outputFiles: whole(0).optional(),
  nucleus: name().optional(),
  queue: name().optional(),
  maxAttempts: whole(1).optional(),
  maxFailures: whole(1).optional(),
  rules: rules.optional(),
}

/** A task: what its jobs need, and either how many there are or what each runs. */
export const taskRequest = fields({
  ...needs,
  jobs: whole(1, MOST_JOBS).optional(),
  spec: specification.optional(),
  specs: list(specification, MOST_JOBS, 1).optional(),
}).meta({ id: 'TaskRequest' })

/** Jobs that all run the same. */
export const jobsRequest = fields({
  ...needs,
  ...specificationFields,
  command: list(text(100_000), 1_000, 1),
  jobs: whole(1, MOST_JOBS).default(1),
}).meta({ id: 'JobsRequest' })

export type TaskRequest = z.output<typeof taskRequest>
type Specification = z.output<typeof specification>

/** A request as the task it asks for. */
export function taskOfJobs(request: z.output<typeof jobsRequest>): TaskRequest {
  const { command, environment, inputs, outputs, container, ...rest } = request
  return { ...rest, spec: { command, environment, inputs, outputs, container } }
}

/**
 * What the host is told of a requested task.
 * @param where the request stands in, for messages
 * @param freshName a name for a task that was given none
 * @throws BadInput when its parts contradict each other
 * @throws Problem when the caller may not ask for it
 */
export function submissionOf(
  request: TaskRequest,
  caller: Caller,
  where: string,
  freshName: () => string,
): { task: TaskSubmission; specs: SubmittedSpec[] } {
  const { jobs, spec, specs, share, rules: given, name: ownName, user = caller.user, ...plain } = request
  refuseAboveRights(request, caller)
  if (jobs !== undefined && specs !== undefined && jobs !== specs.length)
    throw new BadInput(
      `${where}.jobs`,
      `it is ${jobs}, and specs lists ${specs.length}`,
      'one of the two, or the same number',
    )
  const count = jobs ?? specs?.length
  if (count === undefined)
    throw new BadInput(where, 'neither jobs nor specs is given', 'jobs (how many) or specs (one for each job)')
  refuseWithoutCommand(spec, specs, where)
  const task = {
    ...plain,
    name: ownName ?? freshName(),
    jobs: count,
    firstOrdinal: 0,
    user,
    group: plain.group ?? 'none',
    share: share ?? plain.label,
    dataset: plain.dataset,
    nucleus: plain.nucleus,
    queue: plain.queue,
    maxAttempts: plain.maxAttempts,
    maxFailures: plain.maxFailures,
    ...(given === undefined ? {} : { rules: withoutGaps(given) as Partial<TaskRules> }),
  }
  return { task: withoutGaps(task) as unknown as TaskSubmission, specs: specRows(spec, specs) }
}

function refuseAboveRights({ user, label, share, priority }: TaskRequest, caller: Caller): void {
  refuseHighPriority(caller, priority)
  if (seesAll(caller)) return
  if (user !== undefined && user !== caller.user)
    throw new Problem(403, 'work in the name of others takes the role production')
  if (!LABELS_OF_USERS.includes(label))
    throw new Problem(403, `work of this label takes the role production; users have ${LABELS_OF_USERS.join(' and ')}`)
  if (share !== undefined && share !== label)
    throw new Problem(403, 'work of a share that is not named as its label takes the role production')
}

function refuseWithoutCommand(
  spec: Specification | undefined,
  specs: Specification[] | undefined,
  where: string,
): void {
  if (spec?.command !== undefined) return
  if (spec !== undefined && specs === undefined)
    throw new BadInput(`${where}.spec`, 'it has no command', 'a command, the program and its arguments')
  const without = (specs ?? []).findIndex(({ command }) => command === undefined)
  if (without >= 0)
    throw new BadInput(`${where}.specs[${without}]`, 'neither it nor spec has a command', 'a command in one of the two')
}

function specRows(spec: Specification | undefined, specs: Specification[] | undefined): SubmittedSpec[] {
  const own = (specs ?? []).map((one, ordinal) => ({ ordinal, body: JSON.stringify(one) }))
  return spec === undefined ? own : [{ ordinal: -1, body: JSON.stringify(spec) }, ...own]
}

/** Fields that were not given are no fields at all. */
function withoutGaps(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
