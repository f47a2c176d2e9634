import type { Look } from './look.js'
import { jobFilterOf } from './pages/jobs.js'
import type { JobInList } from './readings/jobs.js'

const MOST = 10_000

const columns = [
  ...(['id', 'task', 'taskName', 'ordinal', 'attempt', 'user', 'state', 'queue', 'site', 'priority', 'cores'] as const),
  ...(['createdAt', 'startedAt', 'since'] as const),
] as const

/** The jobs that the address bar asks for, up to 10,000, as a file. Times are seconds of the core. */
export async function jobsFile({ source, asking, query }: Look, form: 'csv' | 'json'): Promise<string> {
  const { items } = await source.jobs(asking, jobFilterOf(query, MOST))
  if (form === 'json') return `${JSON.stringify(items)}\n`
  const head = [...columns, 'errorCode', 'error'].join(',')
  return `${[head, ...items.map(line)].join('\r\n')}\r\n`
}

function line(job: JobInList): string {
  return [...columns.map((column) => job[column]), job.error?.code ?? '', job.error?.text ?? ''].map(cell).join(',')
}

/** A cell that a spreadsheet takes for no formula. */
function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const tame = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
