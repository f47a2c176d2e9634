import { BadInput } from '../../model/bad-input.js'
import { quoted } from './quoted.js'

/** The space after the colon keeps a continued line that holds a web address from being taken for a fact. */
const factLine = /^[;#]+\s*([A-Za-z][A-Za-z0-9 ]*?):(?:\s+(.*))?$/
const numberedName = /^(-?\d+)\s+(\S.*)$/

/** Tables of the header rather than facts of the whole log. */
const tables = new Set(['Partition', 'Queue', 'Node'])

/** Facts kept of one header, so that a file of nothing but comments stays small in memory. */
const mostFacts = 100

/** Reads the comment lines at the head of an SWF or GWF file. */
export class HeaderFacts {
  /** The header's facts, e.g. `Installation: LCG grid`; a repeated one keeps its first value. */
  readonly facts: Record<string, string> = {}
  /** Names from `Partition: N name` lines. */
  readonly partitions = new Map<string, string>()
  unixStartTime: number | undefined
  #count = 0

  constructor(private readonly fileName: string) {}

  /** Takes one comment line. Throws `BadInput` when it gives a start time that is no number. */
  take(text: string, line: number): void {
    const found = factLine.exec(text.trimEnd())
    if (found === null) return
    const [, key, value = ''] = found
    if (key === 'Partition') this.#partition(value)
    if (tables.has(key) || value === '') return
    if (key === 'UnixStartTime') this.#startTime(value, line)
    if (Object.hasOwn(this.facts, key) || this.#count === mostFacts) return
    this.facts[key] = value
    this.#count++
  }

  #partition(value: string): void {
    const found = numberedName.exec(value)
    if (found !== null) this.partitions.set(found[1], found[2])
  }

  #startTime(value: string, line: number): void {
    const seconds = Number(value)
    if (!Number.isFinite(seconds)) {
      throw new BadInput(`${this.fileName}:${line}`, `UnixStartTime is ${quoted(value)}`, 'seconds since 1970')
    }
    // Converted logs without a known start carry 0 or -1.
    if (seconds > 0) this.unixStartTime = seconds
  }
}
