import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

/** What is noted of one pilot's doings, in a file to which payloads and pilots append lines. */
export interface Notes {
  /** PandaIDs in the order in which their payloads began: the same twice is one that ran twice. */
  readonly starts: readonly StartNote[]
  /** Final reports that the server has acknowledged. */
  readonly endings: readonly EndingNote[]
  /** What was noted of the ends of jobs that somebody asked their pilots for, in the order of time. */
  readonly commands: readonly CommandNote[]
  /** Times that a pilot was given the same job again. */
  readonly repeated: number
}

export interface StartNote {
  readonly id: number
  readonly task: number
  readonly ordinal: number
  readonly attempt: number
  /** The payload was a process of its own. */
  readonly isProcess: boolean
}

export interface EndingNote {
  readonly id: number
  readonly outcome: string
  /** Whether the job was with a pilot when the report came. */
  readonly known: boolean
  /** What the pilot said of it, where it said something. */
  readonly words?: string | undefined
}

/** A job is unwanted: somebody asks that it end. It is doomed: that was acknowledged. A pilot beats: it is about to say something. It is told: so it was answered. */
export interface CommandNote {
  readonly what: 'unwanted' | 'doomed' | 'beat' | 'told'
  readonly id: number
  /** Of what is told: whether the job is the pilot's, and whether it is to end it. */
  readonly known: boolean
  readonly isToEnd: boolean
}

/** Appends one line, whole, however many processes do so. */
export function note(file: string, words: readonly (string | number | boolean)[]): void {
  appendFileSync(file, `${words.join(' ')}\n`)
}

/** What a payload runs to note that it has begun. */
export function notingCommand(file: string, seconds: number): string[] {
  const line = 'echo start $AILURO_JOB $AILURO_TASK $AILURO_ORDINAL $AILURO_ATTEMPT process'
  return ['sh', '-c', `${line} >> '${file}'${seconds > 0 ? `; sleep ${seconds}` : ''}`]
}

const TAIL_BYTES = 4096

/** The final reports that were acknowledged last. */
export function readLastEndings(file: string, most: number): EndingNote[] {
  return notesOf(lastLines(file, 'ended ')).endings.slice(-most)
}

/** The payloads that began last. */
export function readLastStarts(file: string, most: number): StartNote[] {
  return notesOf(lastLines(file, 'start ')).starts.slice(-most)
}

/** Whole lines at the end of the notes that begin so. */
function lastLines(file: string, beginning: string): string[] {
  const opened = openSync(file, 'r')
  try {
    const { size } = fstatSync(opened)
    const buffer = Buffer.alloc(Math.min(TAIL_BYTES, size))
    readSync(opened, buffer, 0, buffer.length, size - buffer.length)
    const lines = buffer.toString('utf8').split('\n').slice(1, -1)
    return lines.filter((line) => line.startsWith(beginning))
  } finally {
    closeSync(opened)
  }
}

/** Reads all notes. @throws Error when a line is none */
export function readNotes(file: string): Notes {
  return notesOf(readFileSync(file, 'utf8').split('\n').slice(0, -1))
}

function notesOf(lines: readonly string[]): Notes {
  const starts: StartNote[] = []
  const endings: EndingNote[] = []
  const commands: CommandNote[] = []
  let repeated = 0
  for (const line of lines) {
    const [kind, ...words] = line.split(' ')
    const [id, task, ordinal, attempt] = words.map(Number)
    if (kind === 'start') starts.push({ id, task, ordinal, attempt, isProcess: words[4] === 'process' })
    else if (kind === 'ended') endings.push({ id, outcome: words[1], known: words[2] === 'true', words: words[3] })
    else if (kind === 'unwanted' || kind === 'doomed' || kind === 'beat' || kind === 'told')
      commands.push({ what: kind, id, known: words[1] === 'true', isToEnd: words[2] === 'true' })
    else if (kind === 'repeated') repeated++
    else throw new Error(`a line of the notes is ${JSON.stringify(line)}`)
  }
  return { starts, endings, commands, repeated }
}
