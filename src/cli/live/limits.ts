import { Command } from 'commander'
import { BadInput } from '../../model/bad-input.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { terminalWidth } from '../options.js'
import { type Column, renderTable } from '../table.js'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

const columns: readonly Column[] = [
  { title: 'constant', align: 'left', importance: 3 },
  { title: 'value', align: 'right', importance: 2 },
  { title: 'PanDA’s own', align: 'right', importance: 1 },
]

interface LimitsOptions extends ServerOptions {
  all?: boolean
  json?: boolean
}

/** `ailuro limits`: the constants that brokerage and dispatch go by, and their change. */
export function limitsCommand(): Command {
  const command = new Command('limits')
    .description('show the constants that a live server goes by, or change some while it runs')
    .argument('[changes...]', 'NAME=NUMBER')
    .option('--all', 'those too that are PanDA’s own')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  ailuro limits --all\n  ailuro limits queueCapJobs=40 bunchJobs=10')
    .action((changes: string[], options: LimitsOptions) => limits(changes, options))
  return addServerOptions(command)
}

async function limits(changes: readonly string[], { all, json, ...options }: LimitsOptions): Promise<void> {
  const body = Object.fromEntries(changes.map(changeOf))
  await withServer(options, async (client) => {
    const constants =
      changes.length === 0 ? await client.call('GET /limits') : await client.call('PATCH /limits', { body })
    writeAnswer(constants, json, () => limitsText(constants, all === true, terminalWidth()))
  })
}

/** @throws BadInput when it is no name with a number from 0 */
function changeOf(text: string): [name: string, value: number] {
  const [, name, value] = /^(\w+)=(\d+(?:\.\d+)?(?:e\d+)?)$/.exec(text) ?? []
  if (name === undefined)
    throw new BadInput(`"${text}"`, 'it is no change of a constant', 'NAME=NUMBER, a number from 0')
  if (!Object.hasOwn(defaultConstants, name))
    throw new BadInput(`"${text}"`, `there is no constant ${name}`, 'constants that `ailuro limits --all` lists')
  return [name, Number(value)]
}

/** Constants as a table, for a window so wide. */
export function limitsText(constants: Readonly<Record<string, number>>, all: boolean, width: number): string {
  const own = (name: string): number | undefined => defaultConstants[name as keyof Constants]
  const told = Object.entries(constants).filter(([name, value]) => all || value !== own(name))
  if (told.length === 0) return 'All constants are PanDA’s own; --all lists them.'
  const rows = told.map(([name, value]) => [name, String(value), String(own(name) ?? '–')])
  return [renderTable(columns, rows, width), ...(all ? [] : ['The others are PanDA’s own; --all lists them.'])].join(
    '\n',
  )
}
