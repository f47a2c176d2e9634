import { type Command, InvalidArgumentError } from 'commander'
import { BadInput } from '../../model/bad-input.js'
import { positiveNumber } from '../options.js'
import { timeSpan } from './option-values.js'

/** Options of `ailuro serve` for a shadow. */
export interface ShadowCommandOptions {
  shadow?: string
  follow?: boolean
  scale?: number
  window?: number
  skipFaults?: boolean
  report?: string
  force?: boolean
}

/** Adds them. */
export function addShadowOptions(command: Command): Command {
  return command
    .option(
      '--shadow <feed>',
      'decide beside the production of a feed (JSON lines, - for the standard input), order nothing, and report',
    )
    .option('--follow', 'of a shadow: go on reading while lines are added to the file')
    .option(
      '--window <time>',
      'of a shadow: length of the windows that drift is looked for in (default: 1d)',
      windowLength,
    )
    .option('--report <file>', 'of a shadow: write its report as a page (HTML)')
    .option('--skip-faults', 'of a shadow: leave faulty lines out and tell how many')
    .option('--scale <number>', 'of a shadow on the grid of a scenario: part of its size', positiveNumber)
    .option('--force', 'of a shadow: replace a report that is there already')
}

/** Parses the length of a window. */
function windowLength(text: string): number {
  const seconds = timeSpan(text)
  if (seconds < 1) throw new InvalidArgumentError('Allowed: a time of at least a second, such as "1 d" or "6 h".')
  return seconds
}

/** What the help says of a shadow. */
export const shadowHelp = `A shadow takes the grid, policy, seed, constants and shares of a configuration or a scenario, keeps nothing, and shows itself at /shadow
of this machine alone, to whoever has the address that it prints, while it follows a feed, reads the standard input, or has a --port or
--host. ailuro shadow-feed makes feeds; scenarios/feeds of the package says what they look like.

  ailuro serve grid.yaml --shadow feed.jsonl --policy ./mine.js --report shadow.html
  production-events | ailuro serve grid.yaml --shadow -`

/** What belongs to a server alone, and to a shadow alone. */
const ofServer = ['folder', 'store', 'pilots', 'allowRemote', 'loopbackIdentity', 'newAdminToken'] as const
const ofShadow = ['follow', 'window', 'report', 'skipFaults', 'scale', 'force'] as const

/** @throws BadInput when an option belongs to a shadow and none is asked for, or the other way round */
export function refuseMixedOptions(
  options: ShadowCommandOptions & Partial<Record<(typeof ofServer)[number], unknown>>,
): void {
  const isShadow = options.shadow !== undefined
  const wrong = isShadow ? ofServer : ofShadow
  const found = wrong.find((option) => options[option] !== undefined)
  if (found === undefined) return
  const option = `--${found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw isShadow
    ? new BadInput(
        option,
        'a shadow keeps nothing, starts no pilots and shows itself to this machine alone',
        'a shadow without it',
      )
    : new BadInput(option, 'it belongs to a shadow', '--shadow FEED beside it')
}
