import { UnreadableInput } from './problem.js'

/** What JSON may be at most. */
export interface JsonBounds {
  /** Levels of objects and lists. */
  readonly depth: number
  /** Values in lists and objects, roughly. */
  readonly items: number
}

const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
/** `[` and `{`, `]` and `}` differ from each other by this bit alone. */
const CURLY = 32
const OPENING = 91 | CURLY
const CLOSING = 93 | CURLY

/**
 * A body as what it stands for; undefined when it is empty. Depth and length are looked at before anything is built.
 * @throws UnreadableInput when it is no JSON, or too deep or too long
 */
export function parseJson(text: string, { depth, items }: JsonBounds): unknown {
  if (text === '') return undefined
  refuseExcess(text, depth, items)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UnreadableInput('body', `it is no JSON${placeIn(error)}`, 'JSON')
  }
}

function refuseExcess(text: string, most: number, mostItems: number): void {
  let depth = 0
  let commas = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COMMA) commas++
    else if ((code | CURLY) === OPENING && ++depth > most)
      throw new UnreadableInput('body', `its JSON is more than ${most} levels deep`, `up to ${most} levels`)
    else if ((code | CURLY) === CLOSING) depth--
  }
  if (commas >= mostItems)
    throw new UnreadableInput('body', `its JSON has more than ${mostItems} values`, `up to ${mostItems} values`)
}

/** Where the string that begins here ends. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
  return slashes % 2 === 1
}

/** Where the parser stopped, as it says itself; its words may quote the body, its place does not. */
function placeIn(error: unknown): string {
  const place = /at position \d+/.exec(String(error))?.[0]
  return place === undefined ? '' : ` (${place})`
}
