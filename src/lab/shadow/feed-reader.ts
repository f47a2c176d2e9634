import { createHash, type Hash } from 'node:crypto'
import { BadInput } from '../../model/bad-input.js'
import { faultOf, shown } from '../../sim/schema-fault.js'
import { type FeedLine, lineSchemas } from './feed-schema.js'

const LONGEST_LINE_BYTES = 4 * 1024 * 1024
/** Faults that are told one by one; the others are counted. */
const MOST_TOLD = 10
const newline = 10

/** Lines of a feed that were not as they may be and were left out. */
export interface FeedFaults {
  lines: number
  readonly told: string[]
}

/** Reads a feed line by line, in bounded memory, and keeps count of what it read. */
export class FeedReader {
  /** Lines so far, empty ones too. */
  lines = 0
  bytes = 0
  readonly faults: FeedFaults = { lines: 0, told: [] }
  private readonly hash: Hash = createHash('sha256')

  /**
   * @param name of the feed, for messages
   * @param take called with each line, in order; its `BadInput` is told with file and line
   * @param skipFaults whether faulty lines are counted and left out, instead of ending the reading
   * @param isFatal whether a fault is none of the line, and ends the reading all the same
   */
  constructor(
    readonly name: string,
    private readonly take: (line: FeedLine) => void,
    private readonly skipFaults = false,
    private readonly isFatal: (fault: BadInput) => boolean = () => false,
  ) {}

  /** SHA-256 of all bytes so far, hexadecimal. */
  sum(): string {
    return this.hash.copy().digest('hex')
  }

  /** Reads to the end of the chunks. @throws BadInput with file and line at the first fault that is not skipped */
  async read(chunks: AsyncIterable<Buffer>): Promise<void> {
    let rest: Buffer = Buffer.alloc(0)
    /** In a line that is too long: the rest of it is passed over. */
    let isTooLong = false
    for await (const chunk of chunks) {
      this.bytes += chunk.length
      this.hash.update(chunk)
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let start = 0
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
        if (!isTooLong) this.line(bytes.toString('utf8', start, end))
        isTooLong = false
        start = end + 1
      }
      rest = bytes.subarray(start)
      if (rest.length <= LONGEST_LINE_BYTES) continue
      if (!isTooLong) this.tooLong()
      isTooLong = true
      rest = Buffer.alloc(0)
    }
    if (rest.length > 0 && !isTooLong) this.line(rest.toString('utf8'))
  }

  private get where(): string {
    return `${this.name}:${this.lines}`
  }

  private tooLong(): void {
    this.lines++
    this.refuse(new BadInput(this.where, 'the line is longer than 4 MiB', 'one JSON object a line'))
  }

  private line(given: string): void {
    this.lines++
    // A mark of the order of bytes goes with the blanks.
    const text = given.trim()
    if (text === '') return
    try {
      this.take(this.parsed(text))
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      this.refuse(error)
    }
  }

  private refuse(error: BadInput): void {
    const { where, faults } = this
    const fault = error.where === where ? error : new BadInput(where, `${error.where}: ${error.found}`, error.allowed)
    if (!this.skipFaults || this.isFatal(error)) throw fault
    faults.lines++
    if (faults.told.length < MOST_TOLD) faults.told.push(fault.message)
  }

  private parsed(text: string): FeedLine {
    const { where } = this
    let given: unknown
    try {
      given = JSON.parse(text)
    } catch (error) {
      throw new BadInput(where, `the line is no JSON (${(error as Error).message})`, 'one JSON object a line')
    }
    const event = (given as { event?: unknown } | null)?.event
    const schema = typeof event === 'string' ? lineSchemas.get(event) : undefined
    if (schema === undefined) {
      const found = event === undefined ? 'event is missing' : `event is ${shown(event)}`
      throw new BadInput(where, found, [...lineSchemas.keys()].join(', '))
    }
    const { success, data, error } = schema.safeParse(given)
    if (success) return data
    const fault = faultOf(schema, error.issues[0], given)
    throw new BadInput(where, fault.found, fault.allowed)
  }
}
