/** What went wrong with a job, in the fields of PanDA that belong to who found it (panda-protocol.md §7.2). */
import { DispatcherError } from '../../model/server-errors.js'
import type { JobRecord } from './job-record.js'

/** Codes of what ailuro knows by its cause alone. */
const usualCodes: Readonly<Record<string, number>> = { killed: 100, 'input failed': 100, 'output failed': 201 }
/** The worker had ended already. */
const WORKER_ENDED = 2

const finders: Readonly<Record<string, string>> = {
  ...{ 'lost heartbeat': 'jobDispatcher', 'no reply': 'jobDispatcher', 'held too long': 'jobDispatcher' },
  ...{
    reported: 'pilot',
    'input failed': 'ddm',
    rebrokered: 'taskBuffer',
    expired: 'taskBuffer',
    killed: 'taskBuffer',
  },
}

/**
 * None where all went well.
 * @param hasWorkerEnded whether Harvester said that the job's worker was over
 */
export function errorFields(error: JobRecord['error'], hasWorkerEnded: boolean): Record<string, string | number> {
  if (error === null) return {}
  const { cause, code, text } = error
  // Pilots may fail a job by the payload's exit code alone.
  if (cause === 'reported' && code === 0) return {}
  const finder = finders[cause] ?? finderOfOutput(code)
  return {
    [`${finder}ErrorCode`]: code === 0 ? (usualCodes[cause] ?? 0) : code,
    [`${finder}ErrorDiag`]: text,
    ...(cause === 'lost heartbeat' &&
      hasWorkerEnded && { supErrorCode: WORKER_ENDED, supErrorDiag: 'its worker had ended' }),
  }
}

/** Output is watched on its way, has a last moment, and is moved by the data service. */
function finderOfOutput(code: number): string {
  if (code === (DispatcherError.transferring as number)) return 'jobDispatcher'
  return code === 0 ? 'ddm' : 'taskBuffer'
}
