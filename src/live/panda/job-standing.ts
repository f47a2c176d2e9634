import { jobStateNames } from '../../model/job-state.js'
import { NONE, type PandaId } from '../../model/units.js'
import { detailsOf } from '../api/job-views.js'
import { mayTend } from '../api/rights.js'
import type { Caller } from '../auth/caller.js'
import { STOP } from '../pilot-words.js'
import type { PandaDesk } from './panda-desk.js'

/** How a job stands, for whoever runs it. */
export interface JobStanding {
  readonly user: string
  readonly state: string
  readonly attempt: number
  /** What its pilot is to do; null: nothing. */
  readonly command: string | null
}

/** How jobs stand, alive or ended, in the order asked for; undefined where there never was one, or it is not the caller's to hear of. */
export async function jobStandings(
  desk: PandaDesk,
  ids: readonly PandaId[],
  caller: Caller,
): Promise<(JobStanding | undefined)[]> {
  const { door } = desk
  const alive = await door.ask(({ state: { jobs, tasks, users } }) =>
    ids.map((id): JobStanding | undefined => {
      const row = door.rowOf(id)
      if (row === NONE) return undefined
      const command = jobs.isToEnd[row] === 1 ? STOP : null
      const user = users.nameOf(tasks.user[jobs.task(row)])
      return { user, state: jobStateNames[jobs.state(row)], attempt: jobs.attempt[row], command }
    }),
  )
  const all = await Promise.all(alive.map(async (standing, i) => standing ?? (await endedStanding(desk, ids[i]))))
  return all.map((one) => (one !== undefined && mayTend(caller, one.user) ? one : undefined))
}

async function endedStanding({ door }: PandaDesk, id: PandaId): Promise<JobStanding | undefined> {
  const ended = await door.store.endedJob(id)
  if (ended === undefined) return undefined
  return { user: ended.user, state: ended.state, attempt: detailsOf(ended).attempt ?? 1, command: STOP }
}
