import { createHash } from 'node:crypto'

/** What files are checked by. Written `adler32:` or `sha256:` and hexadecimal digits; adler32 is what the grid's storage keeps. */
export type ChecksumKind = 'adler32' | 'sha256'

/** A checksum in the making. */
export interface RunningChecksum {
  add(bytes: Uint8Array): void
  /** As `adler32:0a1b2c3d`. To be called once, at the end. */
  text(): string
}

export const checksumForm = /^(adler32:[0-9a-f]{1,8}|sha256:[0-9a-f]{64})$/i
export const checksumWords = 'adler32: and up to 8 hexadecimal digits, or sha256: and 64'

/** Two checksums as texts are the same one; capitals and leading zeros of adler32 do not matter. */
export function isSameChecksum(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

/** The kind that a checksum names. */
export function kindOf(checksum: string): ChecksumKind {
  return checksum.toLowerCase().startsWith('adler32:') ? 'adler32' : 'sha256'
}

export function startChecksum(kind: ChecksumKind): RunningChecksum {
  if (kind === 'adler32') return new Adler32()
  const hash = createHash('sha256')
  return { add: (bytes) => hash.update(bytes), text: () => `sha256:${hash.digest('hex')}` }
}

function plain(checksum: string): string {
  const [kind, digits] = checksum.toLowerCase().split(':')
  return kind === 'adler32' ? `${kind}:${digits.padStart(8, '0')}` : `${kind}:${digits}`
}

const LARGEST_PRIME = 65_521
/** So many bytes can be added up before the second sum outgrows 32 bits. */
const UNREDUCED_BYTES = 5552

/** RFC 1950: two sums modulo the largest prime below 65,536. */
class Adler32 implements RunningChecksum {
  private low = 1
  private high = 0

  add(bytes: Uint8Array): void {
    let { low, high } = this
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(at + UNREDUCED_BYTES, bytes.length)
      for (; at < end; at++) {
        low += bytes[at]
        high += low
      }
      low %= LARGEST_PRIME
      high %= LARGEST_PRIME
    }
    this.low = low
    this.high = high
  }

  text(): string {
    return `adler32:${(this.high * 65_536 + this.low).toString(16).padStart(8, '0')}`
  }
}
