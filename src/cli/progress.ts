import { formatSeconds } from '../model/format.js'
import { characters, printable } from './table.js'

/** What progress is written to; `process.stderr` is one. */
export interface ProgressStream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** A line on how far long work is. */
export interface Progress {
  /** So much is done, and this is under way. */
  report(done: number, label: string): void
  /** All is done: a last line with the time it took stays on the screen. */
  finish(): void
  /** The work was given up: the line is taken off the screen. Safe in a handler of signals, and after `finish`. */
  stop(): void
}

/** The line is drawn anew each second, so that it is seen to be alive while a long run says nothing. */
const redrawMilliseconds = 1_000

const clearLine = '\r\u001b[K'

/**
 * Starts a line such as `comparing  7/25  28 %  12 s, 31 s left  production, seed 2`, redrawn in place. Where the
 * stream is no terminal, only a line at the start and one at the end are written.
 * @param now a clock in milliseconds
 */
export function startProgress(
  title: string,
  total: number,
  stream: ProgressStream = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const began = now()
  const elapsed = (): number => (now() - began) / 1_000
  const inPlace = stream.isTTY === true && process.env['TERM'] !== 'dumb'
  let done = 0
  let label = ''
  let running = true
  const draw = (): void => {
    const line = progressLine(title, done, total, elapsed(), label)
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
    stream.write((inPlace ? clearLine : '') + last)
  }
  const timer = inPlace ? setInterval(draw, redrawMilliseconds).unref() : undefined
  if (inPlace) draw()
  else stream.write(`${title}: ${total} to do\n`)
  return {
    report(nowDone, nowLabel) {
      ;[done, label] = [nowDone, nowLabel]
      if (running && inPlace) draw()
    },
    finish: () => end(`${title}: ${total} done in ${formatSeconds(elapsed())}\n`),
    stop: () => end(''),
  }
}

function progressLine(title: string, done: number, total: number, seconds: number, label: string): string {
  const fraction = total > 0 ? Math.min(1, done / total) : 0
  // Nothing can be said of the time left before something is done.
  const left = fraction > 0 && fraction < 1 ? `, ${formatSeconds(Math.ceil(seconds / fraction - seconds))} left` : ''
  const time = `${formatSeconds(Math.floor(seconds))}${left}`
  return [title, `${done}/${total}`, `${Math.floor(fraction * 100)} %`, time, printable(label)].join('  ').trimEnd()
}
