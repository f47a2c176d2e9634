import { formatCount, formatNumber, formatSeconds } from '../model/format.js'
import { SECONDS_PER_DAY } from '../model/units.js'
import { characters, printable } from './table.js'

/** What progress is written to; `process.stderr` is one. */
export interface ProgressStream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** How far simulations are. */
export interface ProgressState {
  readonly runsDone: number
  /** Part of all the work that is done, 0 to 1. */
  readonly fraction: number
  /** Simulated so far, by all runs together. */
  readonly simulatedSeconds: number
  /** Simulated time of a run that is under way, as a date or a day; empty when none is. */
  readonly date: string
  /** The run that is under way. */
  readonly label: string
}

/** A line on how far long work is. */
export interface Progress {
  /** All is done: a last line with the time it took and its price stays on the screen. */
  finish(): void
  /** The work was given up: the line is taken off the screen. Safe in a handler of signals, and after `finish`. */
  stop(): void
}

/** What progress reads: milliseconds of a clock, and the process's time on processors. */
export interface Clocks {
  now(): number
  cpuSeconds(): number
}

/** The line is drawn anew each second. */
const redrawMilliseconds = 1_000

const clearLine = '\r\u001b[K'

const ownClocks: Clocks = {
  now: () => performance.now(),
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
}

/**
 * Starts a line such as `comparing  7/25 runs  28 %  12 s, 31 s left  4.1 days/s  1.63 s CPU a run  2005-11-21 04:10
 * production, seed 2`, redrawn in place. Where the stream is no terminal, nothing is written.
 * @param look asked how far the work is whenever the line is drawn
 */
export function startProgress(
  title: string,
  runs: number,
  look: () => ProgressState,
  stream: ProgressStream = process.stderr,
  clocks = ownClocks,
): Progress {
  const began = { now: clocks.now(), cpuSeconds: clocks.cpuSeconds() }
  const elapsed = (): number => (clocks.now() - began.now) / 1_000
  const spent = (): number => clocks.cpuSeconds() - began.cpuSeconds
  const inPlace = stream.isTTY === true && process.env['TERM'] !== 'dumb'
  let running = inPlace
  const draw = (): void => {
    const line = progressLine(title, runs, look(), elapsed(), spent())
    // One column is left free: a full line would wrap, and could not be drawn over.
    stream.write(
      clearLine +
        characters(line)
          .slice(0, (stream.columns ?? 80) - 1)
          .join(''),
    )
  }
  const end = (last: string): void => {
    if (!running) return
    running = false
    clearInterval(timer)
    stream.write(clearLine + last)
  }
  const timer = inPlace ? setInterval(draw, redrawMilliseconds).unref() : undefined
  if (inPlace) draw()
  return {
    finish: () => end(lastLine(title, runs, look(), elapsed(), spent())),
    stop: () => end(''),
  }
}

function progressLine(title: string, runs: number, state: ProgressState, seconds: number, cpuSeconds: number): string {
  const { runsDone, simulatedSeconds, date, label } = state
  const fraction = Math.min(1, state.fraction)
  // Nothing can be said of the time left before something is done.
  const left = fraction > 0 && fraction < 1 ? `, ${formatSeconds(Math.ceil(seconds / fraction - seconds))} left` : ''
  return [
    title,
    ...(runs > 1 ? [`${runsDone}/${runs} runs`] : []),
    `${Math.floor(fraction * 100)} %`,
    `${formatSeconds(Math.floor(seconds))}${left}`,
    ...(seconds > 0 && simulatedSeconds > 0 ? [speed(simulatedSeconds / seconds)] : []),
    ...(runs > 1 && runsDone > 0 ? [`${formatNumber(cpuSeconds / (fraction * runs))} s CPU a run`] : []),
    ...(date === '' ? [] : [date]),
    printable(label),
  ]
    .join('  ')
    .trimEnd()
}

function lastLine(title: string, runs: number, state: ProgressState, seconds: number, cpuSeconds: number): string {
  const price = runs > 1 ? `${formatNumber(cpuSeconds / runs)} s CPU a run` : `${formatNumber(cpuSeconds)} s CPU`
  const fast = seconds > 0 && state.simulatedSeconds > 0 ? `, ${speed(state.simulatedSeconds / seconds)}` : ''
  const what = `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`
  return `${title}: ${what} in ${formatSeconds(seconds)}, ${price}${fast}\n`
}

/** Simulated time by real time. */
function speed(secondsPerSecond: number): string {
  const days = secondsPerSecond / SECONDS_PER_DAY
  return days >= 0.1 ? `${formatNumber(days)} days/s` : `${formatNumber(secondsPerSecond / 3600)} h/s`
}

/** A simulated time as a date where it is known when the run begins, in UTC, and else as its day from 1 and hour. */
export function simulatedDate(seconds: number, startUnixSeconds: number | undefined): string {
  if (startUnixSeconds !== undefined) {
    return new Date(1_000 * (startUnixSeconds + seconds)).toISOString().slice(0, 16).replace('T', ' ')
  }
  const time = new Date(1_000 * (seconds % SECONDS_PER_DAY)).toISOString().slice(11, 16)
  return `day ${1 + Math.floor(seconds / SECONDS_PER_DAY)} ${time}`
}
