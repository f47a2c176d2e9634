import { factsIn } from './harvester-facts.js'
import type { WorkerNews } from './worker-book.js'

/** What is kept of a worker beside its state, queue and jobs, by Harvester's names of the fields. */
const workerFields = [
  ...['batchID', 'queueName', 'nCore', 'nodeID', 'submitTime', 'startTime', 'endTime', 'jobType', 'resourceType'],
  ...['nativeExitCode', 'nativeStatus', 'diagMessage', 'nJobs', 'computingElement', 'syncLevel', 'submissionHost'],
  ...['harvesterHost', 'errorCode', 'minRamCount', 'stdOut', 'stdErr', 'batchLog'],
]

/** What Harvester tells of a worker; undefined: it lacks its number. */
export function workerNews(harvester: string, one: Readonly<Record<string, unknown>>): WorkerNews | undefined {
  const { workerID, status, computingSite, pandaid_list: jobs } = one
  const number = typeof workerID === 'string' && workerID !== '' ? Number(workerID) : workerID
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return undefined
  return {
    ...{ harvester, id: number, said: factsIn(one, workerFields) },
    ...(typeof status === 'string' && { status: status.slice(0, 50) }),
    ...(typeof computingSite === 'string' && { queue: computingSite.slice(0, 200) }),
    ...(Array.isArray(jobs) && { jobs: jobs.map(Number).filter(Number.isSafeInteger).slice(0, 1_000) }),
  }
}
