import type { JobLives } from './job-lives.js'

/** A job worth telling about, by its place in the records of the run, and why. */
export interface TellingJob {
  why: string
  job: number
}

/**
 * A few jobs that say much about a run: a typical one, the one that waited longest, the one that was tried most often; and,
 * beside a rival's run, those that lost and won most by the policy. Each job once; of equals the first in the records.
 */
export function tellingJobs(own: JobLives, rival: JobLives | undefined): TellingJob[] {
  const started = own.waitSeconds.filter((wait) => !Number.isNaN(wait)).sort()
  if (started.length === 0) return []
  const middle = started[started.length >> 1]
  const losses = rival ? own.lossesTo(rival) : new Float64Array()
  const tried = placeOfMost(own.attempts)
  const lost = placeOfMost(losses)
  const won = placeOfMost(losses.map((loss) => -loss))
  const found = [
    { why: 'Typical: the median wait', job: placeOfMost(own.waitSeconds.map((wait) => -Math.abs(wait - middle))) },
    { why: 'The longest wait', job: placeOfMost(own.waitSeconds) },
    ...(own.attempts[tried] > 1 ? [{ why: 'Tried most often', job: tried }] : []),
    ...(losses[lost] > 0 ? [{ why: 'Lost most', job: lost }] : []),
    ...(losses[won] < 0 ? [{ why: 'Won most', job: won }] : []),
  ]
  return found.filter(({ job }, index) => found.findIndex((other) => other.job === job) === index)
}

/** Where the first of the highest stands; what is no number does not count. */
function placeOfMost(values: Float64Array | Int32Array): number {
  let place = 0
  for (let index = 1; index < values.length; index++) {
    if (values[index] > values[place] || Number.isNaN(values[place])) place = index
  }
  return place
}
