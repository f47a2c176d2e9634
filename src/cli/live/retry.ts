import { counted } from '../../model/format.js'
import { Command } from 'commander'
import { writeAnswer } from './answer.js'
import { givenNumber } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

interface RetryOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro retry TASK`: a new task of the jobs that failed. */
export function retryCommand(): Command {
  const command = new Command('retry')
    .description('submit the jobs of a task that failed for good once more, as a new task')
    .argument('<task>', 'its number', givenNumber)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro retry 3')
    .action((number: number, options: RetryOptions) => retry(number, options))
  return addServerOptions(command)
}

async function retry(number: number, { json, ...options }: RetryOptions): Promise<void> {
  await withServer(options, async (client) => {
    const made = await client.call('POST /tasks/:number/retry', { params: { number } })
    writeAnswer(made, json, () => `Task ${made.task}, ${made.name}: ${counted(made.jobs, 'job')} once more.`)
  })
}
