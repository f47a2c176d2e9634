import type { TraceInfo, TraceJob, TraceStatus } from './trace.js'

/** What a replay reads of a record. */
export type ReplayedJob = Omit<TraceJob, 'id' | 'error'>

const numberFields = [
  'line',
  'submitSeconds',
  'waitSeconds',
  'runSeconds',
  'cores',
  'cpuSeconds',
  'requestedSeconds',
  'memoryMBPerCore',
  'attempt',
  'priority',
  'inputBytes',
  'outputBytes',
] as const
const textFields = ['user', 'group', 'vo', 'label', 'site'] as const
const statuses: readonly TraceStatus[] = ['finished', 'failed', 'cancelled', 'closed', 'unknown']

type NumberField = (typeof numberFields)[number]
type TextField = (typeof textFields)[number]

/** Texts as codes into a list of those that occur; -1: none. */
interface TextColumn {
  readonly codes: Int32Array<SharedArrayBuffer>
  readonly texts: readonly string[]
}

/**
 * The records of a trace in columns that threads share: read once, and never written again. A field that no record fills
 * has no column.
 */
export interface TraceColumns {
  readonly info: TraceInfo
  readonly length: number
  readonly numbers: Readonly<Partial<Record<NumberField, Float64Array<SharedArrayBuffer>>>>
  readonly texts: Readonly<Partial<Record<TextField, TextColumn>>>
  readonly status: Uint8Array<SharedArrayBuffer>
}

/** Records handed out at once: as many as readers of files do. */
const batchSize = 4096

/** The records in the order of the file, batch by batch, as a reader of the file hands them out. */
export function* batchesOf(columns: TraceColumns): Generator<readonly ReplayedJob[]> {
  for (let from = 0; from < columns.length; from += batchSize) {
    const until = Math.min(columns.length, from + batchSize)
    yield Array.from({ length: until - from }, (_, i) => recordAt(columns, from + i))
  }
}

function recordAt({ numbers, texts, status }: TraceColumns, row: number): ReplayedJob {
  const number = (field: NumberField): number | undefined => {
    const value = numbers[field]?.[row]
    return value === undefined || Number.isNaN(value) ? undefined : value
  }
  const text = (field: TextField): string | undefined => {
    const column = texts[field]
    return column === undefined || column.codes[row] < 0 ? undefined : column.texts[column.codes[row]]
  }
  return {
    line: number('line') ?? 0,
    submitSeconds: number('submitSeconds') ?? 0,
    waitSeconds: number('waitSeconds'),
    runSeconds: number('runSeconds'),
    cores: number('cores') ?? 1,
    cpuSeconds: number('cpuSeconds'),
    requestedSeconds: number('requestedSeconds'),
    memoryMBPerCore: number('memoryMBPerCore'),
    status: statuses[status[row]],
    attempt: number('attempt') ?? 1,
    user: text('user'),
    group: text('group'),
    vo: text('vo'),
    label: text('label'),
    site: text('site'),
    priority: number('priority'),
    inputBytes: number('inputBytes'),
    outputBytes: number('outputBytes'),
  }
}

/** Gathers the records of a trace into columns. */
export class TraceColumnsBuilder {
  length = 0
  private capacity = batchSize
  private readonly numbers = new Map<NumberField, Float64Array<SharedArrayBuffer>>()
  private readonly texts = new Map<TextField, TextCodes>()
  private status = new Uint8Array(new SharedArrayBuffer(batchSize))

  add(job: TraceJob): void {
    if (this.length === this.capacity) this.grow()
    const row = this.length++
    for (const field of numberFields) {
      const value = job[field]
      if (value !== undefined) this.numberColumn(field)[row] = value
    }
    for (const field of textFields) {
      const text = job[field]
      if (text !== undefined) this.textColumn(field).set(row, text)
    }
    this.status[row] = statuses.indexOf(job.status)
  }

  /** The columns; the builder is used up. */
  columns(info: TraceInfo): TraceColumns {
    return {
      info,
      length: this.length,
      numbers: Object.fromEntries(this.numbers),
      texts: Object.fromEntries(Array.from(this.texts, ([field, { codes, texts }]) => [field, { codes, texts }])),
      status: this.status,
    }
  }

  private numberColumn(field: NumberField): Float64Array {
    let column = this.numbers.get(field)
    if (column === undefined) {
      column = numbersOf(this.capacity)
      this.numbers.set(field, column)
    }
    return column
  }

  private textColumn(field: TextField): TextCodes {
    let column = this.texts.get(field)
    if (column === undefined) {
      column = new TextCodes(this.capacity)
      this.texts.set(field, column)
    }
    return column
  }

  private grow(): void {
    this.capacity *= 2
    for (const [field, old] of this.numbers) {
      const column = numbersOf(this.capacity)
      column.set(old)
      this.numbers.set(field, column)
    }
    for (const column of this.texts.values()) column.grow(this.capacity)
    const status = new Uint8Array(new SharedArrayBuffer(this.capacity))
    status.set(this.status)
    this.status = status
  }
}

class TextCodes {
  codes: Int32Array<SharedArrayBuffer>
  readonly texts: string[] = []
  private readonly codeOf = new Map<string, number>()

  constructor(capacity: number) {
    this.codes = codesOf(capacity)
  }

  set(row: number, text: string): void {
    let code = this.codeOf.get(text)
    if (code === undefined) {
      code = this.texts.push(text) - 1
      this.codeOf.set(text, code)
    }
    this.codes[row] = code
  }

  grow(capacity: number): void {
    const codes = codesOf(capacity)
    codes.set(this.codes)
    this.codes = codes
  }
}

function numbersOf(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(8 * length)).fill(NaN)
}

function codesOf(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * length)).fill(-1)
}
