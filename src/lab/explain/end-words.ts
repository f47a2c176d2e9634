import type { causeNames } from '../../model/cause.js'
import type { ReplayMode } from '../../sim/trace-workload.js'
import { TaskBufferError } from '../../model/server-errors.js'
import { errorWords } from '../report/error-words.js'

/** What causes mean, for people. What pilots report is told by its code. */
const causes: Record<Exclude<(typeof causeNames)[number], 'reported'>, string> = {
  course: 'the ordinary course',
  'lost heartbeat': 'nothing was heard of the pilot any more',
  'no reply': 'the pilot that took it never said a word',
  'held too long': 'the final report was never worked off',
  'input failed': 'the input could not be brought to the site',
  'output failed': 'the output did not reach its destination',
  rebrokered: 'it waited too long where it was, and was brokered again',
  killed: 'it was killed',
  expired: 'it was alive for longer than any job may be',
}

/**
 * Why an attempt ended as it did, in words. Replays take no error codes from their traces: what a pilot reports in one is drawn by
 * the failure model.
 */
export function endWords(cause: string, errorCode: number, replay: ReplayMode | undefined): string {
  if (cause === 'rebrokered' && errorCode === (TaskBufferError.fastRebrokerage as number))
    return `its queue was slow while others were free, and it was brokered again (${errorCode})`
  const words = (causes as Readonly<Record<string, string>>)[cause]
  if (words === undefined)
    return `${errorWords(errorCode)}${replay === undefined ? '' : ' (drawn by the failure model)'}`
  return errorCode === 0 ? words : `${words} (${errorCode})`
}
