import type { Series } from '../../monitor/readings/about.js'
import type { Seconds } from '../../model/units.js'
import type { ResultsReader } from '../explain/results-reader.js'
import type { AttemptColumns } from './attempt-columns.js'
import { enteredAt, literal, Living, livingStates } from './state-at.js'

/** Moments that are told apart over a whole run, and points of a course that is shown. */
const MOST_MOMENTS = 20_000
const MOST_POINTS = 120
/** Times are whole milliseconds: what happened at a moment counts as having happened by then. */
const TOLERANCE_SECONDS = 0.0001

const finalStates = ['finished', 'failed', 'closed', 'cancelled'] as const

/** How a run went, counted at evenly spaced moments, the last of them its end. */
export class Courses {
  constructor(
    private readonly first: Seconds,
    private readonly stepSeconds: Seconds,
    /** By name, what had come about by each moment. */
    private readonly totals: ReadonlyMap<string, Float64Array>,
  ) {}

  /** Jobs in each living state at moments within a window before a moment. */
  standing(at: Seconds, windowSeconds: Seconds): Series[] {
    return livingStates.map((state) => this.series(state, state, at, windowSeconds, (value) => value))
  }

  /** Attempts that ended in each step, by how. */
  ends(at: Seconds, windowSeconds: Seconds): Series[] {
    return finalStates.map((state) => this.series(state, state, at, windowSeconds, risen))
  }

  /** Bytes that arrived in each step. */
  moved(at: Seconds, windowSeconds: Seconds): Series {
    return this.series('bytes', 'moved', at, windowSeconds, risen)
  }

  /** When most jobs were alive: at the end of a run nothing is left to look at. */
  busiest(): Seconds {
    const living = livingStates.map((state) => this.totals.get(state)!)
    let [most, place] = [-1, 0]
    for (let i = 0; i < living[0].length; i++) {
      const alive = living.reduce((sum, values) => sum + values[i], 0)
      if (alive > most) [most, place] = [alive, i]
    }
    return this.first + place * this.stepSeconds
  }

  private series(
    key: string,
    name: string,
    at: Seconds,
    windowSeconds: Seconds,
    told: (value: number, before: number) => number,
  ): Series {
    const totals = this.totals.get(key) ?? new Float64Array(1)
    const last = Math.min(totals.length - 1, Math.max(0, this.placeOf(at)))
    const stride = Math.max(1, Math.round(windowSeconds / this.stepSeconds / MOST_POINTS))
    const steps = Math.min(Math.floor(windowSeconds / this.stepSeconds / stride), Math.floor(last / stride))
    const start = last - steps * stride
    return {
      name,
      from: this.first + start * this.stepSeconds,
      stepSeconds: stride * this.stepSeconds,
      values: Array.from({ length: steps + 1 }, (_, i) => {
        const place = start + i * stride
        return told(totals[place], totals[place - stride] ?? 0)
      }),
    }
  }

  private placeOf(at: Seconds): number {
    return Math.floor((at - this.first + TOLERANCE_SECONDS) / this.stepSeconds)
  }
}

function risen(value: number, before: number): number {
  return value - before
}

/** Counts how a run went, once. */
export async function readCourses(reader: ResultsReader, attempts: AttemptColumns, end: Seconds): Promise<Courses> {
  const stepSeconds = Math.max(1, Math.ceil(end / MOST_MOMENTS))
  const moments = Math.floor(end / stepSeconds) + 1
  const first = end - (moments - 1) * stepSeconds
  const totals = new Map([...livingStates, ...finalStates, 'bytes'].map((name) => [name, new Float64Array(moments)]))
  const add = (name: string, time: Seconds, worth: number): void => {
    const values = totals.get(name)
    const place = Math.max(0, Math.ceil((time - first - TOLERANCE_SECONDS) / stepSeconds))
    if (values !== undefined && place < moments) values[place] += worth
  }
  for (let row = 0; row < attempts.length; row++) {
    let until = attempts.ended[row]
    add(attempts.names.state[attempts.state[row]], until, 1)
    for (let state: Living = Living.transferring; state >= Living.pending; state--) {
      const from = enteredAt(attempts, row, state)
      if (from >= until) continue
      add(livingStates[state], from, 1)
      add(livingStates[state], until, -1)
      until = from
    }
  }
  const arrived = await reader.rows<{ place: number; bytes: number }>(
    `SELECT greatest(0, ceil((endedSeconds - ${literal(first + TOLERANCE_SECONDS)}) / ${literal(stepSeconds)}))::INTEGER AS place,
      sum(bytes)::DOUBLE AS bytes FROM transfers WHERE arrived GROUP BY place`,
  )
  for (const { place, bytes } of arrived) if (place < moments) totals.get('bytes')![place] += bytes
  for (const values of totals.values()) for (let i = 1; i < moments; i++) values[i] += values[i - 1]
  return new Courses(first, stepSeconds, totals)
}
