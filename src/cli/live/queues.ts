import { Command } from 'commander'
import type { Output } from '../../live/api/client-types.js'
import { formatCount } from '../../model/format.js'
import { terminalWidth } from '../options.js'
import { type Column, renderTable } from '../table.js'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

const columns: readonly Column[] = [
  { title: 'queue', align: 'left', importance: 6, shortest: 12 },
  { title: 'site', align: 'left', importance: 2, shortest: 8 },
  { title: 'status', align: 'left', importance: 5 },
  { title: 'slots of', align: 'left', importance: 1 },
  { title: 'waiting for a pilot', align: 'right', importance: 3 },
  { title: 'running', align: 'right', importance: 4 },
]

interface QueuesOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro queues`: the queues of a live server. */
export function queuesCommand(): Command {
  const command = new Command('queues')
    .description('list the queues of a live server, and their jobs')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro queues')
    .action(({ json, ...options }: QueuesOptions) =>
      withServer(options, async (client) => {
        const queues = await client.call('GET /queues')
        writeAnswer(queues, json, () => queuesText(queues, terminalWidth()))
      }),
    )
  return addServerOptions(command)
}

/** Queues as a table, for a window so wide. */
export function queuesText({ items }: Output<'GET /queues'>, width: number): string {
  const rows = items.map(({ name, site, status, cores, activated, running }) => [
    name,
    site,
    status,
    `${cores.join(', ')} ${cores.length === 1 && cores[0] === 1 ? 'core' : 'cores'}`,
    ...[activated, running].map(formatCount),
  ])
  return renderTable(columns, rows, width)
}

interface DrainOptions extends ServerOptions {
  undo?: boolean
  json?: boolean
}

/** `ailuro drain QUEUE`: no more jobs for a queue. */
export function drainCommand(): Command {
  const command = new Command('drain')
    .description('give a queue no more jobs; those that it has go on')
    .argument('<queue>', 'its name')
    .option('--undo', 'give it jobs again')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  ailuro drain BNL\n  ailuro drain BNL --undo')
    .action((name: string, { undo, json, ...options }: DrainOptions) =>
      withServer(options, async (client) => {
        const status = undo === true ? 'online' : 'brokeroff'
        await client.call('POST /queues/:name/status', { params: { name }, body: { status } })
        writeAnswer({ queue: name, status }, json, () =>
          undo === true ? `${name} is online: it gets jobs again.` : `${name} is ${status}: it gets no more jobs.`,
        )
      }),
    )
  return addServerOptions(command)
}
