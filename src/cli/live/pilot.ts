import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { Client } from '../../live/api/client.js'
import { ClientServer } from '../../live/pilot/client-server.js'
import { type HttpAccess, isHttpPlace } from '../../live/http-storage/http-access.js'
import { type PilotEnd, runPilot } from '../../live/pilot/run-pilot.js'
import { stopOnSignals } from '../../live/pilot/stop-on-signals.js'
import { exitCodes } from '../exit-codes.js'
import { positiveWhole } from '../options.js'
import { megabytes, timeSpan } from './option-values.js'
import { addServerOptions, type ServerOptions, serverPlace } from './server-place.js'

interface PilotCommandOptions extends ServerOptions {
  queue: string
  name: string
  folder?: string
  storage?: string
  storageTokenFile?: string
  storageCertificate?: string
  storageKey?: string
  storageCa?: string
  cores: number
  memory: number
  scratch: number
  jobs?: number
  lifetime: number
  idle: number
  ask: number
  away: number
  free: number
  heartbeat: number
  user?: string
  linkInputs?: boolean
  json?: boolean
}

/** `ailuro pilot`: takes jobs of a queue and runs them on this machine. */
export function pilotCommand(): Command {
  const command = new Command('pilot')
    .description('take jobs of a queue from a live server and run them on this machine, one after the other')
    .requiredOption('--queue <name>', 'whose jobs it takes')
    .option('--name <name>', 'its own, the same when it is started again in its folder', `${hostname()}.${process.pid}`)
    .option('--folder <folder>', 'where its jobs run; its own alone (default: ./pilot-NAME)')
    .option('--server-file <file>', 'file that says where the server is, read again when it does not answer there')
    .option('--storage <place>', 'storage of the site, for jobs with files: a folder, or https://… with WebDAV')
    .option('--storage-token-file <file>', 'bearer token for a storage at an address, read again each time')
    .option('--storage-certificate <file>', 'the same: certificate in PEM, with its key unless that is apart')
    .option('--storage-key <file>', 'key of that certificate')
    .option('--storage-ca <file>', 'authorities that sign for the storage (default: those of the system)')
    .option('--cores <number>', 'of its slot', positiveWhole, 1)
    .option('--memory <amount>', 'of its slot; 0: not limited', megabytes, 0)
    .option('--scratch <amount>', 'disk of its slot; 0: not limited', megabytes, 0)
    .option('--jobs <number>', 'it ends after so many (default: no limit)', positiveWhole)
    .option('--lifetime <time>', 'of its slot', timeSpan, 324_000)
    .option('--idle <time>', 'it ends after so long without a job', timeSpan, 60)
    .option('--ask <time>', 'between questions while there is none', timeSpan, 10)
    .option('--away <time>', 'it goes on asking a server that is away for so long', timeSpan, 3_600)
    .option('--free <amount>', 'what must be free on the disk for a job to begin', megabytes, 2_000)
    .option('--heartbeat <time>', 'between signs of life of a job', timeSpan, 600)
    .option('--user <name>', 'account that jobs run under; only root may name another one')
    .option('--link-inputs', 'give jobs links to the files of the storage in the place of copies')
    .option('--json', 'print one JSON object in the end')
    .addHelpText(
      'after',
      `
Examples:
  ailuro pilot --queue local --jobs 1
  ailuro pilot --server http://127.0.0.1:25080 --token-file pilot.token --queue BNL --cores 8 --storage storage/BNL
  ailuro pilot --queue CERN --storage https://storage.example.org/data --storage-certificate proxy.pem

An admin makes a token for it with \`ailuro token make NAME --role pilot\`.`,
    )
    .action((options: PilotCommandOptions) => pilot(options))
  return addServerOptions(command)
}

async function pilot(options: PilotCommandOptions): Promise<void> {
  const { queue, name, storage, cores, memory, scratch, jobs, user, linkInputs, json } = options
  const server = new ClientServer(() => {
    const { url, token } = serverPlace(options)
    // The pilot repeats calls itself, so that it can stop in between.
    return new Client({ url, token, tries: 1, connections: 2, name: 'ailuro-pilot' })
  })
  const { stop, done } = stopOnSignals()
  try {
    const end = await runPilot({
      server,
      queue,
      worker: name,
      folder: resolve(options.folder ?? `pilot-${name}`),
      storage: storage === undefined || isHttpPlace(storage) ? storage : resolve(storage),
      storageAccess: storageAccessOf(options),
      cores,
      memoryMB: memory,
      scratchMB: scratch,
      freeMB: options.free,
      ...(jobs === undefined ? {} : { jobs }),
      user,
      linksInputs: linkInputs === true,
      stop,
      tell: (words) => void process.stderr.write(`${new Date().toISOString()} ${words}\n`),
      times: {
        lifetime: options.lifetime * 1000,
        idle: options.idle * 1000,
        ask: options.ask * 1000,
        askAway: options.away * 1000,
        heartbeat: options.heartbeat * 1000,
      },
    })
    if (json === true) process.stdout.write(`${JSON.stringify(end)}\n`)
    process.exitCode = exitCodeOf(end)
  } finally {
    done()
    server.close()
  }
}

function storageAccessOf(options: PilotCommandOptions): HttpAccess | undefined {
  const { storageTokenFile, storageCertificate, storageKey, storageCa } = options
  const files = {
    tokenFile: storageTokenFile,
    certificateFile: storageCertificate,
    keyFile: storageKey,
    caFile: storageCa,
  }
  return Object.values(files).some((file) => file !== undefined) ? files : undefined
}

function exitCodeOf({ reason }: PilotEnd): number {
  if (reason === 'server-away') return exitCodes.noServer
  return reason === 'refused' ? exitCodes.notAllowed : exitCodes.complete
}
