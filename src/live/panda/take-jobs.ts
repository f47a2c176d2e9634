import type { Dispatch, PilotRequest } from '../door.js'
import { JobFailure } from '../pilot/pilot-errors.js'
import { type JobDictionary, jobDictionary, type QueueStorage } from './job-dictionary.js'
import { jobFacts } from './job-facts.js'
import { jobProgram } from './job-program.js'
import type { PandaDesk } from './panda-desk.js'

/**
 * Has a pilot take so many jobs at most, and tells what it must know of them. A job whose specification cannot be told to a pilot of
 * PanDA's ends as failed, and another is taken in its place.
 */
export async function takeJobs(
  desk: PandaDesk,
  request: PilotRequest,
  most: number,
  serverUrl: string,
): Promise<JobDictionary[]> {
  const taken: JobDictionary[] = []
  while (taken.length < most) {
    const dispatch = await desk.door.report({ report: 'pilotAsks', ...request })
    if (dispatch === undefined) break
    const dictionary = await told(desk, dispatch, serverUrl)
    if (dictionary !== undefined) taken.push(dictionary)
  }
  return taken
}

/** What the pilot is told of the job; undefined: it has ended. */
async function told(desk: PandaDesk, dispatch: Dispatch, serverUrl: string): Promise<JobDictionary | undefined> {
  const { door, panda } = desk
  const facts = await door.ask((core) => jobFacts(core, (id) => door.rowOf(id), dispatch))
  if (facts === undefined) return undefined
  try {
    const program = jobProgram(dispatch, facts, serverUrl)
    const storage = storageOf(panda.queueData.get(dispatch.queue), facts.site)
    const secrets = program.usesSecrets ? secretsOf(desk, dispatch.user) : {}
    return { ...jobDictionary(dispatch, facts, program, storage), ...secrets }
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error
    const { code, message } = error
    await door.report({
      ...{ report: 'ended', id: dispatch.id, outcome: 'failed', errorCode: code },
      said: { pilot_error_code: code, pilot_error_diag: message },
    })
    return undefined
  }
}

/** Secrets as JSON; none are never told as an empty object, of which pilots die. */
function secretsOf({ books }: PandaDesk, user: string): JobDictionary {
  const secrets = books.secrets.of(user)
  return Object.keys(secrets).length === 0 ? {} : { secrets: JSON.stringify(secrets) }
}

/** Storages that a queue's data names; where there is none, one that is named as the site. */
function storageOf(queueData: Readonly<Record<string, unknown>> | undefined, site: string): QueueStorage {
  const storages = (queueData?.['astorages'] ?? {}) as Readonly<Record<string, readonly string[] | undefined>>
  return {
    reads: (storages['read_lan'] ?? storages['pr'])?.[0] ?? site,
    writes: (storages['write_lan'] ?? storages['pw'])?.[0] ?? site,
  }
}
