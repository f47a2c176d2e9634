import { Command } from 'commander'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

interface RestartOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro restart`: a live server begins anew with what it has kept. */
export function restartCommand(): Command {
  const command = new Command('restart')
    .description('have a live server start again decently, with all that it has kept; pilots and jobs go on')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  ailuro restart')
    .action(({ json, ...options }: RestartOptions) =>
      withServer(options, async (client) => {
        const answer = await client.call('POST /restart')
        writeAnswer(answer, json, () => 'The server starts again.')
      }),
    )
  return addServerOptions(command)
}
