import { Command } from 'commander'
import { writeAnswer } from './answer.js'
import { subjectOf } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { withServer } from './with-server.js'
import { BadInput } from '../../model/bad-input.js'

interface KillOptions extends ServerOptions {
  json?: boolean
}

const kinds = 'the number of a job such as 7, or a task such as task:3'

/** `ailuro kill ID…`: ends jobs and tasks for good. */
export function killCommand(): Command {
  const command = new Command('kill')
    .description('end jobs of a live server for good, or all jobs of tasks')
    .argument('<what...>', kinds)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  ailuro kill 7 8 9\n  ailuro kill task:3')
    .action((what: string[], options: KillOptions) => kill(what, options))
  return addServerOptions(command)
}

async function kill(what: readonly string[], { json, ...options }: KillOptions): Promise<void> {
  const subjects = what.map((text) => {
    const subject = subjectOf(text, kinds)
    if ('queue' in subject) throw new BadInput(`"${text}"`, 'it is a queue', kinds)
    return subject
  })
  await withServer(options, async (client) => {
    const killed: { readonly what: string; readonly wasAlive: boolean }[] = []
    for (const subject of subjects) {
      if ('task' in subject) {
        const { wasAlive } = await client.call('POST /tasks/:number/kill', { params: { number: subject.task } })
        killed.push({ what: `task ${subject.task}`, wasAlive })
      } else {
        const { wasAlive } = await client.call('POST /jobs/:id/kill', { params: { id: subject.job } })
        killed.push({ what: `job ${subject.job}`, wasAlive })
      }
      if (json !== true) writeAnswer(undefined, false, () => killedText(killed[killed.length - 1]))
    }
    if (json === true) writeAnswer({ killed }, true, () => '')
  })
}

function killedText({ what, wasAlive }: { readonly what: string; readonly wasAlive: boolean }): string {
  return wasAlive ? `Killed ${what}.` : `${what[0].toUpperCase()}${what.slice(1)} had ended before.`
}
