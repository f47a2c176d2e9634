import type { Share } from '../../model/share-tree.js'
import type { ShareInList, UserInList } from '../../monitor/readings/people.js'
import type { Seconds } from '../../model/units.js'
import type { Counts } from './census.js'
import type { KeptRun } from './kept-run.js'

interface ShareRow {
  readonly share: string
  readonly counts: Counts
}

/** The shares of the scenario in the order of their tree, or those that jobs name where it has none. */
export function resultsShares(run: KeptRun, at: Seconds): ShareInList[] {
  const { all, shares } = run.census(at)
  const rows = run.attempts.names.share.flatMap((share, place) =>
    share === '' ? [] : [{ share, counts: shares[place] }],
  )
  const told = (share: string, depth: number, target: number | null, of: readonly ShareRow[]): ShareInList => {
    const sum = (part: 'running' | 'waiting' | 'pending' | 'runningCores') =>
      of.reduce((total, { counts }) => total + counts[part], 0)
    return {
      share,
      depth,
      target,
      used: all.runningCores === 0 ? 0 : sum('runningCores') / all.runningCores,
      running: sum('running'),
      waiting: sum('pending') + sum('waiting'),
    }
  }
  const inTree = new Set<string>()
  const walk = (share: Share, depth: number): ShareInList[] => {
    const leaves = leavesOf(share)
    for (const leaf of leaves) inTree.add(leaf)
    const own = rows.filter((row) => leaves.includes(row.share))
    return [
      told(share.name, depth, share.percent / 100, own),
      ...share.children.flatMap((child) => walk(child, depth + 1)),
    ]
  }
  const tree = (run.world?.scenario.shares?.roots ?? []).flatMap((root) => walk(root, 0))
  return [...tree, ...rows.filter(({ share }) => !inTree.has(share)).map((row) => told(row.share, 0, null, [row]))]
}

function leavesOf({ name, children }: Share): string[] {
  return children.length === 0 ? [name] : children.flatMap(leavesOf)
}

/** Who had work by the moment, those with most of it first. */
export function resultsUsers(run: KeptRun, at: Seconds): UserInList[] {
  const { users } = run.census(at)
  const tasks = new Map<string, number>()
  for (const task of run.tasks)
    for (const [user, since] of task.users) if (since <= at) tasks.set(user, (tasks.get(user) ?? 0) + 1)
  return run.attempts.names.user
    .map((user, place) => {
      const { pending, waiting, running, finishedInDay, failedInDay } = users[place]
      return {
        user,
        tasks: tasks.get(user) ?? 0,
        waiting: pending + waiting,
        running,
        finished: finishedInDay,
        failed: failedInDay,
      }
    })
    .filter((user) => user.tasks > 0)
    .sort(
      (one, other) => other.running + other.waiting - (one.running + one.waiting) || (one.user < other.user ? -1 : 1),
    )
}
