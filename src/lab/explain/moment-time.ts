import { BadInput } from '../../model/bad-input.js'
import type { Seconds } from '../../model/units.js'
import { parseTime } from '../../sim/quantities.js'
import type { Scenario } from '../../sim/simulate.js'
import { readTrace } from '../../sim/traces/open-trace.js'

const allowed =
  'seconds from the start of the run, a time such as "12 h" or "2 d 11 h", or a date such as 2005-11-21T04:00Z'

/**
 * The moment of a run that a text means: seconds, a time from its start, or a date where the run replays a trace with dates.
 * @throws BadInput when it is none of these
 */
export async function momentTime(text: string, { name, trace }: Scenario): Promise<Seconds> {
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : parseTime(text)
  if (seconds !== undefined) return seconds
  // A date without a zone is one of the trace, in UTC.
  const milliseconds = Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? text : `${text.trim().replace(' ', 'T')}Z`)
  if (!/^\s*\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(milliseconds))
    throw new BadInput('--at', `it is ${text}`, allowed)
  const start = trace && (await readTrace(trace.path, () => undefined, trace)).startUnixSeconds
  if (start === undefined) throw new BadInput('--at', `${name} has no dates`, 'seconds, or a time such as "12 h"')
  const at = milliseconds / 1000 - start
  if (at >= 0) return at
  throw new BadInput(
    '--at',
    `${text} is before the start of the run`,
    `a date from ${new Date(start * 1000).toISOString()}`,
  )
}
