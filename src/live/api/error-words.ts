import { DispatcherError, TaskBufferError } from '../../model/server-errors.js'
import { pilotErrorWords } from '../pilot/pilot-error-words.js'

/** What the server's own error codes mean, by the cause that they come with. */
const ownCodes: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'lost heartbeat': { [DispatcherError.lostHeartbeat]: 'its pilot fell silent while it ran' },
  'no reply': { [DispatcherError.noReply]: 'the pilot that took it never said a word' },
  'held too long': { [DispatcherError.holding]: 'the final report was never worked off' },
  'output failed': {
    [DispatcherError.transferring]: 'its output was on its way for too long',
    [TaskBufferError.transferTimeout]: 'its output did not reach its destination in time',
  },
  expired: { [TaskBufferError.expired]: 'it was alive for longer than any job may be' },
  rebrokered: {
    [TaskBufferError.rebrokered]: 'it waited for too long and was sent elsewhere',
    [TaskBufferError.fastRebrokerage]: 'its queue gave it back for another to take',
  },
}

/** What the causes mean where the code says no more. */
const causes: Readonly<Record<string, string>> = {
  reported: 'its pilot reported a failure',
  'lost heartbeat': 'its pilot fell silent',
  'no reply': 'the pilot that took it never said a word',
  'held too long': 'the final report was never worked off',
  'input failed': 'its input could not be moved to the site',
  'output failed': 'its output did not reach its destination',
  rebrokered: 'it waited for too long where it was and was sent elsewhere',
  killed: 'it was killed',
  expired: 'it was alive for longer than any job may be',
}

/** An error in words; null when there was none. */
export function jobErrorOf(code: number, cause: string): { code: number; cause: string; text: string } | null {
  if (code === 0 && (cause === 'course' || cause === '')) return null
  const own = ownCodes[cause]?.[code]
  if (own !== undefined) return { code, cause, text: own }
  const general = (cause === 'reported' ? pilotErrorWords[code] : undefined) ?? causes[cause] ?? 'it failed'
  return { code, cause, text: code === 0 ? general : `${general}, with code ${code}` }
}
