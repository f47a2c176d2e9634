import { Command, InvalidArgumentError } from 'commander'
import type { Output } from '../../live/api/client-types.js'
import { roles } from '../../live/auth/role.js'
import { givenNumber, timeSpan } from './option-values.js'
import { terminalWidth } from '../options.js'
import { type Column, renderTable } from '../table.js'
import { localTime, writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

type Role = (typeof roles)[number]

const columns: readonly Column[] = [
  { title: 'number', align: 'right', importance: 6 },
  { title: 'user', align: 'left', importance: 5, shortest: 8 },
  { title: 'roles', align: 'left', importance: 4 },
  { title: 'note', align: 'left', importance: 1, shortest: 8 },
  { title: 'made', align: 'left', importance: 2 },
  { title: 'expires', align: 'left', importance: 3 },
]

/** `ailuro token`: who may do what at a live server. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('make, list and revoke the tokens of a live server')
    .addCommand(makeCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
}

interface MakeOptions extends ServerOptions {
  role?: Role[]
  note?: string
  expires?: number
  json?: boolean
}

function makeCommand(): Command {
  const command = new Command('make')
    .description('make a token; it is shown this once')
    .argument('<user>', 'whose it is')
    .option('--role <role>', `what it may do: ${roles.join(', ')}; may be repeated (default: user)`, roleOf)
    .option('--note <words>', 'what it is for')
    .option('--expires <time>', 'after so long, such as "30 d" (default: never)', timeSpan)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro token make alice --expires "30 d" > alice.token
  ailuro token make factory --role pilot`,
    )
    .action((user: string, { role = ['user'], note, expires, json, ...options }: MakeOptions) =>
      withServer(options, async (client) => {
        const body = {
          user,
          roles: role,
          ...(note === undefined ? {} : { note }),
          ...(expires === undefined ? {} : { expiresInSeconds: expires }),
        }
        const made = await client.call('POST /tokens', { body })
        if (json !== true) {
          const end = made.expiresAt === null ? 'never expires' : `expires ${localTime(made.expiresAt)}`
          process.stderr.write(`Token ${made.number} of ${made.user}, ${made.roles.join(' and ')}, ${end}:\n`)
        }
        writeAnswer(made, json, () => made.token)
      }),
    )
  return addServerOptions(command)
}

function roleOf(text: string, before: readonly Role[] = []): Role[] {
  const role = roles.find((one) => one === text)
  if (role === undefined) throw new InvalidArgumentError(`Allowed choices are ${roles.join(', ')}.`)
  return [...before, role]
}

interface PlainOptions extends ServerOptions {
  json?: boolean
}

function listCommand(): Command {
  const command = new Command('list')
    .description('list the tokens there are, without their secrets')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro token list')
    .action(({ json, ...options }: PlainOptions) =>
      withServer(options, async (client) => {
        const tokens = await client.call('GET /tokens')
        writeAnswer(tokens, json, () => tokensText(tokens, terminalWidth()))
      }),
    )
  return addServerOptions(command)
}

/** Tokens as a table, for a window so wide. */
export function tokensText({ items }: Output<'GET /tokens'>, width: number): string {
  const rows = items.map(({ number, user, roles: own, note, madeAt, expiresAt }) => [
    String(number),
    user,
    own.join(', '),
    note,
    localTime(madeAt),
    expiresAt === null ? 'never' : localTime(expiresAt),
  ])
  return renderTable(columns, rows, width)
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('end a token at once')
    .argument('<number>', 'its number, as `ailuro token list` tells', givenNumber)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro token revoke 2')
    .action((number: number, { json, ...options }: PlainOptions) =>
      withServer(options, async (client) => {
        await client.call('DELETE /tokens/:number', { params: { number } })
        writeAnswer({ number, isRevoked: true }, json, () => `Token ${number} opens nothing any more.`)
      }),
    )
  return addServerOptions(command)
}
