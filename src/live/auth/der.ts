/** A reader of DER (X.690): as much of it as certificates and attribute certificates take. */

/** One value: its tag, what is in it, and all of its bytes. */
export interface Der {
  /** First byte of its tag. */
  readonly tag: number
  readonly content: Buffer
  readonly whole: Buffer
}

export const DerTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** What is no DER. */
export class BadDer extends Error {}

/** The first value of some bytes. @throws BadDer */
export function readDer(bytes: Buffer, at = 0): Der {
  const first = at + 1 < bytes.length ? bytes[at + 1] : undefined
  if (first === undefined || (bytes[at] & 0x1f) === 0x1f) throw new BadDer('a value is cut off, or has a long tag')
  let start = at + 2
  let length = first
  if (first >= 0x80) {
    const digits = first & 0x7f
    if (digits === 0 || digits > 4 || start + digits > bytes.length) throw new BadDer('the length of a value is none')
    length = bytes.readUIntBE(start, digits)
    start += digits
  }
  if (start + length > bytes.length) throw new BadDer('a value is longer than what it stands in')
  return { tag: bytes[at], content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) }
}

/** The values that one holds. @throws BadDer */
export function valuesIn({ content }: Der): Der[] {
  const values: Der[] = []
  for (let at = 0; at < content.length; at += values[values.length - 1].whole.length) values.push(readDer(content, at))
  return values
}

/** An object identifier as numbers with dots. */
export function objectIdOf({ content }: Der): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (numbers.length === 0) numbers.push(...(number < 80 ? [Math.floor(number / 40), number % 40] : [2, number - 80]))
    else numbers.push(number)
    number = 0
  }
  return numbers.join('.')
}

/** A time in milliseconds since 1970; NaN: it is none. */
export function timeOf({ tag, content }: Der): number {
  const text = content.toString('latin1')
  const full = tag === DerTag.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(full)
  if (parts === null) return NaN
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** A whole number from 0; Infinity: one too large to matter. @throws BadDer when it is below 0, or none */
export function wholeOf({ content }: Der): number {
  if (content.length === 0 || content[0] >= 0x80) throw new BadDer('a number is below 0, or none')
  return content.length > 6 ? Infinity : content.readUIntBE(0, content.length)
}
