import { faultKinds, type LeftOut } from '../left-out.js'
import { readTrace, type ReadOptions } from '../open-trace.js'
import type { TraceJob } from '../trace.js'
import { BusyUsers } from './busy-users.js'
import { type Finding, FindingTally } from './finding.js'
import { JobSums } from './job-sums.js'
import { fewestRecords } from './long-enough.js'
import { Pauses } from './pauses.js'
import { RecordChecks } from './record-checks.js'
import { TimeCourse } from './time-course.js'
import type { TraceCheck, TraceNumbers } from './trace-check.js'
import { verdictsOn } from './verdict.js'

const daySeconds = 86_400
/** Shorter traces are looked at hour by hour for flurries. */
const daysForDays = 7

/** So many job numbers to a record tell of a sample. */
const sampledNumbers = 10
/** Traces of so few tasks are of those tasks only, if they have so many jobs each. */
const fewTasks = 5
const jobsOfATask = 20

/**
 * Reads a trace once, from end to end in bounded memory: what is in it, each fault with line and field, and what it can
 * validate. Faulty records are left out and told.
 * @throws BadInput as `readTrace` does, when the file as a whole cannot be read
 */
export async function checkTrace(path: string, options: Pick<ReadOptions, 'format'> = {}): Promise<TraceCheck> {
  const tally = new FindingTally()
  const records = new RecordChecks(tally)
  const parts = {
    sums: new JobSums(),
    pauses: new Pauses(),
    course: new TimeCourse(),
    daily: new BusyUsers(daySeconds),
    hourly: new BusyUsers(3600),
  }
  const each = Object.values(parts)
  const take = (job: TraceJob): void => {
    for (const part of each) part.add(job)
  }
  const info = await readTrace(path, (jobs) => jobs.forEach(take), { ...options, skipFaults: true, witness: records })
  const isPanda = info.format.startsWith('panda')
  records.finish()
  const isOnes = parts.sums.tell(tally)
  parts.pauses.finish(tally, isPanda ? 'creationtime' : 'submit time')
  const course = parts.course.finish(tally, info.startUnixSeconds, parts.sums.lastLine)
  if (!isOnes) (parts.sums.spanSeconds >= daysForDays * daySeconds ? parts.daily : parts.hourly).finish(tally)
  if (isPanda) tellPart(records, info.records, tally)
  const numbers: TraceNumbers = {
    file: path,
    ...info,
    ...parts.sums.finish(),
    tasks: records.tasks.size || undefined,
    course,
    pauses: parts.pauses.longest,
  }
  const findings = [...faultsOf(info.leftOut), ...tally.findings()]
  findings.sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight))
  return { ...numbers, findings, verdicts: verdictsOn(numbers, findings) }
}

const weights = ['fault', 'suspicion', 'trait']

/** PanDA numbers all jobs of the system in turn, so gaps between the numbers tell what is not in the trace. */
function tellPart({ numbers, tasks }: RecordChecks, records: number, tally: FindingTally): void {
  const handedOut = numbers.greatest - numbers.least + 1
  if (records > 1 && numbers.whole === records && handedOut >= sampledNumbers * records) {
    tally.note('sample', undefined, 'pandaid', () => `${records} records of ${handedOut} job numbers`)
  }
  if (tasks.size > 0 && tasks.size <= fewTasks && records >= Math.max(fewestRecords, jobsOfATask * tasks.size)) {
    tally.note('one-task', undefined, 'jeditaskid', () => `${records} jobs of ${tasks.size} tasks`)
  }
}

function faultsOf(leftOut: LeftOut): Finding[] {
  return faultKinds(leftOut).map(([kind, count]) => ({
    kind,
    weight: 'fault',
    about: `faulty ${kind}`,
    count,
    first: leftOut.firstOfKind[kind].map(({ line, message }) => ({ line, field: kind, found: message })),
    mind: 'the record cannot be used and is left out; ailuro replay refuses the trace without --skip-faults',
  }))
}
