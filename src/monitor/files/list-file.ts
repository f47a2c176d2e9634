import type { Look } from '../look.js'
import { busyLinks } from '../network-order.js'
import { datasetFilterOf } from '../pages/data.js'
import { jobFilterOf } from '../pages/jobs.js'
import { queuesOf } from '../pages/queues.js'
import { taskFilterOf } from '../pages/tasks.js'
import { usersOf } from '../pages/users.js'
import { workerFilterOf } from '../pages/workers.js'
import { filterOf } from '../parts/filter-form.js'
import { NotTold } from '../readings/not-told.js'
import type { DatasetInList, LinkTold } from '../readings/data.js'
import type { JobInList } from '../readings/jobs.js'
import type { UserInList } from '../readings/people.js'
import type { QueueInList, WorkerInList } from '../readings/places.js'
import type { TaskInList } from '../readings/tasks.js'
import { type Cell, csv } from './csv.js'

const MOST = 10_000

/** A list that is offered as a file: what is in it, and what stands in its columns. */
export interface ListFile {
  /** The items as they were read, for JSON. */
  read(look: Look): Promise<readonly object[] | NotTold>
  readonly columns: readonly string[]
  cells(item: object): readonly Cell[]
}

/** Lists by the path of their page. Each holds what the address bar asks for, at most 10,000 jobs, tasks, datasets or workers; times are seconds of the core. */
const listFiles: Readonly<Record<string, ListFile>> = {
  '/jobs': list<JobInList>(
    async ({ source, asking, query }) => (await source.jobs(asking, jobFilterOf(query, MOST))).items,
    {
      ...plain('id', 'task', 'taskName', 'ordinal', 'attempt', 'user', 'state', 'queue', 'site', 'priority', 'cores'),
      ...plain('createdAt', 'startedAt', 'since'),
      errorCode: ({ error }) => error?.code ?? null,
      error: ({ error }) => error?.text ?? null,
    },
  ),
  '/tasks': list<TaskInList>(
    async ({ source, asking, query }) => (await source.tasks(asking, taskFilterOf(query, MOST))).items,
    {
      ...plain('task', 'name', 'user', 'isAlive', 'jobs', 'finished', 'failed', 'cancelled', 'priority'),
      ...plain('submittedAt', 'endedAt'),
    },
  ),
  '/queues': list<QueueInList>(
    async ({ source, asking, query }) =>
      queuesOf(await source.queues(asking), filterOf(query, ['name', 'site', 'status'])),
    {
      ...plain('queue', 'site', 'tier', 'status', 'waiting', 'running', 'runningCores', 'cores', 'finished', 'failed'),
    },
  ),
  '/users': list<UserInList>(
    async ({ source, asking, query }) => usersOf(await source.users(asking), filterOf(query, ['user']).user),
    { ...plain('user', 'tasks', 'waiting', 'running', 'finished', 'failed') },
  ),
  '/network': list<LinkTold>(
    async ({ source, asking, query }) => {
      const { source: from, destination: to } = filterOf(query, ['source', 'destination'])
      return busyLinks((await source.network(asking)).links, from, to)
    },
    { ...plain('from', 'to', 'bytesPerSecond', 'transfers', 'bytes', 'closeness', 'ageSeconds') },
  ),
  '/data': list<DatasetInList>(
    async ({ source, asking, query }) => {
      const told = await source.datasets(asking, datasetFilterOf(query, MOST))
      return told instanceof NotTold ? told : told.items
    },
    {
      ...plain('name', 'bytes', 'files', 'uses', 'lastUsedAt'),
      replicas: ({ replicas }) => replicas.map(({ site, kind }) => `${site} (${kind})`).join(' '),
    },
  ),
  '/workers': list<WorkerInList>(
    async ({ source, asking, query }) => {
      const told = await source.workers(asking, workerFilterOf(query, MOST))
      return told instanceof NotTold ? told : told.page.items
    },
    { ...plain('name', 'queue', 'status', 'job', 'node', 'heardAt') },
  ),
}

/** The list whose file stands at a path such as `/jobs.csv`; undefined: there is none. */
export function listFileAt(path: string): { name: string; form: 'csv' | 'json'; list: ListFile } | undefined {
  const [, page, form] = /^(\/[a-z]+)\.(csv|json)$/.exec(path) ?? []
  if (page === undefined || !Object.hasOwn(listFiles, page)) return undefined
  return { name: path.slice(1), form: form as 'csv' | 'json', list: listFiles[page] }
}

/** The text of the file, or why there is none. */
export async function listFile(
  { read, columns, cells }: ListFile,
  form: 'csv' | 'json',
  look: Look,
): Promise<string | NotTold> {
  const items = await read(look)
  if (items instanceof NotTold) return items
  return form === 'json' ? `${JSON.stringify(items)}\n` : csv(columns, items.map(cells))
}

type Columns<Item> = Readonly<Record<string, (item: Item) => Cell>>

function list<Item extends object>(
  read: (look: Look) => Promise<readonly Item[] | NotTold>,
  columns: Columns<Item>,
): ListFile {
  const cells = Object.values(columns)
  return { read, columns: Object.keys(columns), cells: (item) => cells.map((cell) => cell(item as Item)) }
}

/** Columns that show a property as it is. */
function plain<Name extends string>(...names: readonly Name[]): Columns<Readonly<Record<Name, Cell>>> {
  return Object.fromEntries(names.map((name) => [name, (item: Readonly<Record<Name, Cell>>) => item[name]]))
}
