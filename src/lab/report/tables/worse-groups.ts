import { formatCount, formatFraction, formatSeconds } from '../../../model/format.js'
import type { Markup } from '../../../page/html.js'
import type { Material, RecordedRun } from '../material.js'
import { table } from '../table.js'

const mostShares = 12
const everyJob = 'all jobs'

/** Waits by kind of work under the best policy and its rival: the same jobs, one by one, of the runs that kept records. */
export function worseGroups({ recorded: [own, rival] }: Material): Markup | undefined {
  if (own === undefined || rival === undefined) return undefined
  const groups = groupsOf(own, rival)
  if (groups.length === 0) return undefined
  const worse = groups.filter(({ loss }) => loss > 0).map(({ name }) => name)
  const answer =
    worse.length === 0
      ? `No kind of work waited longer on average with ${own.policy} than with ${rival.policy}${lostPart(groups)}.`
      : `On average these waited longer with ${own.policy} than with ${rival.policy}: ${new Intl.ListFormat('en').format(worse)}.`
  return table({
    caption: `The same jobs with ${own.policy} and with ${rival.policy}`,
    explanation: `${answer} Job by job in the two runs with seed ${own.seed}, of the jobs that started in both.`,
    columns: [
      { title: 'Kind of work', text: true },
      { title: 'Jobs' },
      { title: `Mean wait with ${own.policy}` },
      { title: `with ${rival.policy}` },
      { title: 'Difference' },
      { title: 'Jobs that waited longer' },
    ],
    rows: groups.map(({ name, jobs, wait, loss, lost }) => ({
      cells: [
        name,
        { shown: formatCount(jobs), value: jobs },
        { shown: formatSeconds(wait / jobs), value: wait / jobs },
        { shown: formatSeconds((wait - loss) / jobs), value: (wait - loss) / jobs },
        { shown: formatSeconds(loss / jobs).replace('-', '−'), value: loss / jobs },
        { shown: formatFraction(lost / jobs), value: lost / jobs },
      ],
    })),
  })
}

/** A mean hides those who lost: how many did, of all jobs. */
function lostPart(groups: readonly Group[]): string {
  const all = groups.find(({ name }) => name === everyJob)
  return all && all.lost > 0 ? `, but ${formatFraction(all.lost / all.jobs)} of the jobs did` : ''
}

interface Group {
  name: string
  jobs: number
  /** Sums over its jobs: of waits under the best policy, and of how much longer these were. */
  wait: number
  loss: number
  /** Jobs that waited longer. */
  lost: number
}

/** All jobs, each share, and jobs of one core and of several. */
function groupsOf(own: RecordedRun, rival: RecordedRun): Group[] {
  const { records, firstRow, waitSeconds } = own.lives
  const losses = own.lives.lossesTo(rival.lives)
  const groups = new Map<string, Group>()
  const add = (name: string, job: number): void => {
    const group = groups.get(name) ?? { name, jobs: 0, wait: 0, loss: 0, lost: 0 }
    group.jobs++
    group.wait += waitSeconds[job]
    group.loss += losses[job]
    if (losses[job] > 0) group.lost++
    groups.set(name, group)
  }
  for (let job = 0; job < losses.length; job++) {
    if (Number.isNaN(losses[job])) continue
    const row = firstRow[job]
    add(everyJob, job)
    add(`share ${records.shareNames[records.share[row]]}`, job)
    add(records.cores[row] === 1 ? 'jobs of one core' : 'jobs of several cores', job)
  }
  const byJobs = [...groups.values()].sort((one, other) => other.jobs - one.jobs || (one.name < other.name ? -1 : 1))
  return byJobs.slice(0, mostShares)
}
