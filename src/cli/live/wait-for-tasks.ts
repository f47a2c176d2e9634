import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../live/api/client.js'
import type { Output } from '../../live/api/client-types.js'
import { counted, formatCount } from '../../model/format.js'
import { whenInterrupted } from '../interruption.js'
import { characters } from '../table.js'

type Task = Output<'GET /tasks/:number'>

const FIRST_PERIOD_MILLISECONDS = 250
const LONGEST_PERIOD_MILLISECONDS = 2_000
const clearLine = '\r\u001b[K'

/**
 * Waits until tasks have ended, with a line of progress, and prints how they ended: of a single job what it wrote, else how many
 * finished.
 * @param json whether to print one JSON object instead
 * @returns whether all jobs finished
 */
export async function waitForTasks(client: Client, numbers: readonly number[], json: boolean): Promise<boolean> {
  const progress = new ProgressLine()
  whenInterrupted(() => progress.clear())
  const ended: Task[] = []
  let period = FIRST_PERIOD_MILLISECONDS
  for (const number of numbers) {
    for (;;) {
      const task = await client.call('GET /tasks/:number', { params: { number } })
      progress.draw([...ended, task], numbers.length)
      if (task.state === 'ended') {
        ended.push(task)
        break
      }
      await sleep(period)
      period = Math.min(LONGEST_PERIOD_MILLISECONDS, period * 1.2)
    }
  }
  progress.clear()
  const isSingle = ended.length === 1 && ended[0].jobs === 1
  if (json) process.stdout.write(`${JSON.stringify({ tasks: ended }, null, 2)}\n`)
  else if (isSingle) await printLog(client, ended[0])
  else process.stdout.write(`${ended.map(endText).join('\n')}\n`)
  return ended.every(({ jobs, finished }) => finished === jobs)
}

/** What the last attempt of a task's only job wrote; how it failed goes to the standard error. */
async function printLog(client: Client, { task: number }: Task): Promise<void> {
  const { items } = await client.call('GET /tasks/:number/jobs', { params: { number }, query: { limit: 1 } })
  if (items.length === 0) return
  const job = await client.call('GET /jobs/:id', { params: { id: items[0].id } })
  if (job.hasLog) process.stdout.write(await client.call('GET /jobs/:id/log', { params: { id: job.id } }))
  if (job.state !== 'finished')
    process.stderr.write(`Job ${job.id} ${job.state}${job.error === null ? '' : `: ${job.error.text}`}\n`)
}

function endText({ task, name, jobs, finished, failed, cancelled }: Task): string {
  const rest = [
    ...(failed > 0 ? [`${formatCount(failed)} failed (ailuro jobs --task ${task} --state failed)`] : []),
    ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
  ]
  return [`Task ${task}, ${name}: of ${counted(jobs, 'job')} ${formatCount(finished)} finished`, ...rest].join(', ')
}

/** A line on the terminal that is drawn over; nothing where there is none. */
class ProgressLine {
  private readonly isShown = process.stderr.isTTY && process.env['TERM'] !== 'dumb'

  draw(tasks: readonly Task[], all: number): void {
    if (!this.isShown) return
    const sum = (of: (task: Task) => number): number => tasks.reduce((total, task) => total + of(task), 0)
    const jobs = sum((task) => task.jobs)
    const words = [
      ...(all > 1 ? [`task ${tasks.length} of ${formatCount(all)}`] : []),
      `${formatCount(sum(({ finished }) => finished))} of ${counted(jobs, 'job')} finished`,
      `${formatCount(sum(({ running }) => running))} run`,
      `${formatCount(sum(({ failed, cancelled }) => failed + cancelled))} failed`,
    ]
    const line = characters(words.join(', ')).slice(0, (process.stderr.columns ?? 80) - 1)
    process.stderr.write(clearLine + line.join(''))
  }

  clear(): void {
    if (this.isShown) process.stderr.write(clearLine)
  }
}
