import { TimeHeap } from '../../model/time-heap.js'
import type { Seconds } from '../../model/units.js'
import { faultsInWords } from '../../sim/traces/left-out.js'
import { readTrace, type ReadOptions } from '../../sim/traces/open-trace.js'
import type { TraceInfo, TraceJob } from '../../sim/traces/trace.js'
import type { Witness } from '../../sim/traces/witness.js'
import type { WrittenLine } from './feed-schema.js'

type JobLine = WrittenLine & { event: 'job' }

/** What is told of a job at a time, and what is told of it next: a run may take no time. */
interface Due {
  readonly line: JobLine
  readonly next?: JobLine
}

/** What was made of records that a feed cannot tell as they are. */
export interface TraceFeedInfo extends TraceInfo {
  /** Records that name no site: told as jobs that waited and left. */
  withoutSite: number
  /** Records that never ran, of which no time of their end is told: they leave at once. */
  neverRan: number
  /** Records that ran without a known wait: they start when they were placed. */
  withoutWait: number
  /** Records that ran and whose status is unknown: they finish. */
  withoutStatus: number
  /** Records whose task is not told: each is a task of its own. */
  withoutTask: number
  /** Records that tell no memory. */
  withoutMemory: number
}

/** Numbers of tasks, as PanDA calls the column. */
const TASK_COLUMN = 'jeditaskid'
/** Memory where a record tells none. */
const USUAL_MEMORY_MB = 2_000

/**
 * Tells the records of a trace as a feed of production: each job was submitted and placed when its record was created, ran and ended
 * when it says. In bounded memory, but for the names of tasks and jobs that are under way.
 * @param write takes each line, in the order of time
 * @param drained waited for now and then
 * @throws BadInput as `readTrace`
 */
export async function traceFeed(
  path: string,
  options: ReadOptions,
  write: (line: WrittenLine) => void,
  drained: () => Promise<void>,
): Promise<TraceFeedInfo> {
  const records = new RecordFeed(write)
  const info = await readTrace(
    path,
    async (jobs) => {
      for (const job of jobs) records.take(job)
      await drained()
    },
    { ...options, witness: records.witness },
  )
  records.end()
  return { ...info, ...records.counts }
}

class RecordFeed {
  readonly counts = { withoutSite: 0, neverRan: 0, withoutWait: 0, withoutStatus: 0, withoutTask: 0, withoutMemory: 0 }
  private readonly due = new TimeHeap()
  private readonly lines: (Due | undefined)[] = []
  private readonly free: number[] = []
  /** Task of each record of the batch in hand, by line. */
  private readonly taskOf = new Map<number, string>()
  private readonly tasks = new Map<string, { readonly kinds: Map<string, string> }>()
  /** Jobs that were placed at the same time. */
  private placing:
    { at: Seconds; bunches: Map<string, WrittenLine & { event: 'placed' }>; later: JobLine[] } | undefined
  private ids = 0

  constructor(private readonly write: (line: WrittenLine) => void) {}

  /** Looks for the task that a record belongs to. */
  readonly witness: Witness = {
    record: ({ line }, { columns, text }) => {
      const column = columns.findIndex((name) => name.toLowerCase() === TASK_COLUMN)
      const task = column < 0 ? undefined : text(column)
      if (task !== undefined && task !== '0') this.taskOf.set(line, task)
    },
    mended: () => undefined,
  }

  take(job: TraceJob): void {
    const at = job.submitSeconds
    if (this.placing?.at !== at) {
      this.place()
      // What happens to jobs of this second is told after they are placed.
      this.tellUntil(at)
    }
    if (job.memoryMBPerCore === undefined) this.counts.withoutMemory++
    this.placing ??= { at, bunches: new Map(), later: [] }
    const id = this.idOf(job)
    const task = this.taskFor(job, at)
    if (job.site === undefined) {
      this.counts.withoutSite++
      this.write({ event: 'jobs', at, task, jobs: [this.told(job, id)] })
      this.placing.later.push({ event: 'job', at, id, state: 'closed' })
      return
    }
    const key = `${task}\n${job.site}\n${job.cores}`
    const bunch = this.placing.bunches.get(key)
    if (bunch !== undefined) bunch.jobs.push(this.told(job, id))
    else
      this.placing.bunches.set(key, {
        event: 'placed',
        at,
        task,
        jobs: [this.told(job, id)],
        queue: job.site,
        cores: job.cores,
      })
    this.live(job, id, at)
  }

  end(): void {
    this.place()
    this.tellUntil(Infinity)
  }

  private told({ attempt }: TraceJob, id: number): { id: number; attempt?: number } | number {
    return attempt > 1 ? { id, attempt } : id
  }

  /** What becomes of the job after it was placed. */
  private live({ waitSeconds, runSeconds, status, error }: TraceJob, id: number, at: Seconds): void {
    const code = error === undefined ? 0 : Math.trunc(Number(error.slice(error.indexOf(':') + 1)))
    const ending = (time: Seconds, state: 'finished' | 'failed' | 'cancelled' | 'closed'): JobLine => {
      return { event: 'job', at: time, id, state, ...(code !== 0 && { error: code }) }
    }
    if (runSeconds === undefined) {
      if (status === 'unknown') return
      this.counts.neverRan++
      this.placing?.later.push(ending(at, status))
      return
    }
    if (waitSeconds === undefined) this.counts.withoutWait++
    if (status === 'unknown') this.counts.withoutStatus++
    const start = at + (waitSeconds ?? 0)
    const end = ending(start + runSeconds, status === 'unknown' ? 'finished' : status)
    this.later({ line: { event: 'job', at: start, id, state: 'running' }, next: end })
  }

  /** Bunches go out together, and then what happened to their jobs at once. */
  private place(): void {
    if (this.placing === undefined) return
    for (const bunch of this.placing.bunches.values()) this.write(bunch)
    for (const line of this.placing.later) this.write(line)
    this.placing = undefined
  }

  private later(due: Due): void {
    const place = this.free.pop() ?? this.lines.length
    this.lines[place] = due
    this.due.push(due.line.at as number, place)
  }

  private tellUntil(time: Seconds): void {
    while (this.due.firstTime() <= time && this.due.firstTime() < Infinity) {
      const place = this.due.pop()
      const { line, next } = this.lines[place] as Due
      this.lines[place] = undefined
      this.free.push(place)
      this.write(line)
      if (next !== undefined) this.later({ line: next })
    }
  }

  /** Attempts that share a number get numbers of their own: a feed knows jobs by theirs. */
  private idOf({ id }: TraceJob): number {
    const number = Number(id)
    const isFine = Number.isSafeInteger(number) && number > 0
    return isFine ? number : 2 ** 52 + ++this.ids
  }

  /** The task that it belongs to, told when it is new. Jobs of other needs are a task of their own. */
  private taskFor(job: TraceJob, at: Seconds): string {
    const number = this.taskOf.get(job.line)
    this.taskOf.delete(job.line)
    if (number === undefined) {
      this.counts.withoutTask++
      const name = `job ${job.id} of line ${job.line}`
      this.write(taskLine(name, job, at))
      return name
    }
    let task = this.tasks.get(number)
    if (task === undefined) this.tasks.set(number, (task = { kinds: new Map() }))
    const needs = [job.cores, job.memoryMBPerCore, job.label, job.requestedSeconds, job.priority].join(' ')
    let name = task.kinds.get(needs)
    if (name === undefined) {
      name = task.kinds.size === 0 ? number : `${number}.${task.kinds.size + 1}`
      task.kinds.set(needs, name)
      this.write(taskLine(name, job, at))
    }
    return name
  }
}

function taskLine(task: string, job: TraceJob, at: Seconds): WrittenLine {
  const { cores, memoryMBPerCore, vo, group, user, label, priority, requestedSeconds, inputBytes, outputBytes } = job
  const told = {
    vo,
    label,
    share: group ?? vo,
    user,
    group,
    priority: priority === undefined ? undefined : Math.trunc(priority),
    walltimeSeconds: requestedSeconds,
    inputBytes,
    outputBytes,
  }
  const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
  return { event: 'task', at, task, cores, memoryMBPerCore: memoryMBPerCore ?? USUAL_MEMORY_MB, ...known }
}

/** What a feed of a trace takes for granted, in sentences. */
export function traceFeedAssumptions(info: TraceFeedInfo): string[] {
  const { withoutSite, neverRan, withoutWait, withoutStatus, withoutTask, withoutMemory, records } = info
  const lines = [
    'a job was placed when its record was created; its states between that and its start are not known',
    'no datasets are known: jobs that read are seen without a place of their input',
    ...(info.leftOut.records > 0 ? [`of the trace, ${faultsInWords(info)}`] : []),
  ]
  const counted = [
    [withoutSite, 'records name no site: told as jobs that got no place'],
    [neverRan, 'records never ran, and their end has no time: they leave where they were placed at once'],
    [withoutWait, 'records ran and tell no wait: they start when they were placed, so waits mean nothing'],
    [withoutStatus, 'records ran and tell no status: they are taken to have finished'],
    [withoutMemory, `records tell no memory: ${USUAL_MEMORY_MB} MB per core`],
    [withoutTask, 'records name no task: each is a task of its own'],
  ] as const
  return [...lines, ...counted.flatMap(([count, words]) => (count > 0 ? [`${count} of ${records} ${words}`] : []))]
}
