import { Command } from 'commander'
import type { Output } from '../../live/api/client-types.js'
import { formatCount, formatFraction } from '../../model/format.js'
import { terminalWidth } from '../options.js'
import { type Column, renderTable } from '../table.js'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

type Share = Output<'GET /shares'>['items'][number]

const columns: readonly Column[] = [
  { title: 'share', align: 'left', importance: 5, shortest: 12 },
  { title: 'due, HS06', align: 'right', importance: 3 },
  { title: 'has, HS06', align: 'right', importance: 4 },
  { title: 'of what is due', align: 'right', importance: 2 },
]

interface SharesOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro shares`: use of the global shares against their targets. */
export function sharesCommand(): Command {
  const command = new Command('shares')
    .description('show what the global shares of a live server are due, and what they have')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro shares')
    .action(({ json, ...options }: SharesOptions) =>
      withServer(options, async (client) => {
        const shares = await client.call('GET /shares')
        writeAnswer(shares, json, () => sharesText(shares.items, terminalWidth()))
      }),
    )
  return addServerOptions(command)
}

/** Shares as a table, each below the one that it is a part of, for a window so wide. */
export function sharesText(shares: readonly Share[], width: number): string {
  if (shares.length === 0) return 'The server has no global shares: priorities alone decide.'
  return renderTable(
    columns,
    shares.flatMap((share) => rowsOf(share, 0)),
    width,
  )
}

function rowsOf({ name, targetHs06, usedHs06, children }: Share, depth: number): string[][] {
  const row = [
    `${'  '.repeat(depth)}${name}`,
    formatCount(targetHs06),
    formatCount(usedHs06),
    targetHs06 > 0 ? formatFraction(usedHs06 / targetHs06) : '–',
  ]
  return [row, ...children.flatMap((child) => rowsOf(child, depth + 1))]
}
