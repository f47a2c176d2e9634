import type { Distribution } from '../run-result.js'
import { faultKinds, type LeftOut } from './left-out.js'
import type { TraceSummary } from './trace-summary.js'

const headerWidth = 100

/** The summary as text to read, for `ailuro trace check`. */
export function renderTraceSummary(summary: TraceSummary): string {
  const { jobsByStatus } = summary
  const statuses = Object.entries(jobsByStatus).filter(([, jobs]) => jobs > 0)
  const lines = [
    `${summary.file}: ${summary.format}, ${counted(summary.records, 'record')}, ${counted(summary.bytes, 'byte')}`,
    ...Object.entries(summary.header).map(([key, value]) => `  ${key}: ${value}`.slice(0, headerWidth)),
    '',
    ...rows([
      ['submitted', `over ${duration(summary.spanSeconds)}${startOf(summary.startUnixSeconds)}`],
      ['status', statuses.map(([status, jobs]) => `${whole(jobs)} ${status}`).join(', ')],
      ['retries', whole(summary.retries)],
      ['users', whole(summary.users)],
      ['groups', whole(summary.groups)],
      ['sites', whole(summary.sites)],
    ]),
    '',
    ...rows([
      ['', 'jobs', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'],
      distributionRow('cores', summary.cores, (cores) => String(Math.round(cores * 100) / 100)),
      distributionRow('run time', summary.runSeconds, duration),
      distributionRow('wait', summary.waitSeconds, duration),
    ]),
  ]
  if (summary.topSites.length > 0) {
    const sites = summary.topSites.map(({ site, jobs, coreHours, peakCores }) => [
      site,
      whole(jobs),
      whole(Math.round(coreHours)),
      whole(peakCores),
    ])
    lines.push('', ...rows([['site', 'jobs', 'core-hours', 'peak cores'], ...sites]))
  }
  if (summary.missing.length > 0) lines.push('', `never filled: ${summary.missing.join(', ')}`)
  const mended = Object.entries(summary.mended).map(([fault, times]) => `${fault} (${whole(times)})`)
  if (mended.length > 0) lines.push('', `mended: ${mended.join('; ')}`)
  if (summary.leftOut.records > 0) lines.push('', ...faultLines(summary.leftOut))
  return `${lines.join('\n')}\n`
}

function faultLines(leftOut: LeftOut): string[] {
  const untold = leftOut.records - leftOut.told.length
  return [
    `left out: ${counted(leftOut.records, 'record')} with a fault`,
    ...rows(faultKinds(leftOut).map(([kind, faults]) => [`  ${kind}`, whole(faults)])),
    ...leftOut.told,
    ...(untold > 0 ? [`and ${whole(untold)} more`] : []),
  ]
}

function distributionRow(name: string, found: Distribution, show: (value: number) => string): string[] {
  if (found.count === 0) return [name, '0']
  return [name, whole(found.count), ...[found.mean, found.p50, found.p90, found.p95, found.p99, found.max].map(show)]
}

/** Cells in columns: the first to the left, numbers behind it to the right where there are several. */
function rows(table: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...table.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  )
  const align = (cell: string, column: number): string =>
    column === 0 || columns === 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
  return table.map((row) => row.map(align).join('  ').trimEnd())
}

function startOf(startUnixSeconds: number | undefined): string {
  if (startUnixSeconds === undefined) return ', start unknown'
  return ` from ${new Date(startUnixSeconds * 1000).toISOString().slice(0, 19)}Z`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 90 * 60) return `${(seconds / 60).toFixed(1)} min`
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`
  return `${(seconds / 86_400).toFixed(1)} d`
}

function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

function whole(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', ' ')
}
