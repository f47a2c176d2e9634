import { Command } from 'commander'
import type { PilotExplanation } from '../../brokerage/explain/pilot.js'
import { ApiProblem, type Client } from '../../live/api/client.js'
import { paragraph } from '../paragraph.js'
import { terminalWidth } from '../options.js'
import { writeAnswer } from './answer.js'
import { liveJobText } from './job-text.js'
import { type Subject, subjectOf } from './option-values.js'
import { addServerOptions, type ServerOptions } from './server-place.js'
import { taskText } from './tasks-text.js'
import { type JobNow, jobWhyText, queueWhyText, withoutNulls } from './why-text.js'
import { withServer } from './with-server.js'

interface WhyOptions extends ServerOptions {
  json?: boolean
}

const kinds = 'a job such as 7, a task such as task:3, or a queue such as queue:BNL'

/** `ailuro why WHAT`: why something of a live server waits, and what would bring it on. */
export function whyCommand(): Command {
  const command = new Command('why')
    .description('tell why a job of a live server waits, why it went where it is, and what would bring it on')
    .argument('<what>', kinds)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  ailuro why 7              why job 7 waits
  ailuro why task:3         the same of the job of task 3 that has waited longest
  ailuro why queue:BNL      what a pilot of a queue would find`,
    )
    .action((what: string, options: WhyOptions) => why(what, options))
  return addServerOptions(command)
}

async function why(what: string, { json, ...options }: WhyOptions): Promise<void> {
  const subject = subjectOf(what, kinds)
  await withServer(options, async (client) => {
    const { answer, text } = await explained(client, subject)
    writeAnswer(answer, json, () => text(terminalWidth()))
  })
}

interface Told {
  readonly answer: unknown
  text(width: number): string
}

async function explained(client: Client, subject: Subject): Promise<Told> {
  if ('queue' in subject) return ofQueue(client, subject.queue)
  try {
    const answer =
      'task' in subject
        ? await client.call('GET /tasks/:number/explain', { params: { number: subject.task } })
        : await client.call('GET /jobs/:id/explain', { params: { id: subject.job } })
    return { answer, text: (width) => jobWhyText(withoutNulls<JobNow>(answer), width) }
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 409) return asItStands(client, subject)
    throw error
  }
}

async function ofQueue(client: Client, name: string): Promise<Told> {
  const answer = await client.call('GET /queues/:name/explain', { params: { name } })
  const { site } = await client.call('GET /queues/:name', { params: { name } })
  return { answer, text: (width) => queueWhyText(withoutNulls<PilotExplanation>(answer), site, width) }
}

/** What does not wait is told as it is: how a job ended, how a task goes. */
async function asItStands(
  client: Client,
  subject: { readonly job: number } | { readonly task: number },
): Promise<Told> {
  if ('job' in subject) {
    const job = await client.call('GET /jobs/:id', { params: { id: subject.job } })
    return { answer: job, text: (width) => liveJobText(job, width) }
  }
  const task = await client.call('GET /tasks/:number', { params: { number: subject.task } })
  return {
    answer: task,
    text: (width) => `${taskText(task, width)}\n${paragraph('None of its jobs waits for a place or a pilot.', width)}`,
  }
}
