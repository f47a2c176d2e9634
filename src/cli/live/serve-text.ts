/** What a server says of itself when it has started. */
import { join, resolve } from 'node:path'
import { counted, formatCount } from '../../model/format.js'
import type { LiveServer } from '../../live/serve.js'
import { version } from '../../sim/version.js'
import { commandWords } from './answer.js'
import { ADMIN_TOKEN, USUAL_FOLDER } from './server-place.js'
import { storePlace } from './serve-config.js'
import type { ServePlan } from './serve-plan.js'

/** What a server that has started tells, as one JSON object. */
export interface Started {
  readonly url: string
  /** Absent: it speaks no TLS. */
  readonly secureUrl?: string
  readonly policy: string
  readonly seed: string
  readonly sites: number
  readonly queues: readonly string[]
  readonly pilots: string
  readonly store: string
  readonly folder: string
  /** Absent: the store had tokens before it was served from this folder, and they are wherever they were. */
  readonly tokenFile?: string
}

/**
 * @param policy its name
 * @param urls where it listens
 * @param hasToken whether the token of an admin lies in its folder
 */
export function startedOf(
  plan: ServePlan,
  policy: string,
  { url, secureUrl }: Pick<LiveServer, 'url' | 'secureUrl'>,
  hasToken: boolean,
): Started {
  return {
    url,
    ...(secureUrl !== undefined && { secureUrl }),
    policy,
    seed: plan.seed,
    sites: plan.grid.sites.length,
    queues: plan.grid.sites.flatMap(({ queues }) => queues.map(({ name }) => name)),
    pilots: plan.pilots.source,
    store: withoutSecret(storePlace(plan)),
    folder: plan.folder,
    ...(hasToken && { tokenFile: join(plan.folder, ADMIN_TOKEN) }),
  }
}

const QUEUES_TOLD = 6

/** The same for people, with what to try next. */
export function startedText(started: Started, plan: ServePlan): string {
  const { url, secureUrl, policy, seed, sites, queues, store, tokenFile } = started
  const told = queues.slice(0, QUEUES_TOLD).join(', ') + (queues.length > QUEUES_TOLD ? ', …' : '')
  const place = placeOptions(started)
  const monitorUrl = `${secureUrl ?? url}/monitor`
  return [
    `ailuro ${version} serves at ${url}${secureUrl === undefined ? '' : ` and ${secureUrl}`}`,
    `  policy   ${policy}, seed ${seed}`,
    `  grid     ${counted(sites, 'site')}, ${counted(queues.length, 'queue')}: ${told}`,
    `  pilots   ${pilotWords(plan)}`,
    `  store    ${store}`,
    `  monitor  ${monitorUrl}; \`ailuro monitor${place} --open\` signs a browser in`,
    `  token    ${tokenFile === undefined ? 'those that the store has; none is in this folder' : `${tokenFile}, of an admin; keep it to yourself`}`,
    '',
    'Try in another terminal:',
    `  ailuro submit${place} --wait -- sh -c 'echo hello from $(hostname)'`,
    `  ailuro jobs${place}`,
    '',
    'Ctrl-C closes it; what it has is kept, and goes on when it is started again.',
  ].join('\n')
}

function pilotWords({ pilots: { source, slots, batch } }: ServePlan): string {
  if (source === 'slurm' || source === 'htcondor') {
    const name = source === 'slurm' ? 'Slurm' : 'HTCondor'
    return `submitted to ${name}, ${formatCount(batch?.atMost ?? 0)} at most, for ${Object.keys(batch?.queues ?? {}).join(', ')}`
  }
  if (source === 'external') return 'come by themselves: `ailuro pilot --queue NAME`'
  if (source === 'dry-run') return 'none: it is only told which would be started'
  const cores = Object.values(slots).reduce((sum, one) => sum + one, 0)
  return `processes of this machine, on ${cores === 1 ? 'one core' : `${formatCount(cores)} cores`} at most`
}

/** Options that other commands need to find the server; none where its folder is the usual one. */
function placeOptions({ url, folder, tokenFile }: Started): string {
  if (folder === resolve(USUAL_FOLDER)) return ''
  return ` --server ${url} --token-file ${tokenFile === undefined ? 'FILE' : commandWords([tokenFile])}`
}

/** The address of a database without a password. */
function withoutSecret(place: string): string {
  return place.replace(/^(postgres(?:ql)?:\/\/[^:/@]*):[^@]*@/, '$1@')
}
