import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { isPolicyFile } from '../../brokerage/define-policy.js'
import { choosePilotDemand } from '../../brokerage/pilot-demands/choose-pilot-demand.js'
import { type ApiLimits, defaultApiLimits } from '../../live/api/api-limits.js'
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
import { pilotSources, type ServePlan } from './serve-plan.js'
import { USUAL_FOLDER, USUAL_PORT } from './server-place.js'

const limitNames = Object.keys(defaultApiLimits) as (keyof ApiLimits)[]

/** A configuration file of `ailuro serve`: where scenarios have the same key, it means the same. */
const serveSchema = z.strictObject({
  name: z.string().default(''),
  /** A grid file, or sites with their queues. */
  grid: z.union([z.string(), gridSchema.pick({ sites: true, network: true })]),
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
      source: z.enum(pilotSources, { error: `one of ${pilotSources.join(', ')}` }).default('external'),
      slots: z.record(z.string(), wholeFrom(0)).default({}),
      idle: duration.default(60),
      ask: duration.default(10),
      away: duration.default(3_600),
      heartbeat: duration.default(600),
    })
    .prefault({}),
  /** Storage folder of each site: data are moved between them, unless `dataMover` says otherwise. */
  storage: z.record(z.string(), z.string()).optional(),
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
  const grid = typeof text.grid === 'string' ? readGrid(beside(text.grid)) : inlineGrid(yaml, text, text.grid)
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
  }
}

/** A grid that stands in the configuration itself. @throws BadInput with line at the first error */
function inlineGrid(yaml: YamlFile, { name }: ServeText, text: Exclude<ServeText['grid'], string>): GridSpec {
  const whole = { name: name === '' ? 'grid' : name, about: '', assumptions: [], outages: [], ...text }
  const { spec, placeInFile } = gridOfText(whole, undefined)
  const error = faultsOf(spec).find(({ severity }) => severity === 'error')
  if (error === undefined) return spec
  const line = yaml.lineOf(['grid', ...placeInFile(error.place)])
  throw new BadInput(`${yaml.file}:${line}`, error.found, error.allowed)
}

/** @throws BadInput with line when slots or storage name what is not in the grid */
function refuseUnknown(yaml: YamlFile, { pilots, storage = {}, dataMover }: ServeText, { sites }: GridSpec): void {
  const refuse = (path: readonly string[], found: string, allowed: string): never => {
    throw new BadInput(`${yaml.file}:${yaml.lineOf(path)}`, found, allowed)
  }
  const queues = new Set(sites.flatMap((site) => site.queues.map(({ name }) => name)))
  const queue = Object.keys(pilots.slots).find((name) => !queues.has(name))
  if (queue !== undefined) refuse(['pilots', 'slots', queue], `there is no queue ${queue}`, 'queues of the grid')
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
}

/** Where the store of a plan is: a file, or the address of a database. */
export function storePlace({ store, folder }: Pick<ServePlan, 'store' | 'folder'>): string {
  return store ?? join(folder, 'ailuro.db')
}
