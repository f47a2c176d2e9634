import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { type Logger, pino } from 'pino'
import { Core } from '../../brokerage/core.js'
import type { Policy } from '../../brokerage/policy.js'
import type { Orders } from '../../brokerage/ports.js'
import { loadPolicy } from '../../lab/load-policy.js'
import { pilotSourceNames } from '../../live/pilot-source/choose-pilot-source.js'
import { templateFieldNames } from '../../live/pilot-source/batch/submit-template.js'
import { type LiveServer, startServer } from '../../live/serve.js'
import { BadInput } from '../../model/bad-input.js'
import { defaultConstants } from '../../model/constants.js'
import { gridOf } from '../../sim/grid-spec.js'
import { seedOf } from '../../sim/seed.js'
import { version } from '../../sim/version.js'
import { StoreNotOpened } from '../../live/store/store.js'
import { CommandFailure } from '../command-failure.js'
import { exitCodes } from '../exit-codes.js'
import { laptopPlan } from './laptop-plan.js'
import { loopbackIdentity, portNumber } from './option-values.js'
import { readServeConfig } from './serve-config.js'
import type { PilotSourceName, ServePlan } from './serve-plan.js'
import { startedOf, startedText } from './serve-text.js'
import type { IdentitySettings } from '../../live/identity.js'
import { ADMIN_TOKEN, USUAL_FOLDER, USUAL_PORT } from './server-place.js'
import { ServerSignals } from './server-signals.js'
import { addShadowOptions, refuseMixedOptions, type ShadowCommandOptions, shadowHelp } from './shadow-options.js'

interface ServeCommandOptions extends ShadowCommandOptions {
  folder?: string
  host?: string
  port?: number
  allowRemote?: boolean
  store?: string
  policy?: string
  pilots?: PilotSourceName
  logLevel: string
  loopbackIdentity?: IdentitySettings['loopback']
  newAdminToken?: boolean
  json?: boolean
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** `ailuro serve [CONFIG]`: a live server. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run a live server: of this machine, or of the grid that a configuration declares')
    .argument(
      '[config]',
      'configuration (YAML); without it: one queue `local` with a slot for each core of this machine',
    )
    .option('--folder <folder>', `what it keeps: store, tokens, logs (default: ${USUAL_FOLDER})`)
    .option('--port <number>', `to listen at; 0: any that is free (default: ${USUAL_PORT})`, portNumber)
    .option('--host <address>', 'to listen at (default: 127.0.0.1)')
    .option('--allow-remote', 'other machines may reach it, and tokens cross the network: only behind a proxy with TLS')
    .option('--store <place>', 'a file, or postgres://user@host:port/database (default: a file in the folder)')
    .option('--policy <name>', 'built-in policy, or a file such as ./mine.js: the same as in a simulation')
    .addOption(new Option('--pilots <source>', 'how pilots are started').choices(pilotSourceNames))
    .addOption(
      new Option('--log-level <level>', 'of the lines of JSON on the standard error')
        .choices(logLevels)
        .default('info'),
    )
    .option(
      '--loopback-identity <name:roles>',
      'who PanDA’s clients of this machine are that say nothing of themselves, such as tester:user,pilot; for tests',
      loopbackIdentity,
    )
    .option('--new-admin-token', 'make a further token of an admin, where the one there was is lost')
    .option('--json', 'print one JSON object when it has started')
  return addShadowOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  ailuro serve                                             this machine, with pilots
  ailuro serve --policy ./mine.js --folder results/live    a policy of your own, as it was simulated
  ailuro serve grid.yaml --store postgres://ailuro@db/ailuro

A configuration has the keys of a scenario where it means the same (grid, policy, seed, constants, shares, pilotDemand), and
listen: { host, port }, store, folder, identity, pilots, storage: { SITE: FOLDER },
dataMover: none, posix or { name: http, endpoints: { SITE: https://… }, tokenFile, certificateFile, keyFile, caFile, thirdParty, atOnce },
retention, leastFree, limits, queues (a file of PanDA's queue data).

Who may call beside those with tokens of the server (identity: …):
  tls            { certificate: FILE, key: FILE, host, port }
  authorities    folder whose certificates are trusted, with lists of revoked ones; voms: folder of VOMS servers
  issuers        of tokens: [{ url, audiences, vo, client: { id, secret, audience } }]; clients of PanDA sign in as that client
  vos            organisations whose people may come in; roles: { ROLE: [NAME, DN or ISSUER#SUB] }
  loopback       { user, roles }: as --loopback-identity

How pilots get started (pilots: { source: … }):
  external      by others
  dry-run       not at all, it is only told which would be
  subprocess    as processes of this machine: slots: { QUEUE: CORES }
  slurm         by sbatch, squeue, sacct, scancel
  htcondor      by condor_submit, condor_q, condor_history, condor_rm
For a batch system: template: FILE, atMost, poll, surplus (pilots without jobs are cancelled after so long), and for each queue queues: { QUEUE: { atMost, memory, walltime, submit } }, where
memory is that of a core and submit has settings in the batch system's own words, such as { partition: long, account: atlas } or
{ universe: vanilla, requirements: … }. A template is a batch script or a submit description with fields for each pilot:
  ${templateFieldNames.map((name) => `{{${name}}}`).join(' ')}
scenarios/batch of the package has examples. The server's folder must be one that the batch system's machines see.

${shadowHelp}

Exit codes: 0 closed, or the feed read to its end, 1 a feed with nothing to compare, 2 bad input, 70 the store failed.`,
    )
    .action(async (config: string | undefined, options: ServeCommandOptions) => {
      const { shadow } = options
      refuseMixedOptions(options)
      if (shadow === undefined) return serve(config, options)
      const { runShadow } = await import('./shadow.js')
      process.exitCode = await runShadow(config, { ...options, shadow })
    })
}

async function serve(config: string | undefined, options: ServeCommandOptions): Promise<void> {
  const own = config === undefined ? laptopPlan(resolve(options.folder ?? USUAL_FOLDER)) : readServeConfig(config)
  const plan = withOptions(own, options)
  const policy = await loadPolicy(plan.policy)
  for (const folder of [plan.folder, ...Object.values(plan.storage ?? {})]) await makeFolder(folder)
  const log = pino({ level: options.logLevel }, pino.destination({ fd: 2, sync: true }))
  const signals = new ServerSignals()
  try {
    let { port } = plan.listen
    for (let { newAdminToken } = options; ; newAdminToken = false) {
      const server = await begin({ ...plan, listen: { ...plan.listen, port } }, policy, log, newAdminToken)
      const started = startedOf(plan, policy.name, server, existsSync(join(plan.folder, ADMIN_TOKEN)))
      process.stdout.write(`${options.json === true ? JSON.stringify(started) : startedText(started, plan)}\n`)
      // Pilots live through a restart, and look for it where it was.
      port = Number(new URL(server.url).port)
      if ((await signals.endOf(server)) === 'closed') break
      log.info('starts again, as it was asked to')
    }
  } catch (error) {
    // What has begun already must not keep the process alive once it has said what went wrong.
    setImmediate(() => process.exit())
    if (!(error instanceof StoreNotOpened)) throw error
    throw new CommandFailure(`the store cannot be opened: ${error.message}`, exitCodes.broken)
  } finally {
    signals.stopListening()
  }
}

/** @throws BadInput when it cannot be made */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    const found = `it cannot be made: ${(error as Error).message}`
    throw new BadInput(`folder ${folder}`, found, 'a place where folders can be made')
  })
}

/** Nobody may come in beside those with tokens of the server. */
const noIdentity: IdentitySettings = { issuers: [], rules: { vos: [], roles: {} } }

/** The plan with what the command line says in the place of what it said. @throws BadInput when they do not fit */
function withOptions(plan: ServePlan, options: ServeCommandOptions): ServePlan {
  const { host, port, allowRemote, store, policy, loopbackIdentity: loopback } = options
  const { listen, pilots } = plan
  const source = options.pilots ?? pilots.source
  if (source === 'subprocess' && Object.keys(pilots.slots).length === 0)
    throw new BadInput('--pilots subprocess', 'no queue has slots here', 'a configuration with pilots.slots')
  const identity = loopback === undefined ? plan.identity : { ...noIdentity, ...plan.identity, loopback }
  if (identity?.loopback !== undefined && (allowRemote ?? listen.allowRemote))
    throw new BadInput(
      '--loopback-identity',
      'other machines may reach the server, through a proxy perhaps',
      'one of the two',
    )
  if ((source === 'slurm' || source === 'htcondor') && pilots.batch === undefined)
    throw new BadInput(`--pilots ${source}`, 'no template and queues for it', 'a configuration that has them')
  return {
    ...plan,
    identity,
    folder: options.folder === undefined ? plan.folder : resolve(options.folder),
    listen: {
      host: host ?? listen.host,
      port: port ?? listen.port,
      allowRemote: allowRemote ?? listen.allowRemote,
    },
    store: store ?? plan.store,
    policy: policy ?? plan.policy,
    pilots: { ...pilots, source },
  }
}

function begin(plan: ServePlan, policy: Policy, log: Logger, newAdminToken = false): Promise<LiveServer> {
  const { listen, pilots, storage, folder, store, retentionSeconds, leastFreeBytes, limits, queueData, identity } = plan
  const { source, slots, batch } = pilots
  return startServer({
    build: (orders) => coreOf(plan, policy, orders),
    folder,
    store,
    ...listen,
    pilots: { source, slots, batch, command: pilotCommandLine(plan) },
    dataMover: { name: storage === undefined ? 'none' : 'posix', folders: storage ?? {}, ...plan.dataMover },
    retentionSeconds,
    leastFreeBytes,
    limits,
    identity,
    newAdminToken,
    about: { title: 'ailuro', version },
    panda: { queueData, sandboxFolder: join(folder, 'sandboxes'), issuers: identity?.issuers ?? [] },
    log,
    onFailure,
  })
}

function coreOf(plan: ServePlan, policy: Policy, orders: Orders): Core {
  const { grid, seed, shares, constants, constantsByShare, pilotDemand } = plan
  return new Core({
    grid: gridOf(grid),
    policy,
    constants: { ...defaultConstants, ...constants },
    constantsByShare,
    shares,
    pilotDemand,
    seed: seedOf(seed),
    orders,
  })
}

/** The command line of the server's own pilots, to which it adds which queue they are for. */
function pilotCommandLine({ pilots }: ServePlan): string[] {
  const program = fileURLToPath(new URL('../run.js', import.meta.url))
  const { idleSeconds, askSeconds, awaySeconds, heartbeatSeconds } = pilots
  const times = { idle: idleSeconds, ask: askSeconds, away: awaySeconds, heartbeat: heartbeatSeconds }
  const options = Object.entries(times).flatMap(([name, seconds]) => [`--${name}`, String(seconds)])
  return [process.execPath, program, 'pilot', ...options]
}

/** A commit has failed: what was not answered is not kept, and clients will ask again. Nothing can be put in order any more. */
function onFailure(error: Error): void {
  process.stderr.write(`ailuro: the store failed, and the server stops: ${error.message}\n`)
  process.exit(exitCodes.broken)
}
