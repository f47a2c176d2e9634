import { spawn } from 'node:child_process'
import { Command } from 'commander'
import { writeAnswer } from './answer.js'
import { addServerOptions, type ServerOptions, serverPlace } from './server-place.js'
import { withServer } from './with-server.js'

interface MonitorOptions extends ServerOptions {
  open?: boolean
  json?: boolean
}

/** `ailuro monitor`: a link that signs a browser in at a live server's monitor. */
export function monitorCommand(): Command {
  const command = new Command('monitor')
    .description('print a link, good once and for a minute, that opens the monitor of a live server signed in')
    .option('--open', 'open it in the browser of this machine')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  ailuro monitor --open\n  ailuro monitor --server https://panda.example:25443')
    .action(({ open, json, ...options }: MonitorOptions) =>
      withServer(options, async (client) => {
        const { path, expiresInSeconds } = await client.call('POST /monitor/tickets')
        const url = new URL(path, serverPlace(options).url).href
        if (open === true) openInBrowser(url)
        writeAnswer({ url, expiresInSeconds }, json, () => url)
      }),
    )
  return addServerOptions(command)
}

/** Programs that open an address with what people use for it, by platform. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['explorer'],
}

/** Where there is no such program the link that is printed must do. */
function openInBrowser(url: string): void {
  const [program, ...rest] = openers[process.platform] ?? ['xdg-open']
  const opener = spawn(program, [...rest, url], { stdio: 'ignore', detached: true })
  opener.on('error', (error) => process.stderr.write(`No browser could be opened (${error.message}): open the link.\n`))
  opener.unref()
}
