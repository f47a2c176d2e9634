import { Command } from 'commander'
import { exitCodes } from '../exit-codes.js'
import { terminalWidth } from '../options.js'
import { writeAnswer } from './answer.js'
import { followJob } from './follow-job.js'
import { liveJobText } from './job-text.js'
import { givenNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

interface JobOptions extends ServerOptions {
  log?: boolean
  follow?: boolean
  json?: boolean
}

/** `ailuro job ID`: the story of one job, or what it wrote. */
export function jobCommand(): Command {
  const command = new Command('job')
    .description('tell the story of a job of a live server, or print what it wrote')
    .argument('<id>', 'its number', givenNumber)
    .option('--log', 'print what it wrote, and nothing else on the standard output')
    .option('--follow', 'first wait until it has ended, telling each change; the exit code is 1 when it did not finish')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro job 7
  ailuro job 7 --follow --log`,
    )
    .action((id: number, options: JobOptions) => job(id, options))
  return addServerOptions(command)
}

async function job(id: number, { log, follow, json, ...options }: JobOptions): Promise<void> {
  await withServer(
    options,
    async (client) => {
      const tell = (words: string): unknown => process.stderr.write(`${words}\n`)
      const told =
        follow === true ? await followJob(client, id, tell) : await client.call('GET /jobs/:id', { params: { id } })
      if (log === true) process.stdout.write(await client.call('GET /jobs/:id/log', { params: { id: told.id } }))
      else writeAnswer(told, json, () => liveJobText(told, terminalWidth()))
      if (follow === true && told.state !== 'finished') process.exitCode = exitCodes.incomplete
    },
    follow,
  )
}
