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
import { type LiveServer, startServer } from '../../live/serve.js'
import { BadInput } from '../../model/bad-input.js'
import { defaultConstants } from '../../model/constants.js'
import { gridOf } from '../../sim/grid-spec.js'
import { seedOf } from '../../sim/seed.js'
import { StoreNotOpened } from '../../live/store/store.js'
import { CommandFailure } from '../command-failure.js'
import { exitCodes } from '../exit-codes.js'
import { laptopPlan } from './laptop-plan.js'
import { positiveNumber } from '../options.js'
import { portNumber, timeSpan } from './option-values.js'
import { readServeConfig } from './serve-config.js'
import { type PilotSourceName, pilotSources, type ServePlan } from './serve-plan.js'
import { startedOf, startedText } from './serve-text.js'
import { ADMIN_TOKEN, USUAL_FOLDER, USUAL_PORT } from './server-place.js'
import { ServerSignals } from './server-signals.js'

interface ServeCommandOptions {
  folder?: string
  host?: string
  port?: number
  allowRemote?: boolean
  store?: string
  policy?: string
  pilots?: PilotSourceName
  logLevel: string
  json?: boolean
  shadow?: string
  follow?: boolean
  scale?: number
  window?: number
  skipFaults?: boolean
  report?: string
  force?: boolean
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** `ailuro serve [CONFIG]`: a live server. */
export function serveCommand(): Command {
  return new Command('serve')
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
    .addOption(new Option('--pilots <source>', 'how pilots are started').choices(pilotSources))
    .addOption(
      new Option('--log-level <level>', 'of the lines of JSON on the standard error')
        .choices(logLevels)
        .default('info'),
    )
    .option('--json', 'print one JSON object when it has started')
    .option(
      '--shadow <feed>',
      'decide beside the production of a feed (JSON lines, - for the standard input), order nothing, and report',
    )
    .option('--follow', 'of a shadow: go on reading while lines are added to the file')
    .option('--window <time>', 'of a shadow: length of the windows that drift is looked for in (default: 1d)', timeSpan)
    .option('--report <file>', 'of a shadow: write its report as a page (HTML)')
    .option('--skip-faults', 'of a shadow: leave faulty lines out and tell how many')
    .option('--scale <number>', 'of a shadow on the grid of a scenario: part of its size', positiveNumber)
    .option('--force', 'of a shadow: replace a report that is there already')
    .addHelpText(
      'after',
      `
Examples:
  ailuro serve                                             this machine, with pilots
  ailuro serve --policy ./mine.js --folder results/live    a policy of your own, as it was simulated
  ailuro serve grid.yaml --store postgres://ailuro@db/ailuro

A configuration has the keys of a scenario where it means the same (grid, policy, seed, constants, shares), and
listen: { host, port }, store, folder, pilots: { source, slots: { QUEUE: CORES } }, storage: { SITE: FOLDER }, retention, leastFree, limits.

A shadow takes the grid, policy, seed, constants and shares of a configuration or a scenario, keeps nothing, and shows itself at /shadow
of this machine alone while it follows a feed, reads the standard input, or has a --port. ailuro shadow-feed makes feeds.

  ailuro serve grid.yaml --shadow feed.jsonl --policy ./mine.js --report shadow.html
  production-events | ailuro serve grid.yaml --shadow -

Exit codes: 0 closed, or the feed read to its end, 1 a feed with nothing to compare, 2 bad input, 70 the store failed.`,
    )
    .action(async (config: string | undefined, options: ServeCommandOptions) => {
      if (options.shadow === undefined) return serve(config, withoutShadow(options))
      const { runShadow } = await import('./shadow.js')
      process.exitCode = await runShadow(config, { ...options, shadow: shadowFeedOf(options, options.shadow) })
    })
}

/** The feed. @throws BadInput when an option has no meaning for a shadow */
function shadowFeedOf(options: ServeCommandOptions, feed: string): string {
  const foreign = (['folder', 'store', 'pilots', 'allowRemote'] as const).find(
    (option) => options[option] !== undefined,
  )
  if (foreign === undefined) return feed
  const option = foreign === 'allowRemote' ? '--allow-remote' : `--${foreign}`
  throw new BadInput(
    option,
    'a shadow keeps nothing, starts no pilots and shows itself to this machine alone',
    'a shadow without it',
  )
}

/** @throws BadInput when an option has a meaning for a shadow alone */
function withoutShadow(options: ServeCommandOptions): ServeCommandOptions {
  const only = (['follow', 'window', 'report', 'skipFaults', 'scale', 'force'] as const).find(
    (option) => options[option] !== undefined,
  )
  if (only === undefined) return options
  throw new BadInput(
    only === 'skipFaults' ? '--skip-faults' : `--${only}`,
    'it belongs to a shadow',
    '--shadow FEED beside it',
  )
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
    for (;;) {
      const server = await begin({ ...plan, listen: { ...plan.listen, port } }, policy, log)
      const started = startedOf(plan, policy.name, server.url, existsSync(join(plan.folder, ADMIN_TOKEN)))
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

/** The plan with what the command line says in the place of what it said. @throws BadInput when they do not fit */
function withOptions(plan: ServePlan, options: ServeCommandOptions): ServePlan {
  const { host, port, allowRemote, store, policy } = options
  const { listen, pilots } = plan
  const source = options.pilots ?? pilots.source
  if (source === 'subprocess' && Object.keys(pilots.slots).length === 0)
    throw new BadInput('--pilots subprocess', 'no queue has slots here', 'a configuration with pilots.slots')
  return {
    ...plan,
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

function begin(plan: ServePlan, policy: Policy, log: Logger): Promise<LiveServer> {
  const { listen, pilots, storage, folder, store, retentionSeconds, leastFreeBytes, limits } = plan
  return startServer({
    build: (orders) => coreOf(plan, policy, orders),
    folder,
    store,
    ...listen,
    pilots: { source: pilots.source, slots: pilots.slots, command: pilotCommandLine(plan) },
    dataMover: storage === undefined ? { name: 'none', folders: {} } : { name: 'posix', folders: storage },
    retentionSeconds,
    leastFreeBytes,
    limits,
    log,
    onFailure,
  })
}

function coreOf({ grid, seed, shares, constants, constantsByShare }: ServePlan, policy: Policy, orders: Orders): Core {
  return new Core({
    grid: gridOf(grid),
    policy,
    constants: { ...defaultConstants, ...constants },
    constantsByShare,
    shares,
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
