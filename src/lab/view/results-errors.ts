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
  const sites = sitesOf(run)
  const tallied = (keyOf: (row: number) => number, keys: number): [number, Tally][] => {
    const tallies = Array.from({ length: keys }, (): Tally => ({ failed: 0, ended: 0 }))
    for (const row of ended) {
      const tally = tallies[keyOf(row)]
      tally.ended++
      if (attempts.state[row] === failedState) tally.failed++
    }
    return [...tallies.entries()]
      .filter(([, tally]) => tally.failed > 0)
      .sort(([, one], [, other]) => other.failed - one.failed)
      .slice(0, MOST)
  }
  return {
    from: Math.max(0, at - windowSeconds),
    to: at,
    failed: failed.length,
    ended: ended.length,
    byCode: errorCounts(run, failed),
    bySite: tallied(sites.of, sites.names.length).map(([site, tally]) => ({ site: sites.names[site], ...tally })),
    byTask: tallied((row) => attempts.task[row], attempts.names.task.length).map(([task, tally]) => ({
      task: task + 1,
      name: attempts.names.task[task],
      ...tally,
    })),
    course: courses.ends(at, windowSeconds).find(({ name }) => name === 'failed')!,
    bursts: burstsOf(run, ended, failed, sites),
  }
}

/** Sites by number, and that of the site that an attempt was sent to: numbers, since there may be half a million attempts. */
function sitesOf({ attempts, queues }: KeptRun): { names: readonly string[]; of: (row: number) => number } {
  const names = [...new Set(['none', ...queues.map(({ site }) => site)])]
  const ofQueue = attempts.names.queue.map((name) =>
    Math.max(0, names.indexOf(queues.find(({ queue }) => queue === name)?.site ?? 'none')),
  )
  return { names, of: (row) => (attempts.queue[row] < 0 ? 0 : ofQueue[attempts.queue[row]]) }
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
  failed: readonly number[],
  sites: ReturnType<typeof sitesOf>,
): ErrorsTold['bursts'] {
  const placeOf = (row: number) => Math.floor(attempts.ended[row] / BURST_SECONDS) * sites.names.length + sites.of(row)
  const bins = new Map<string, Bin & { readonly place: number }>()
  for (const row of failed) {
    const place = placeOf(row)
    const key = `${place} ${attempts.cause[row]} ${attempts.errorCode[row]}`
    const bin = bins.get(key)
    if (bin !== undefined) bin.jobs++
    else {
      const text = endWords(attempts.names.cause[attempts.cause[row]], attempts.errorCode[row], reader.replay)
      const number = Math.floor(place / sites.names.length)
      bins.set(key, { site: sites.names[sites.of(row)], text, number, place, jobs: 1 })
    }
  }
  const large = [...bins.values()].filter(({ jobs }) => jobs >= BURST_JOBS)
  const allEnded = new Map(large.map(({ place }) => [place, 0]))
  for (const row of ended) {
    const before = allEnded.get(placeOf(row))
    if (before !== undefined) allEnded.set(placeOf(row), before + 1)
  }
  const many = large.filter(({ place, jobs }) => jobs > (allEnded.get(place) ?? 0) / 2)
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
