import { once } from 'node:events'
import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { policyOfContent } from '../../lab/report/html-page.js'
import { FeedReader } from '../../lab/shadow/feed-reader.js'
import { feedBytes, followedBytes } from '../../lab/shadow/feed-source.js'
import { shadowPage } from '../../lab/shadow/page/shadow-page.js'
import { Shadow } from '../../lab/shadow/shadow.js'
import { shadowReport, type ShadowReport } from '../../lab/shadow/shadow-report.js'
import { ShadowServer } from '../../live/shadow-server.js'
import { BadInput } from '../../model/bad-input.js'
import { counted, formatCount } from '../../model/format.js'
import { WholeFile } from '../../sim/traces/convert/whole-file.js'
import { exitCodes } from '../exit-codes.js'
import { terminalWidth } from '../options.js'
import { startProgress } from '../progress.js'
import { USUAL_PORT } from './server-place.js'
import { shadowSettings } from './shadow-settings.js'
import { shadowText } from './shadow-text.js'

/** What `ailuro serve --shadow` may be told. */
export interface ShadowOptions {
  readonly shadow: string
  readonly follow?: boolean | undefined
  readonly policy?: string | undefined
  readonly scale?: number | undefined
  readonly window?: number | undefined
  readonly skipFaults?: boolean | undefined
  readonly report?: string | undefined
  readonly force?: boolean | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly json?: boolean | undefined
}

/**
 * A policy beside production: reads a feed to its end, or until it is interrupted, and tells what the policy would have done.
 * @returns the exit code
 * @throws BadInput when feed, configuration or policy cannot be used
 */
export async function runShadow(config: string | undefined, options: ShadowOptions): Promise<number> {
  if (options.shadow === '')
    throw new BadInput('--shadow', 'no feed is named', 'a file of JSON lines, or - for the standard input')
  if (config === undefined)
    throw new BadInput(
      '--shadow',
      'no grid is given',
      'a configuration or a scenario, which tells the grid of the feed',
    )
  if (options.follow === true && /^-$|\.gz$/.test(options.shadow))
    throw new BadInput('--follow', `${options.shadow} cannot be followed`, 'a plain file that lines are added to')
  const { settings, names } = await shadowSettings(config, { ...options, windowSeconds: options.window })
  const { report: page } = options
  const file = page === undefined ? undefined : new WholeFile(page, options.force === true, options.shadow)
  const shadow = new Shadow(settings)
  const name = options.shadow === '-' ? 'the standard input' : basename(options.shadow)
  const isPolicys = ({ where }: BadInput): boolean => where === settings.policy.origin
  const reader = new FeedReader(name, (line) => shadow.take(line), options.skipFaults, isPolicys)
  const look = (): ShadowReport => shadowReport(shadow, reader, names)
  const server = await beginToShow(look, options)
  let isWhole = false
  try {
    isWhole = await readAll(reader, shadow, options)
  } finally {
    await server?.close()
  }
  const report = look()
  await file?.fill(async (partial) => writeFile(partial, await shadowPage(report)))
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report)}\n` : `${shadowText(report, terminalWidth())}\n`,
  )
  if (!isWhole) {
    process.stderr.write(`ailuro: interrupted; this is of the first ${counted(report.feed.lines, 'line')}\n`)
    return exitCodes.interrupted
  }
  return report.agreement.total.jobs > 0 ? exitCodes.complete : exitCodes.incomplete
}

/** Listens while it runs where a feed may go on for ever, or where a port or an address is named. */
async function beginToShow(look: () => ShadowReport, options: ShadowOptions): Promise<ShadowServer | undefined> {
  const { shadow, follow, port, host, json } = options
  if (shadow !== '-' && follow !== true && port === undefined && host === undefined) return undefined
  const server = new ShadowServer({ report: look, page: () => shadowPage(look()), pagePolicy: policyOfContent })
  const { url, token } = await server.listen(host, port ?? USUAL_PORT)
  if (json === true) process.stdout.write(`${JSON.stringify({ url, token })}\n`)
  else process.stderr.write(`ailuro: ${url}/shadow?token=${token} shows how it stands; Ctrl-C ends it\n`)
  return server
}

/**
 * Reads to the end of the feed, or until Ctrl-C or a polite kill.
 * @returns whether it has read all there is: of what may go on for ever that is as much as there was
 */
async function readAll(reader: FeedReader, shadow: Shadow, { shadow: path, follow }: ShadowOptions): Promise<boolean> {
  const stop = new AbortController()
  const heard = (): void => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted)
    stop.abort()
  }
  process.on('SIGINT', heard).on('SIGTERM', heard)
  const bytes = path === '-' || follow === true ? NaN : sizeOf(path)
  const progress = startProgress(`reading ${path}`, 1, () => ({
    runsDone: 0,
    fraction: Number.isNaN(bytes) ? 0 : reader.bytes / bytes,
    simulatedSeconds: 0,
    date: shadow.clock.written(shadow.clock.now),
    label: `${formatCount(shadow.counts.compared)} jobs compared`,
  }))
  const { signal } = stop
  const reading = reader.read(follow === true ? followedBytes(path, signal) : feedBytes(path, signal))
  try {
    await Promise.race([reading, once(signal, 'abort')])
    // What was interrupted may fail afterwards.
    if (signal.aborted) reading.catch(() => undefined)
    return !signal.aborted || path === '-' || follow === true
  } finally {
    progress.stop()
    process.off('SIGINT', heard).off('SIGTERM', heard)
  }
}

/** Bytes of a file, for progress; of gzipped ones nobody knows how much they hold. */
function sizeOf(path: string): number {
  return path.endsWith('.gz') ? NaN : (statSync(path, { throwIfNoEntry: false })?.size ?? NaN)
}
