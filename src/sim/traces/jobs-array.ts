import { BadInput } from '../../model/bad-input.js'
import { longestRecord } from './lines.js'

const quote = 34
const comma = 44
const colon = 58
const openingBracket = 91
const backslash = 92
const closingBracket = 93
const openingBrace = 123
const closingBrace = 125

/** Longest key of the outer object that is told apart; all that matters is whether it is `jobs`. */
const longestKey = 64

/**
 * Finds the `jobs` array of a monitor's JSON object and cuts out one job at a time, so that a file of any size is read
 * in the memory of its largest job. Give it a chunk, then ask for `next` until there is none, and `end` at the end.
 */
export class JobsArray {
  /** Jobs cut out so far. */
  count = 0
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  #depth = 0
  #inString = false
  #escaped = false
  #key = ''
  #afterColon = false
  #inJobs = false
  #jobsSeen = false
  #wantsComma = false
  #capturing = false
  #pieces: Buffer[] = []
  #pieceBytes = 0
  #pieceStart = 0
  #ended = false

  constructor(private readonly fileName: string) {}

  feed(chunk: Buffer): void {
    this.#chunk = chunk
    this.#at = 0
    this.#pieceStart = 0
  }

  /** The text of the next job in the chunk, or undefined when the chunk is used up. */
  next(): string | undefined {
    const chunk = this.#chunk
    while (this.#at < chunk.length) {
      const byte = chunk[this.#at++]
      if (this.#inString) this.#insideString(byte)
      else if (byte > 32 && this.#structure(byte)) return this.#cut()
    }
    if (this.#capturing) this.#keep(chunk.subarray(this.#pieceStart))
    return undefined
  }

  /** Throws `BadInput` when the object is not complete or holds no jobs. */
  end(): void {
    if (this.#depth > 0) throw this.#fault('the file ends within the object', 'a complete JSON object')
    if (!this.#jobsSeen) throw this.#fault('there is no array "jobs"', 'a JSON object with an array "jobs"')
  }

  #insideString(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inString = false
    // Only keys of the outer object matter; a value there is never kept, since it stands behind a colon.
    if (this.#inString && this.#depth === 1 && !this.#afterColon && this.#key.length < longestKey) {
      this.#key += String.fromCharCode(byte)
    }
  }

  /** Handles a byte outside strings; true when it completes a job. */
  #structure(byte: number): boolean {
    if (this.#depth === 0) this.#outside(byte)
    else if (this.#depth === 1) this.#inOuterObject(byte)
    else if (this.#depth === 2 && this.#inJobs) this.#betweenJobs(byte)
    if (byte === quote) this.#inString = true
    else if (byte === openingBrace || byte === openingBracket) this.#depth++
    else if (byte === closingBrace || byte === closingBracket) return this.#close()
    return false
  }

  #outside(byte: number): void {
    // The three bytes of a byte order mark may stand in front.
    if (byte === openingBrace && !this.#ended) return
    if (!this.#ended && (byte === 0xef || byte === 0xbb || byte === 0xbf)) return
    const found = this.#ended ? 'text follows the JSON object' : 'the file does not begin with "{"'
    throw this.#fault(found, 'one JSON object with an array "jobs"')
  }

  #inOuterObject(byte: number): void {
    if (byte === comma) {
      this.#afterColon = false
      this.#key = ''
    } else if (byte === colon) {
      this.#afterColon = true
    } else if (this.#afterColon && this.#key === 'jobs' && byte !== closingBrace) {
      if (byte !== openingBracket) throw this.#fault('"jobs" is no array', 'an array of job records')
      this.#inJobs = true
      this.#jobsSeen = true
    }
  }

  #betweenJobs(byte: number): void {
    if (byte === closingBracket) return
    const fits = this.#wantsComma ? byte === comma : byte === openingBrace
    if (!fits) {
      const found = this.#wantsComma ? 'no comma follows the record' : `the record begins with ${this.#shown(byte)}`
      const ordinal = this.#wantsComma ? this.count : this.count + 1
      throw new BadInput(`${this.fileName}: job ${ordinal}`, found, 'JSON objects with commas between them')
    }
    this.#wantsComma = !this.#wantsComma
    if (byte !== openingBrace) return
    this.#capturing = true
    this.#pieceStart = this.#at - 1
  }

  #close(): boolean {
    this.#depth--
    if (this.#depth === 0) this.#ended = true
    else if (this.#depth === 1) this.#inJobs = false
    return this.#depth === 2 && this.#capturing
  }

  #cut(): string {
    this.#keep(this.#chunk.subarray(this.#pieceStart, this.#at))
    const text = (this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces)).toString('utf8')
    this.#pieces = []
    this.#pieceBytes = 0
    this.#capturing = false
    this.count++
    return text
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#pieceBytes += piece.length
    if (this.#pieceBytes <= longestRecord) return
    const where = `${this.fileName}: job ${this.count + 1}`
    throw new BadInput(where, 'the record is longer than 1 MiB', 'records of at most 1 MiB')
  }

  #shown(byte: number): string {
    return JSON.stringify(String.fromCharCode(byte))
  }

  #fault(found: string, allowed: string): BadInput {
    return new BadInput(this.fileName, found, allowed)
  }
}
