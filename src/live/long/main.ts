/** `npm run test:long -- [--kills N] [--seed S] [--json]`: faults for real, on a live server with hundreds of pilots. */
import { Command } from 'commander'
import { campaign, type CampaignCounts } from './campaign.js'
import { postgresKind, sqliteKind } from './store-kinds.js'

interface LongOptions {
  kills: string
  seed: string
  whole: string
  hollow: string
  json?: boolean
  store?: string
}

const program = new Command('test:long')
  .description('kill a live server at random moments under load, and look whether anything was lost')
  .option('--kills <number>', 'of the server, over both kinds of store', '500')
  .option('--seed <text>', 'what random moments and tasks are drawn from', '1')
  .option('--whole <number>', 'pilots whose payloads are processes', '30')
  .option('--hollow <number>', 'pilots that speak to the server as these do, without payloads', '200')
  .option('--store <kind>', 'only this one: SQLite or PostgreSQL')
  .option('--json', 'print one JSON object')
  .action(async (options: LongOptions) => {
    const crowd = { whole: Number(options.whole), hollow: Number(options.hollow) }
    const tell = (words: string): void => void process.stderr.write(`${words}\n`)
    const kinds = [sqliteKind, postgresKind].filter(({ name }) => options.store === undefined || options.store === name)
    const all: CampaignCounts[] = []
    for (const kind of kinds) {
      if (kind.missing !== undefined) {
        tell(`${kind.name}: skipped, ${kind.missing}`)
        continue
      }
      const kills = Math.round(Number(options.kills) * (kinds.length === 1 ? 1 : kind.part))
      all.push(await campaign({ kind, kills, seed: options.seed, crowd, tell }))
    }
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
    process.exitCode = all.every(({ faults }) => faults.length === 0) ? 0 : 1
  })
await program.parseAsync()
