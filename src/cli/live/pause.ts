import { Command } from 'commander'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'

interface PauseOptions extends ServerOptions {
  json?: boolean
}

/** `ailuro pause`: no more places for jobs. */
export function pauseCommand(): Command {
  return brokerageCommand(
    'pause',
    'have the brokerage of a live server give no more places to jobs; what has one goes on',
    {
      route: 'POST /brokerage/pause',
      isPaused: true,
      told: 'Brokerage pauses: jobs are taken and get no place until `ailuro resume`.',
    },
  )
}

/** `ailuro resume`: brokerage goes on. */
export function resumeCommand(): Command {
  return brokerageCommand('resume', 'have the brokerage of a live server go on', {
    route: 'POST /brokerage/resume',
    isPaused: false,
    told: 'Brokerage goes on.',
  })
}

interface Change {
  readonly route: 'POST /brokerage/pause' | 'POST /brokerage/resume'
  readonly isPaused: boolean
  readonly told: string
}

function brokerageCommand(name: string, about: string, { route, isPaused, told }: Change): Command {
  const command = new Command(name)
    .description(about)
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\nExample:\n  ailuro ${name}`)
    .action(({ json, ...options }: PauseOptions) =>
      withServer(options, async (client) => {
        await client.call(route)
        writeAnswer({ isPaused }, json, () => told)
      }),
    )
  return addServerOptions(command)
}
