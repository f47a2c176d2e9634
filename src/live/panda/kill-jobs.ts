import { maySee, seesAll } from '../api/rights.js'
import type { Caller } from '../auth/caller.js'
import type { JobRecord } from './job-record.js'
import type { PandaDesk } from './panda-desk.js'

/** Codes that end running jobs at once, for those with the production role (panda-protocol.md §5.3). */
const FORCING = [9, 52, 99]

/**
 * Ends jobs: the payload of a running one is ended by its pilot, unless the code forces it.
 * @returns for each whether it will end: it is alive, and the caller's to end
 */
export async function killJobs(
  { door }: PandaDesk,
  jobs: readonly (JobRecord | undefined)[],
  caller: Caller,
  code: number | undefined,
): Promise<boolean[]> {
  const report = code !== undefined && FORCING.includes(code) && seesAll(caller) ? 'kill' : 'killGently'
  return Promise.all(
    jobs.map(async (job) => {
      if (job?.isAlive !== true || !maySee(caller, job.user)) return false
      await door.report({ report, id: job.id })
      return true
    }),
  )
}
