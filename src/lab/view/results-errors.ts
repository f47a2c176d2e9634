import type { ErrorsTold } from '../../monitor/readings/errors.js'
import type { Seconds } from '../../model/units.js'
import { endWords } from '../explain/end-words.js'
import { endedWithin, errorCounts } from './failures.js'
import type { KeptRun } from './kept-run.js'

const MOST = 50
/** So many failures of one kind at one site within these seconds, more than half of what ended there, are a burst. */
const BURST_SECONDS = 600
const BURST_JOBS = 10

interface Tally {
  failed: number
  ended: number
}

/** What failed within a window before a moment. */
export function resultsErrors(run: KeptRun, at: Seconds, windowSeconds: Seconds): ErrorsTold {
  const { attempts, courses } = run
  const ended = endedWithin(run, at, windowSeconds, 'finished', 'failed')
  const failedState = attempts.names.state.indexOf('failed')
  const failed = ended.filter((row) => attempts.state[row] === failedState)
  const siteOf = siteNames(run)
  const tallied = <Key>(keyOf: (row: number) => Key): [Key, Tally][] => {
    const tallies = new Map<Key, Tally>()
    for (const row of ended) {
      const tally = tallies.get(keyOf(row)) ?? { failed: 0, ended: 0 }
      tallies.set(keyOf(row), tally)
      tally.ended++
      if (attempts.state[row] === failedState) tally.failed++
    }
    const worst = [...tallies].filter(([, tally]) => tally.failed > 0)
    return worst.sort(([, one], [, other]) => other.failed - one.failed).slice(0, MOST)
  }
  return {
    from: Math.max(0, at - windowSeconds),
    to: at,
    failed: failed.length,
    ended: ended.length,
    byCode: errorCounts(run, failed),
    bySite: tallied(siteOf).map(([site, tally]) => ({ site, ...tally })),
    byTask: tallied((row) => attempts.task[row]).map(([task, tally]) => ({
      task: task + 1,
      name: attempts.names.task[task],
      ...tally,
    })),
    course: courses.ends(at, windowSeconds).find(({ name }) => name === 'failed')!,
    bursts: burstsOf(run, ended, failedState, siteOf),
  }
}

/** The site that an attempt was sent to. */
function siteNames({ attempts, queues }: KeptRun): (row: number) => string {
  const sites = attempts.names.queue.map((name) => queues.find(({ queue }) => queue === name)?.site ?? 'none')
  return (row) => (attempts.queue[row] < 0 ? 'none' : sites[attempts.queue[row]])
}

interface Bin {
  readonly site: string
  readonly text: string
  readonly number: number
  jobs: number
}

/** Bursts, the newest first; those that go on from one step of time into the next are one. */
function burstsOf(
  { attempts, reader }: KeptRun,
  ended: readonly number[],
  failedState: number,
  siteOf: (row: number) => string,
): ErrorsTold['bursts'] {
  const allEnded = new Map<string, number>()
  const bins = new Map<string, Bin>()
  for (const row of ended) {
    const site = siteOf(row)
    const number = Math.floor(attempts.ended[row] / BURST_SECONDS)
    allEnded.set(`${site} ${number}`, (allEnded.get(`${site} ${number}`) ?? 0) + 1)
    if (attempts.state[row] !== failedState) continue
    const text = endWords(attempts.names.cause[attempts.cause[row]], attempts.errorCode[row], reader.replay)
    const bin = bins.get(`${site} ${number} ${text}`) ?? { site, text, number, jobs: 0 }
    bins.set(`${site} ${number} ${text}`, bin)
    bin.jobs++
  }
  const many = [...bins.values()].filter(
    ({ site, number, jobs }) => jobs >= BURST_JOBS && jobs > (allEnded.get(`${site} ${number}`) ?? 0) / 2,
  )
  return joined(many)
    .sort((one, other) => other.to - one.to)
    .slice(0, MOST)
}

function joined(bins: readonly Bin[]): ErrorsTold['bursts'][number][] {
  const key = ({ site, text }: Pick<Bin, 'site' | 'text'>) => `${site} ${text}`
  const inOrder = bins.toSorted((one, other) =>
    key(one) === key(other) ? one.number - other.number : key(one) < key(other) ? -1 : 1,
  )
  const bursts: ErrorsTold['bursts'][number][] = []
  for (const { site, text, number, jobs } of inOrder) {
    const [from, to] = [number * BURST_SECONDS, (number + 1) * BURST_SECONDS]
    const last = bursts.at(-1)
    if (last !== undefined && key(last) === key({ site, text }) && last.to === from)
      bursts[bursts.length - 1] = { ...last, to, jobs: last.jobs + jobs }
    else bursts.push({ from, to, site, text, jobs })
  }
  return bursts
}
