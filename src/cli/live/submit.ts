import { counted } from '../../model/format.js'
import { Command } from 'commander'
import { BadInput } from '../../model/bad-input.js'
import type { Client } from '../../live/api/client.js'
import type { Output } from '../../live/api/client-types.js'
import { exitCodes } from '../exit-codes.js'
import { positiveWhole } from '../options.js'
import { writeAnswer } from './answer.js'
import { collected, megabytes, timeSpan, variable, wholeNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { readTasks } from './task-file.js'
import { waitForTasks } from './wait-for-tasks.js'
import { withServer } from './with-server.js'

interface SubmitOptions extends ServerOptions {
  jobs?: number
  name?: string
  cores?: number
  memory?: number
  scratch?: number
  walltime?: number
  queue?: string
  nucleus?: string
  dataset?: string
  input?: string[]
  output?: string[]
  env?: Record<string, string>
  container?: string
  priority?: number
  share?: string
  attempts?: number
  file?: string
  wait?: boolean
  json?: boolean
}

/** Options that say what single jobs need; they have no place beside a file of tasks. */
const needs = [
  ...(['jobs', 'name', 'cores', 'memory', 'scratch', 'walltime', 'queue', 'nucleus', 'dataset', 'input'] as const),
  ...(['output', 'env', 'container', 'priority', 'share', 'attempts'] as const),
]

/** `ailuro submit -- COMMAND`: jobs for a live server. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description('submit jobs to a live server: a command, or a file of many tasks')
    .argument('[command...]', 'what each job runs: put -- before it')
    .option('--jobs <number>', 'how many jobs run it (default: 1); AILURO_ORDINAL tells each its number', positiveWhole)
    .option('--name <name>', 'of the task')
    .option('--cores <number>', 'of each job (default: 1)', positiveWhole)
    .option('--memory <amount>', 'of each core, such as 4GB (default: 2GB)', megabytes)
    .option('--scratch <amount>', 'disk of each job, such as 10GB', megabytes)
    .option('--walltime <time>', 'of each job, such as 2h', timeSpan)
    .option('--queue <name>', 'the one queue that they may run at')
    .option('--nucleus <site>', 'the site that collects the output')
    .option('--dataset <name>', 'the dataset that they read')
    .option(
      '--input <file>',
      'a file of the site’s storage that each job finds in its folder; may be repeated',
      collected,
    )
    .option('--output <file>', 'a file that each job leaves in its folder, to be kept; may be repeated', collected)
    .option('--env <NAME=value>', 'a variable of their environment; may be repeated', variable)
    .option('--container <image>', 'an Apptainer image that they run in')
    .option('--priority <number>', 'the higher, the sooner (default: 1000)', wholeNumber)
    .option('--share <name>', 'the global share that they count for')
    .option('--attempts <number>', 'how often a job that fails is tried on the whole', positiveWhole)
    .option('--file <file>', 'submit the tasks of a file: YAML, a list; or JSON, one a line')
    .option(
      '--wait',
      'wait until all has ended, and print what a single job wrote; the exit code is 1 when some failed',
    )
    .option('--json', 'print one JSON object')
    .showHelpAfterError('Put -- before the command of the jobs: ailuro submit --jobs 10 -- sh -c "echo hello"')
    .addHelpText(
      'after',
      `
Examples:
  ailuro submit --wait -- sh -c 'echo hello'
  ailuro submit --jobs 100 --name fit --walltime 2h --memory 4GB -- ./fit.sh
  ailuro submit --file tasks.yaml

A task of a file has the fields of POST /tasks: name, jobs, cores, memoryMBPerCore, walltimeSeconds, queue, priority, share,
spec: { command: [...], environment: {...}, inputs: [{ name }], outputs: [{ name }] }, and specs, one for each job.`,
    )
    .action((words: string[], options: SubmitOptions) => submit(words, options))
  return addServerOptions(command)
}

async function submit(words: readonly string[], options: SubmitOptions): Promise<void> {
  const { file, wait, json } = options
  refuseBoth(words, options)
  const tasks = file === undefined ? undefined : readTasks(file)
  await withServer(
    options,
    async (client) => {
      const made = tasks === undefined ? [await submitJobs(client, words, options)] : await submitTasks(client, tasks)
      const numbers = made.flatMap((one) => ('task' in one ? [one.task] : []))
      const refused = made.length - numbers.length
      if (wait !== true) {
        writeAnswer(tasks === undefined ? made[0] : { results: made }, json, () => madeText(made))
        if (refused > 0) process.exitCode = exitCodes.badInput
        return
      }
      if (json !== true) process.stderr.write(`${madeText(made)}\n`)
      const haveFinished = await waitForTasks(client, numbers, json === true)
      process.exitCode = refused > 0 ? exitCodes.badInput : haveFinished ? exitCodes.complete : exitCodes.incomplete
    },
    wait,
  )
}

/** @throws BadInput when it is not clear what to submit */
function refuseBoth(words: readonly string[], options: SubmitOptions): void {
  const { file } = options
  if (file === undefined) {
    if (words.length > 0) return
    throw new BadInput('submit', 'there is nothing to submit', '-- and a command, or --file FILE')
  }
  if (words.length > 0) throw new BadInput('submit', 'there are a command and a file of tasks', 'one of the two')
  const given = needs.find((name) => options[name] !== undefined)
  if (given !== undefined)
    throw new BadInput(`--${given}`, 'it stands beside a file of tasks', 'the fields of the tasks in the file')
}

type Submitted = Output<'POST /tasks/bulk'>['results'][number]
type Task = ReturnType<typeof readTasks>[number]

/** The server takes so many tasks in one request. */
const TASKS_IN_REQUEST = 1_000

async function submitTasks(client: Client, tasks: readonly Task[]): Promise<Submitted[]> {
  const made: Submitted[] = []
  for (let from = 0; from < tasks.length; from += TASKS_IN_REQUEST) {
    const body = { tasks: tasks.slice(from, from + TASKS_IN_REQUEST) }
    made.push(...(await client.call('POST /tasks/bulk', { body })).results)
  }
  return made
}

function submitJobs(client: Client, words: readonly string[], options: SubmitOptions): Promise<Submitted> {
  const { jobs, name, cores, queue, nucleus, dataset, container, priority, share, env } = options
  const named = (names: readonly string[] | undefined) => names?.map((one) => ({ name: one }))
  const wanted = {
    ...{ jobs, name, cores, queue, nucleus, dataset, container, priority, share },
    memoryMBPerCore: options.memory,
    scratchMB: options.scratch,
    walltimeSeconds: options.walltime,
    environment: env,
    inputs: named(options.input),
    outputs: named(options.output),
    ...(options.attempts === undefined ? {} : { maxAttempts: options.attempts, maxFailures: options.attempts }),
  }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return client.call('POST /jobs', { body: { command: [...words], ...given } })
}

const MOST_TOLD = 20

function madeText(made: readonly Submitted[]): string {
  if (made.length === 1 && 'task' in made[0])
    return `Task ${made[0].task}, ${made[0].name}. See how it goes: ailuro task ${made[0].task}`
  const lines = made.map((one, i) =>
    'task' in one
      ? `Task ${one.task}, ${one.name}`
      : `The task ${i + 1} of the file was refused: ${one.problem.detail}`,
  )
  // Refusals are told all, since each is to be mended.
  const told = lines.filter((_, i) => 'problem' in made[i] || i < MOST_TOLD)
  const accepted = made.filter((one) => 'task' in one).length
  return [...told, `${counted(accepted, 'task')} submitted, ${made.length - accepted} refused.`].join('\n')
}
