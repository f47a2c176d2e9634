import { Command, Option } from 'commander'
import { positiveWhole, terminalWidth } from '../options.js'
import { writeAnswer } from './answer.js'
import { jobsText } from './jobs-text.js'
import { givenNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { tasksText, taskText } from './tasks-text.js'
import { repeatedly } from './watch.js'
import { withServer } from './with-server.js'

interface TasksOptions extends ServerOptions {
  alive?: boolean
  ended?: boolean
  name?: string
  user?: string
  below?: number
  limit: number
  watch?: boolean
  json?: boolean
}

/** `ailuro tasks`: the tasks of a live server. */
export function tasksCommand(): Command {
  const command = new Command('tasks')
    .description('list tasks of a live server, the newest first')
    .option('--alive', 'not ended yet')
    .addOption(new Option('--ended', 'ended').conflicts('alive'))
    .option('--name <name>', 'of this name')
    .option('--user <name>', 'of this user')
    .option('--below <number>', 'older than this task', givenNumber)
    .option('--limit <number>', 'how many at most', positiveWhole, 50)
    .option('--watch', 'look again every two seconds, until Ctrl-C')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro tasks --alive --user alice')
    .action((options: TasksOptions) => tasks(options))
  return addServerOptions(command)
}

async function tasks({ alive, ended, watch, json, ...options }: TasksOptions): Promise<void> {
  const { name, user, below, limit } = options
  const standing = alive === true ? ('alive' as const) : ended === true ? ('ended' as const) : undefined
  const given = Object.entries({ standing, name, user, below, limit }).filter(([, one]) => one !== undefined)
  const query = Object.fromEntries(given)
  await withServer(
    options,
    (client) =>
      repeatedly(watch === true, async () => {
        const page = await client.call('GET /tasks', { query })
        writeAnswer(page, json, () => tasksText(page, terminalWidth()))
      }),
    watch,
  )
}

interface TaskOptions extends ServerOptions {
  limit: number
  json?: boolean
}

/** `ailuro task N`: one task and its newest jobs. */
export function taskCommand(): Command {
  const command = new Command('task')
    .description('tell how a task of a live server stands, with its newest jobs')
    .argument('<number>', 'its number', givenNumber)
    .option('--limit <number>', 'how many jobs at most', positiveWhole, 20)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro task 3')
    .action((number: number, options: TaskOptions) => task(number, options))
  return addServerOptions(command)
}

async function task(number: number, { limit, json, ...options }: TaskOptions): Promise<void> {
  await withServer(options, async (client) => {
    const told = await client.call('GET /tasks/:number', { params: { number } })
    const jobs = await client.call('GET /tasks/:number/jobs', { params: { number }, query: { limit } })
    writeAnswer({ ...told, jobList: jobs.items }, json, () => {
      const width = terminalWidth()
      const rest = jobs.next === null ? '' : `\nOlder ones: ailuro jobs --task ${number} --below ${jobs.next}`
      return `${taskText(told, width)}\n\n${jobsText({ ...jobs, next: null }, width)}${rest}`
    })
  })
}
