/** Shares and users of a live server for the monitor. */
import type { Core } from '../../brokerage/core.js'
import type { ShareUse } from '../../brokerage/shares.js'
import { JOB_STATES, JobState } from '../../model/job-state.js'
import { RESOURCE_TYPES } from '../../model/resource-type.js'
import type { ShareInList, UserInList } from '../../monitor/readings/people.js'
import type { Asking } from '../../monitor/source.js'
import { isFor, type LiveParts } from './live-parts.js'

const DAY = 86_400

/** Shares in the order of their tree; those that work names though they are in no tree come last. */
export async function shareList({ door }: LiveParts): Promise<ShareInList[]> {
  return door.ask((core) => {
    const { shares, executing } = core.state
    const counted = countShares(core)
    const all = Math.max(executing.totalHs06(), Number.MIN_VALUE)
    const inTree = new Set<string>()
    const listed = (use: ShareUse, depth: number): ShareInList[] => {
      inTree.add(use.name)
      const below = use.children.flatMap((child) => listed(child, depth + 1))
      const children = below.filter((one) => one.depth === depth + 1)
      const own = children.length === 0 ? [counted.get(use.name) ?? noJobs] : children
      const jobs = own.reduce(
        (sum, { waiting, running }) => ({ waiting: sum.waiting + waiting, running: sum.running + running }),
        noJobs,
      )
      return [{ share: use.name, depth, target: use.percent / 100, used: use.executingHs06 / all, ...jobs }, ...below]
    }
    const tree = (core.shareUse() ?? []).flatMap((use) => listed(use, 0))
    const others = [...shares.all()].filter((name) => !inTree.has(name) && counted.has(name))
    const outside = others.map((share) => ({
      ...{ share, depth: 0, target: null, used: executing.hs06(shares.find(share)!) / all },
      ...counted.get(share)!,
    }))
    return [...tree, ...outside]
  })
}

const noJobs = { waiting: 0, running: 0 }

/** Jobs of each share that has any: those at queues are counted by the core, those without a place by task. */
function countShares({ state }: Core): Map<string, { waiting: number; running: number }> {
  const { shares, counters, tasks, kinds } = state
  const counts = [...shares.all()].map((_, share) => {
    let [waiting, running] = [0, 0]
    for (let type = 0; type < RESOURCE_TYPES; type++) {
      const start = (share * RESOURCE_TYPES + type) * JOB_STATES
      for (let standing = JobState.defined; standing <= JobState.throttled; standing++)
        waiting += counters.everywhere[start + standing]
      running += counters.everywhere[start + JobState.running]
    }
    return { waiting, running }
  })
  for (let row = 0; row < tasks.top; row++) {
    if (tasks.number[row] !== 0) counts[kinds.at(tasks.kind[row]).shareIndex].waiting += tasks.pending[row]
  }
  const named = [...shares.all()].map((name, share) => [name, counts[share]] as const)
  return new Map(named.filter(([, { waiting, running }]) => waiting + running > 0))
}

/** Users with work that is alive, or that ended within the last day; users see themselves alone. */
export async function userList(parts: LiveParts, { viewer }: Asking): Promise<UserInList[]> {
  const { door, history, census } = parts
  const users = new Map<string, { -readonly [Field in keyof UserInList]: UserInList[Field] }>()
  const of = (user: string) => {
    const known = users.get(user) ?? { user, tasks: 0, waiting: 0, running: 0, finished: 0, failed: 0 }
    users.set(user, known)
    return known
  }
  for (const { user, waiting } of (await census.waiting()).values()) of(user).waiting += waiting
  await door.ask(({ state: { tasks, users: names } }) => {
    for (let row = 0; row < tasks.top; row++) {
      if (tasks.number[row] === 0) continue
      const user = of(names.nameOf(tasks.user[row]))
      user.tasks++
      user.running += tasks.running[row]
    }
  })
  for (const [name, { finished, failed }] of history.within(door.now() - DAY).users) {
    const user = of(name)
    user.finished = finished
    user.failed = failed
  }
  const seen = [...users.values()].filter(({ user }) => isFor(viewer, user))
  return seen.sort(
    (one, other) => other.running + other.waiting - one.running - one.waiting || (one.user < other.user ? -1 : 1),
  )
}
