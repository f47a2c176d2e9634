import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { isPolicyFile } from '../../brokerage/define-policy.js'
import { choosePilotDemand } from '../../brokerage/pilot-demands/choose-pilot-demand.js'
import { type ApiLimits, defaultApiLimits } from '../../live/api/api-limits.js'
import { roles } from '../../live/auth/role.js'
import type { IdentitySettings } from '../../live/identity.js'
import { pilotSourceNames } from '../../live/pilot-source/choose-pilot-source.js'
import type { BatchSettings } from '../../live/server-pilots.js'
import { BadInput } from '../../model/bad-input.js'
import { ShareTree } from '../../model/share-tree.js'
import { faultsOf } from '../../sim/grid-faults.js'
import { readGrid } from '../../sim/grid-file.js'
import { gridSchema } from '../../sim/grid-schema.js'
import type { GridSpec } from '../../sim/grid-spec.js'
import { gridOfText } from '../../sim/grid-text.js'
import { constantsSchema, pilotDemandSchema, sharesSchema } from '../../sim/scenario-schema.js'
import { byteCount, duration, openYaml, readOpened, wholeFrom, type YamlFile } from '../../sim/yaml-file.js'
import { dataMoverOf, dataMoverSchema } from './data-mover-schema.js'
import { gridOfQueues, type QueuesByName, readQueueJson } from './queue-json.js'
import type { ServePlan } from './serve-plan.js'
import { USUAL_FOLDER, USUAL_PORT } from './server-place.js'

const limitNames = Object.keys(defaultApiLimits) as (keyof ApiLimits)[]

const namesSchema = z.array(z.string()).optional()

/** What a batch system is asked for a queue's pilots. Memory is that of a core. */
const batchQueueSchema = z.strictObject({
  atMost: wholeFrom(1).default(100),
  memory: byteCount.default(2e9),
  walltime: duration.default(86_400),
  submit: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
})

/** A configuration file of `ailuro serve`: where scenarios have the same key, it means the same. */
const serveSchema = z.strictObject({
  name: z.string().default(''),
  /** A grid file, or sites with their queues; left out: the queues of `queues`. */
  grid: z.union([z.string(), gridSchema.pick({ sites: true, network: true })]).optional(),
  /** A file of queue data, which pilots and Harvester are told: JSON, queues by name. */
  queues: z.string().optional(),
  policy: z.string().default('production'),
  seed: z.union([z.string(), z.number()]).transform(String).default('1'),
  constants: constantsSchema.prefault({}),
  constantsByShare: z.record(z.string(), constantsSchema).default({}),
  shares: sharesSchema.optional(),
  pilotDemand: pilotDemandSchema.optional(),
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: wholeFrom(0, 65_535).default(USUAL_PORT),
      allowRemote: z.boolean().default(false),
    })
    .prefault({}),
  folder: z.string().default(USUAL_FOLDER),
  store: z.string().optional(),
  pilots: z
    .strictObject({
      source: z.enum(pilotSourceNames, { error: `one of ${pilotSourceNames.join(', ')}` }).default('external'),
      slots: z.record(z.string(), wholeFrom(0)).default({}),
      template: z.string().optional(),
      atMost: wholeFrom(1).default(1_000),
      poll: duration.default(30),
      surplus: duration.default(120),
      queues: z.record(z.string(), batchQueueSchema).default({}),
      idle: duration.default(60),
      ask: duration.default(10),
      away: duration.default(3_600),
      heartbeat: duration.default(600),
    })
    .prefault({}),
  /** Storage folder of each site: data are moved between them, unless `dataMover` says otherwise. */
  storage: z.record(z.string(), z.string()).optional(),
  /** Who may come in beside those with tokens of the server. */
  identity: z
    .strictObject({
      tls: z
        .strictObject({
          certificate: z.string(),
          key: z.string(),
          host: z.string().optional(),
          port: wholeFrom(0, 65_535).default(25_443),
        })
        .optional(),
      authorities: z.string().optional(),
      voms: z.string().optional(),
      issuers: z
        .array(
          z.strictObject({
            url: z.url({ protocol: /^https?$/ }),
            audiences: z.array(z.string()).default([]),
            vo: z.string().default(''),
            client: z
              .strictObject({
                id: z.string().min(1),
                secret: z.string().default(''),
                audience: z.string().default(''),
              })
              .optional(),
          }),
        )
        .default([]),
      vos: z.array(z.string()).default([]),
      roles: z.strictObject(Object.fromEntries(roles.map((role) => [role, namesSchema]))).prefault({}),
      loopback: z.strictObject({ user: z.string().min(1), roles: z.array(z.enum(roles)).min(1) }).optional(),
    })
    .optional(),
  dataMover: dataMoverSchema.optional(),
  retention: duration.default(30 * 86_400),
  leastFree: byteCount.default(1e9),
  limits: z.strictObject(Object.fromEntries(limitNames.map((name) => [name, wholeFrom(1).optional()]))).prefault({}),
})

type ServeText = z.infer<typeof serveSchema>

/**
 * Reads the configuration of a server. Files and folders that it names lie beside it.
 * @throws BadInput with file, line and what is allowed at the first fault
 */
export function readServeConfig(file: string): ServePlan {
  const yaml = openYaml(file)
  const text = readOpened(yaml, serveSchema)
  const beside = (path: string): string => resolve(dirname(file), path)
  const queueData: QueuesByName = text.queues === undefined ? new Map() : readQueueJson(beside(text.queues))
  const grid = gridOfConfig(yaml, text, queueData, beside)
  refuseUnknown(yaml, text, grid)
  const { constants, constantsByShare, seed, listen, store, pilots, storage } = text
  const folders = storage && Object.entries(storage).map(([site, folder]) => [site, beside(folder)] as const)
  return {
    grid,
    policy: isPolicyFile(text.policy) ? beside(text.policy) : text.policy,
    seed,
    constants: constants as ServePlan['constants'],
    constantsByShare: constantsByShare as ServePlan['constantsByShare'],
    shares: text.shares === undefined ? undefined : new ShareTree(text.shares, file),
    pilotDemand:
      text.pilotDemand === undefined
        ? undefined
        : choosePilotDemand(text.pilotDemand, `${file}:${yaml.lineOf(['pilotDemand'])}: pilotDemand`),
    listen,
    folder: beside(text.folder),
    store: store === undefined || store.includes('://') ? store : beside(store),
    pilots: {
      source: pilots.source,
      slots: pilots.slots,
      batch: batchOf(yaml, text, beside),
      idleSeconds: pilots.idle,
      askSeconds: pilots.ask,
      awaySeconds: pilots.away,
      heartbeatSeconds: pilots.heartbeat,
    },
    storage: folders && Object.fromEntries(folders),
    dataMover: text.dataMover === undefined ? undefined : dataMoverOf(text.dataMover, beside),
    retentionSeconds: text.retention,
    leastFreeBytes: text.leastFree,
    limits: text.limits as Partial<ApiLimits>,
    queueData,
    identity: identityOf(yaml, text, beside),
  }
}

/** Who may come in, with the files that the configuration names beside it. @throws BadInput with line when a part would do nothing */
function identityOf(
  yaml: YamlFile,
  { identity, listen }: ServeText,
  beside: (path: string) => string,
): IdentitySettings | undefined {
  if (identity === undefined) return undefined
  const { tls, authorities, voms, issuers, vos, roles: names, loopback } = identity
  const needs = (what: 'authorities' | 'voms', missing: 'tls' | 'authorities'): never => {
    const where = `${yaml.file}:${yaml.lineOf(['identity', what])}`
    throw new BadInput(where, `${what} would never be asked, since ${missing} is missing`, 'both, or neither')
  }
  if (authorities !== undefined && tls === undefined) needs('authorities', 'tls')
  if (voms !== undefined && authorities === undefined) needs('voms', 'authorities')
  const unnamed = issuers.findIndex(({ client, vo }) => client !== undefined && vo === '')
  if (unnamed >= 0) {
    const where = `${yaml.file}:${yaml.lineOf(['identity', 'issuers', unnamed, 'client'])}`
    throw new BadInput(where, 'client would never be asked for, since vo is missing', 'both, or neither')
  }
  return {
    tls: tls && { ...tls, certificate: beside(tls.certificate), key: beside(tls.key), host: tls.host ?? listen.host },
    authorities: authorities && beside(authorities),
    voms: voms && beside(voms),
    issuers,
    rules: { vos, roles: names },
    loopback,
  }
}

/** @throws BadInput with line when neither a grid nor queue data are given, or what is given is at fault */
function gridOfConfig(
  yaml: YamlFile,
  text: ServeText,
  queueData: QueuesByName,
  beside: (path: string) => string,
): GridSpec {
  const { grid, name } = text
  if (typeof grid === 'string') return readGrid(beside(grid))
  if (grid !== undefined) return inlineGrid(yaml, text, grid)
  if (queueData.size > 0) return gridOfQueues(queueData, name === '' ? 'queues' : name)
  throw new BadInput(
    `${yaml.file}:1`,
    'it names no grid',
    '`grid` (a file, or sites), or `queues` (a file of queue data)',
  )
}

/** What is said of a batch system, if anything is. @throws BadInput with line when the template cannot be read */
function batchOf(yaml: YamlFile, { pilots }: ServeText, beside: (path: string) => string): BatchSettings | undefined {
  const { template, queues, atMost, poll, surplus } = pilots
  if (template === undefined || Object.keys(queues).length === 0) return undefined
  const file = beside(template)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const line = yaml.lineOf(['pilots', 'template'])
    throw new BadInput(`${yaml.file}:${line}`, `it cannot be read: ${(error as Error).message}`, 'a file of a template')
  }
  const wishes = Object.entries(queues).map(([name, { atMost: most, memory, walltime, submit }]) => {
    const wish = {
      atMost: most,
      memoryMBPerCore: Math.ceil(memory / 1e6),
      walltimeSeconds: Math.ceil(walltime),
      submit,
    }
    return [name, wish] as const
  })
  return {
    template: { file, text },
    queues: Object.fromEntries(wishes),
    atMost,
    pollSeconds: poll,
    surplusSeconds: surplus,
  }
}

/** A grid that stands in the configuration itself. @throws BadInput with line at the first error */
function inlineGrid(
  yaml: YamlFile,
  { name }: ServeText,
  text: Exclude<ServeText['grid'], string | undefined>,
): GridSpec {
  const whole = { name: name === '' ? 'grid' : name, about: '', assumptions: [], outages: [], ...text }
  const { spec, placeInFile } = gridOfText(whole, undefined)
  const error = faultsOf(spec).find(({ severity }) => severity === 'error')
  if (error === undefined) return spec
  const line = yaml.lineOf(['grid', ...placeInFile(error.place)])
  throw new BadInput(`${yaml.file}:${line}`, error.found, error.allowed)
}

/** @throws BadInput with line when slots, queues or storage name what is not in the grid */
function refuseUnknown(yaml: YamlFile, { pilots, storage = {}, dataMover }: ServeText, { sites }: GridSpec): void {
  const refuse = (path: readonly string[], found: string, allowed: string): never => {
    throw new BadInput(`${yaml.file}:${yaml.lineOf(path)}`, found, allowed)
  }
  const queues = new Set(sites.flatMap((site) => site.queues.map(({ name }) => name)))
  for (const key of ['slots', 'queues'] as const) {
    const queue = Object.keys(pilots[key]).find((name) => !queues.has(name))
    if (queue !== undefined) refuse(['pilots', key, queue], `there is no queue ${queue}`, 'queues of the grid')
  }
  const { name: mover, endpoints = {} } = typeof dataMover === 'object' ? dataMover : { name: dataMover }
  for (const [path, places] of [
    [['storage'], storage],
    [['dataMover', 'endpoints'], endpoints],
  ] as const) {
    const site = Object.keys(places).find((name) => !sites.some((one) => one.name === name))
    if (site !== undefined) refuse([...path, site], `there is no site ${site}`, 'sites of the grid')
  }
  if (mover === 'posix' && Object.keys(storage).length === 0)
    refuse(['dataMover'], 'storage is missing', 'the folder of each site, such as { BNL: /data/bnl }')
  if (mover === 'http' && Object.keys(endpoints).length === 0)
    refuse(['dataMover'], 'dataMover.endpoints is missing', 'the address of each site, such as { BNL: https://… }')
  if (mover !== 'http' && Object.keys(endpoints).length > 0)
    refuse(['dataMover', 'endpoints'], `${mover} has no endpoints`, 'dataMover: { name: http, endpoints }')
  if (mover === 'http' && Object.keys(storage).length > 0)
    refuse(['storage'], 'storage stands beside endpoints', 'one of them')
  if (pilots.source === 'subprocess' && Object.keys(pilots.slots).length === 0)
    refuse(['pilots'], 'pilots.slots is missing', 'the cores of this machine that each queue has, such as { BNL: 8 }')
  if (pilots.source !== 'slurm' && pilots.source !== 'htcondor') return
  if (pilots.template === undefined)
    refuse(['pilots'], 'pilots.template is missing', 'a file that pilots are submitted by')
  if (Object.keys(pilots.queues).length === 0)
    refuse(
      ['pilots'],
      'pilots.queues is missing',
      'what each queue asks for, such as { BNL: { submit: { partition: long } } }',
    )
}

/** Where the store of a plan is: a file, or the address of a database. */
export function storePlace({ store, folder }: Pick<ServePlan, 'store' | 'folder'>): string {
  return store ?? join(folder, 'ailuro.db')
}
