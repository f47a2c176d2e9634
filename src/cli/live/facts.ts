import { Command } from 'commander'
import type { Client } from '../../live/api/client.js'
import type { ToldFact } from '../../live/api/client-types.js'
import { positiveWhole } from '../options.js'
import { printable } from '../table.js'
import { localTime } from './answer.js'
import { givenNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

interface FactsOptions extends ServerOptions {
  from: number
  limit: number
  follow?: boolean
  json?: boolean
}

/** `ailuro facts`: the journal of a live server, a line a fact. */
export function factsCommand(): Command {
  const command = new Command('facts')
    .description('print the journal of a live server, a line a fact')
    .option('--from <number>', 'begin with this fact', givenNumber, 1)
    .option('--limit <number>', 'how many at most, without --follow', positiveWhole, 1_000)
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', '\nExamples:\n  ailuro facts --follow\n  ailuro facts --from 5000 --limit 100 --json')
    .action(({ from, limit, follow, json, ...options }: FactsOptions) =>
      withServer(
        options,
        async (client) => {
          const facts = follow === true ? client.follow(from) : await read(client, from, limit)
          for await (const fact of facts)
            process.stdout.write(`${json === true ? JSON.stringify(fact) : factText(fact)}\n`)
        },
        follow,
      ),
    )
  return addServerOptions(command)
}

async function read(client: Client, from: number, limit: number): Promise<ToldFact[]> {
  const text = await client.call('GET /facts', { query: { from, limit } })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ToldFact)
}

/** A fact in one line: number, time, kind, and what it says. */
export function factText({ number, at, kind, ...said }: ToldFact): string {
  const words = Object.entries(said).flatMap(([field, value]) => (value === null ? [] : [`${field} ${String(value)}`]))
  return printable([number, localTime(at), kind, words.join(', ')].join('  ').trimEnd())
}
