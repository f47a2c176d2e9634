import { Command } from 'commander'
import type { Output } from '../../live/api/client-types.js'
import { terminalWidth } from '../options.js'
import { type Column, renderTable } from '../table.js'
import { localTime, writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

const columns: readonly Column[] = [
  { title: 'who', align: 'left', importance: 3, shortest: 12 },
  { title: 'since', align: 'left', importance: 2 },
  { title: 'reason', align: 'left', importance: 1, shortest: 8 },
]

interface PlainOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro ban`: who is turned away from a live server. */
export function banCommand(): Command {
  return new Command('ban')
    .description('turn people away from a live server, and let them in again')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(liftCommand())
}

function addCommand(): Command {
  const command = new Command('add')
    .description('turn somebody away, whatever they show; what they have submitted goes on')
    .argument('<who>', 'the name that their work counts for, a whole distinguished name, or ISSUER#ACCOUNT')
    .option('--reason <words>', 'why', '')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro ban add "Mallory Smith" --reason "a stolen certificate"')
    .action((user: string, { reason, json, ...options }: PlainOptions & { readonly reason: string }) =>
      withServer(options, async (client) => {
        await client.call('PUT /bans/:user', { params: { user }, body: { reason } })
        writeAnswer({ user, isBanned: true }, json, () => `${user} is turned away.`)
      }),
    )
  return addServerOptions(command)
}

function listCommand(): Command {
  const command = new Command('list')
    .description('list who is turned away')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro ban list')
    .action(({ json, ...options }: PlainOptions) =>
      withServer(options, async (client) => {
        const bans = await client.call('GET /bans')
        writeAnswer(bans, json, () => bansText(bans, terminalWidth()))
      }),
    )
  return addServerOptions(command)
}

function bansText({ items }: Output<'GET /bans'>, width: number): string {
  if (items.length === 0) return 'Nobody is turned away.'
  const rows = items.map(({ user, since, reason }) => [user, localTime(since), reason])
  return renderTable(columns, rows, width)
}

function liftCommand(): Command {
  const command = new Command('lift')
    .description('let somebody in again')
    .argument('<who>', 'as `ailuro ban list` tells')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro ban lift "Mallory Smith"')
    .action((user: string, { json, ...options }: PlainOptions) =>
      withServer(options, async (client) => {
        await client.call('DELETE /bans/:user', { params: { user } })
        writeAnswer({ user, isBanned: false }, json, () => `${user} may come in again.`)
      }),
    )
  return addServerOptions(command)
}
