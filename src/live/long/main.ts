/** `npm run test:long -- [--kills N] [--seed S] [--wire NAME] [--json]`: faults for real, on a live server with hundreds of pilots. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { type WireName, wireNames } from '../faults/wires.js'
import { campaign } from './campaign.js'
import { countsText, isSound, storyText } from './report.js'
import { batchSystem } from './stories/batch-system.js'
import { diskFull } from './stories/disk-full.js'
import { slowClients } from './stories/slow-clients.js'
import { type StoryEnd, StoryScene } from './stories/story.js'
import { suspended } from './stories/suspended.js'
import { twoOnDatabase, twoOnFile } from './stories/two-servers.js'
import { postgresKind, sqliteKind } from './store-kinds.js'

interface LongOptions {
  kills: number
  seed: string
  whole: number
  hollow: number
  wire: WireName
  only?: string
  json?: boolean
}

const INTERRUPTED = 130

const kinds = [sqliteKind, postgresKind]
const stories = [diskFull, suspended, slowClients, twoOnFile, twoOnDatabase, batchSystem]
const parts = ['stories', ...stories.map(({ name }) => name), ...kinds.map(({ name }) => name)]

const program = new Command('test:long')
  .description(
    'kill a live server at random moments under load, hurt it in other ways, and look whether anything was lost',
  )
  .option('--kills <number>', 'of the server, over both kinds of store', whole, 500)
  .option('--seed <text>', 'what moments and tasks are drawn from', '1')
  .option('--whole <number>', 'pilots that run payloads as processes', whole, 30)
  .option(
    '--hollow <number>',
    'pilots that speak to the server by the same code, and only note that they ran',
    whole,
    200,
  )
  .addOption(
    new Option('--wire <name>', 'by which people and pilots without payloads speak: the server’s own, or PanDA’s')
      .choices(wireNames)
      .default('own'),
  )
  .addOption(new Option('--only <part>', 'of it').choices(parts))
  .option('--json', 'print one JSON object in the end')
  .action(run)
// What it has started and made goes with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED))
await program.parseAsync()

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('a whole number')
  return Number(text)
}

async function run(options: LongOptions): Promise<void> {
  const { json, only, seed, wire } = options
  const say = (words: string): void => void (json === true ? process.stderr : process.stdout).write(`${words}\n`)
  const told: StoryEnd[] = []
  for (const story of stories.filter(({ name }) => only === undefined || only === 'stories' || only === name)) {
    const end = await StoryScene.tell(story)
    told.push(end)
    say(storyText(end))
  }
  const chosen = kinds.filter(({ name }) => only === undefined || only === name)
  const possible = chosen.filter(({ missing }) => missing === undefined)
  const skipped = Object.fromEntries(
    chosen.flatMap(({ name, missing }) => (missing === undefined ? [] : [[name, missing]])),
  )
  for (const [name, missing] of Object.entries(skipped)) say(`${name}: skipped, ${missing}`)
  // Whole pilots speak the server's own wire alone.
  const crowd = wire === 'own' ? options : { whole: 0, hollow: options.whole + options.hollow }
  // Side by side: both wait for processes to start most of the time. What cannot be made on one kind of store is made on the other.
  const campaigns = await Promise.all(
    possible.map(async (kind) => {
      const kills = possible.length === 1 ? options.kills : Math.round(options.kills * kind.part)
      const counts = await campaign({ kind, kills, seed, wire, crowd, tell: say })
      say(countsText(counts, crowd))
      return counts
    }),
  )
  const sound = isSound(told, campaigns)
  if (json === true)
    process.stdout.write(`${JSON.stringify({ isSound: sound, seed, stories: told, campaigns, skipped }, null, 2)}\n`)
  else say(sound ? 'Nothing was lost, and nothing ran twice.' : 'FAULTS were found, see above.')
  process.exitCode = sound ? 0 : 1
}
