import { Command, Option } from 'commander'
import { jobStateNames } from '../../model/job-state.js'
import type { Output } from '../../live/api/client-types.js'
import { positiveWhole, terminalWidth } from '../options.js'
import { writeAnswer } from './answer.js'
import { jobsText } from './jobs-text.js'
import { givenNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { repeatedly } from './watch.js'
import { withServer } from './with-server.js'

type State = Output<'GET /jobs'>['items'][number]['state']

interface JobsOptions extends ServerOptions {
  state?: State
  alive?: boolean
  ended?: boolean
  queue?: string
  task?: number
  user?: string
  below?: number
  limit: number
  watch?: boolean
  json?: boolean
}

/** `ailuro jobs`: the jobs of a live server. */
export function jobsCommand(): Command {
  const command = new Command('jobs')
    .description('list jobs of a live server, the newest first')
    .addOption(new Option('--state <state>', 'in this state').choices(jobStateNames))
    .option('--alive', 'not ended yet')
    .addOption(new Option('--ended', 'ended').conflicts('alive'))
    .option('--queue <name>', 'at this queue')
    .option('--task <number>', 'of this task', givenNumber)
    .option('--user <name>', 'of this user')
    .option('--below <number>', 'older than this job', givenNumber)
    .option('--limit <number>', 'how many at most', positiveWhole, 50)
    .option('--watch', 'look again every two seconds, until Ctrl-C')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro jobs --alive --watch        what goes on
  ailuro jobs --task 3 --state failed`,
    )
    .action((options: JobsOptions) => jobs(options))
  return addServerOptions(command)
}

async function jobs({ alive, ended, watch, json, ...options }: JobsOptions): Promise<void> {
  const { state, queue, task, user, below, limit } = options
  const standing = alive === true ? ('alive' as const) : ended === true ? ('ended' as const) : undefined
  const given = Object.entries({ state, standing, queue, task, user, below, limit }).filter(
    ([, one]) => one !== undefined,
  )
  const query = Object.fromEntries(given)
  await withServer(
    options,
    (client) =>
      repeatedly(watch === true, async () => {
        const page = await client.call('GET /jobs', { query })
        writeAnswer(page, json, () => jobsText(page, terminalWidth()))
      }),
    watch,
  )
}
