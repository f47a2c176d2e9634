import { formatBytes, formatCount, formatFraction, formatNumber, formatSeconds } from '../model/format.js'
import type { Distribution } from '../sim/run-result.js'
import type { Finding, Occurrence } from '../sim/traces/check/finding.js'
import type { TraceCheck } from '../sim/traces/check/trace-check.js'
import { wrap } from './comparison-text.js'
import { sparkline } from './sparkline.js'
import { characters, printable, renderTable } from './table.js'

const mostFacts = 12
const mostPauses = 3

/** What a check found, for a terminal. */
export function traceCheckText(check: TraceCheck, width: number): string {
  const sections = [
    heading(check, width),
    counts(check, width),
    quantities(check, width),
    course(check, width),
    sites(check, width),
    findings(check, width),
    verdicts(check, width),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function heading({ file, format, records, bytes, header }: TraceCheck, width: number): string {
  const facts = Object.entries(header).slice(0, mostFacts)
  const title = `${file}: ${format}, ${counted(records, 'record')}, ${formatBytes(bytes)}`
  return [title, ...facts.map(([key, value]) => cut(`  ${key}: ${value}`, width))].join('\n')
}

function counts(check: TraceCheck, width: number): string {
  const { course, spanSeconds, jobsByStatus, startUnixSeconds: start } = check
  const statuses = Object.entries(jobsByStatus).filter(([, jobs]) => jobs > 0)
  const peak = course.peakHour
  const names = [
    counted(check.users, 'user'),
    counted(check.groups, 'group'),
    counted(check.sites, 'site'),
    ...(check.tasks === undefined ? [] : [counted(check.tasks, 'task')]),
  ]
  const from = start === undefined ? '' : `, from ${moment(0, start)} to ${moment(spanSeconds, start)} UTC`
  return pairs(
    [
      ['submitted', `over ${formatSeconds(spanSeconds)}${from}`],
      [
        'rate',
        (course.jobsPerDay === undefined ? '' : `${formatNumber(course.jobsPerDay)} jobs a day; `) +
          `at most ${formatCount(peak.jobs)} in an hour (${moment(peak.fromSeconds, start)})`,
      ],
      ['status', statuses.map(([status, jobs]) => `${formatCount(jobs)} ${status}`).join(', ')],
      ['names', names.join(', ')],
      ['retries', formatCount(check.retries)],
      ['pauses', pauses(check)],
      ['never told', check.missing.join(', ')],
    ],
    width,
  )
}

function pauses({ course, pauses, startUnixSeconds }: TraceCheck): string {
  const hours = `${counted(course.hoursWithoutSubmission, 'hour')} without submissions, ${formatCount(course.hoursWithoutEnd)} without ends`
  const longest = pauses
    .slice(0, mostPauses)
    .map(
      (pause) =>
        `${formatSeconds(pause.lengthSeconds)} from ${moment(pause.fromSeconds, startUnixSeconds)} (line ${pause.line})`,
    )
  return longest.length > 0 ? `${hours}; longest ${longest.join(', ')}` : hours
}

function quantities({ quantities: found }: TraceCheck, width: number): string {
  const row = (name: string, all: Distribution, show: (value: number) => string): string[] => [
    name,
    formatCount(all.count),
    ...[all.mean, all.p50, all.p90, all.p95, all.p99, all.max].map(show),
  ]
  const rows = [
    row('run time', found.runSeconds, formatSeconds),
    row('wait', found.waitSeconds, formatSeconds),
    row('between submissions', found.interArrivalSeconds, formatSeconds),
    row('requested time', found.requestedSeconds, formatSeconds),
    row('cores', found.cores, formatNumber),
    row('memory a core', found.memoryMBPerCore, (value) => `${formatNumber(value)} MB`),
    row('input', found.inputBytes, formatBytes),
    row('output', found.outputBytes, formatBytes),
    row('CPU efficiency', found.efficiency, formatFraction),
  ]
  const title = (name: string, importance: number) => ({ title: name, align: 'right' as const, importance })
  return renderTable(
    [
      { title: 'Quantity', align: 'left', importance: 9 },
      ...[title('known', 3), title('mean', 5), title('50 %', 8), title('90 %', 4), title('95 %', 7), title('99 %', 2)],
      title('most', 6),
    ],
    rows.filter(([, known]) => known !== '0'),
    width,
  )
}

/** Pictures of submissions, ends and busy cores over time, one bar for each span. */
function course({ course, spanSeconds, startUnixSeconds }: TraceCheck, width: number): string {
  const label = 12
  const room = Math.max(10, width - label)
  const line = (name: string, values: readonly number[]): string => {
    const most = Math.max(0, ...values)
    return most === 0 ? '' : `${name.padEnd(label)}${sparkline(values.slice(0, room))}  at most ${formatNumber(most)}`
  }
  const bars = Math.min(course.submitted.length, room)
  const [from, to] = [moment(0, startUnixSeconds), moment(spanSeconds, startUnixSeconds)]
  const axis = bars >= from.length + to.length + 1 ? from + to.padStart(bars - from.length) : from
  return [
    `Over time, a bar for each ${formatSeconds(course.barSeconds)}`,
    `${' '.repeat(label)}${axis}`,
    line('submitted', course.submitted),
    line('ended', course.ended),
    line('busy cores', course.busyCores),
  ]
    .filter((text) => text !== '')
    .map((text) => cut(text, width))
    .join('\n')
}

function sites({ topSites, sites: all }: TraceCheck, width: number): string {
  if (topSites.length === 0) return ''
  const table = renderTable(
    [
      { title: 'Site', align: 'left', importance: 9, shortest: 12 },
      { title: 'jobs', align: 'right', importance: 8 },
      { title: 'core-hours', align: 'right', importance: 6 },
      { title: 'cores at once', align: 'right', importance: 7 },
    ],
    topSites.map(({ site, jobs, coreHours, peakCores }) => [
      site,
      formatCount(jobs),
      formatNumber(coreHours),
      formatCount(peakCores),
    ]),
    width,
  )
  return all > topSites.length ? `${table}\n… and ${formatCount(all - topSites.length)} more` : table
}

const titles = {
  fault: 'Faults of records: these cannot be used and are left out',
  suspicion: 'Suspicions: usable, but mind',
  trait: 'Traits: what kind of log it is',
}

function findings({ findings: all }: TraceCheck, width: number): string {
  const sections = (['fault', 'suspicion', 'trait'] as const).map((weight) => {
    const found = all.filter((finding) => finding.weight === weight)
    return found.length === 0
      ? ''
      : [titles[weight], ...found.flatMap((finding) => findingLines(finding, width))].join('\n')
  })
  const told = sections.filter((section) => section !== '').join('\n\n')
  return told === '' ? 'No faults, nothing suspicious.' : told
}

function findingLines({ weight, about, count, first, mind }: Finding, width: number): string[] {
  const untold = count - first.length
  const places = isList(first)
    ? [first.map(({ field, found }) => `${field} = ${found}`).join(', ')]
    : first.map(placeText)
  if (untold > 0 && first.length > 1) places.push(`and ${formatCount(untold)} more`)
  return [
    ...indented(`${formatCount(count)} × ${about}`, 2, width),
    ...places.flatMap((place) => indented(place, 6, width)),
    ...(weight === 'fault' ? [] : indented(`→ ${mind}`, 6, width)),
  ]
}

/** Columns that are constant stand on one line; they would else fill a screen. */
function isList(first: readonly Occurrence[]): boolean {
  return first.length > 1 && first.every(({ line, field }) => line === undefined && field !== '')
}

function placeText({ line, field, found }: Occurrence): string {
  // A fault says its place itself.
  if (/: .*; allowed: /.test(found)) return found
  const place = [line === undefined ? '' : `line ${line}`, field].filter((part) => part !== '').join(', ')
  return [place, found].filter((part) => part !== '').join(': ')
}

function verdicts({ verdicts: all }: TraceCheck, width: number): string {
  const left = Math.max(...all.map(({ subject }) => subject.length)) + 2
  const rows = all.map(({ subject, answer, reasons }) => [subject.padEnd(left) + answer, reasons.join('; ')] as const)
  return `What it can validate\n${pairs(rows, width)}`
}

/** Names to the left, their texts beside them, wrapped. */
function pairs(rows: readonly (readonly [name: string, text: string])[], width: number): string {
  const shown = rows.filter(([, text]) => text !== '')
  const left = Math.max(...shown.map(([name]) => name.length)) + 2
  return shown
    .flatMap(([name, text]) =>
      wrap(printable(text), Math.max(20, width - left)).map(
        (line, index) => (index === 0 ? name.padEnd(left) : ' '.repeat(left)) + line,
      ),
    )
    .join('\n')
}

function indented(text: string, indent: number, width: number): string[] {
  return wrap(printable(text), Math.max(20, width - indent)).map(
    (line, index) => ' '.repeat(indent + (index === 0 ? 0 : 2)) + line,
  )
}

/** A time of the log: a date where its start is known, else the time after the first submission. */
function moment(seconds: number, startUnixSeconds: number | undefined): string {
  if (startUnixSeconds === undefined) return `+${formatSeconds(seconds)}`
  return new Date((startUnixSeconds + seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')
}

function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

function cut(text: string, width: number): string {
  const all = characters(printable(text))
  return all.length <= width ? all.join('') : `${all.slice(0, width - 1).join('')}…`
}
