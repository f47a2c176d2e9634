import type { Chance } from './chance.js'

/** What is written together or not at all. Small, so that the small records of histories tear. */
const PAGE_BYTES = 64

/** The disk could not do what it was asked to. */
export class DiskError extends Error {}

/** How often a disk fails, as parts of 1. */
export interface DiskFaults {
  readonly writeFails: number
  readonly syncFails: number
}

/** Bytes that were written, or with undefined the end that the file was cut to: not on the disk yet. */
interface Change {
  readonly offset: number
  readonly bytes: Uint8Array | undefined
}

/** Bytes that grow. */
class Contents {
  private bytes = Buffer.alloc(4096)
  length = 0

  change({ offset, bytes }: Change): void {
    if (bytes === undefined) {
      this.length = Math.min(this.length, offset)
      return
    }
    const end = offset + bytes.length
    if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * end)
    // A hole reads as zeros, whatever was there before the file was cut.
    if (offset > this.length) this.bytes.fill(0, this.length, offset)
    this.bytes.set(bytes, offset)
    this.length = Math.max(this.length, end)
  }

  copyOf(other: Contents): void {
    this.bytes = Buffer.from(other.bytes)
    this.length = other.length
  }

  read(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length))
  }
}

/**
 * A disk with one file and a cache before it: programs read what they wrote, but only what was synced outlasts a power
 * failure. Of the rest any part may: whole writes, the first of them, a write up to somewhere, pages here and there.
 */
export class VirtualDisk {
  faults: DiskFaults = { writeFails: 0, syncFails: 0 }
  /** Bytes it has room for. */
  capacity = Infinity
  /** Power failures that kept a part of what was not synced. */
  torn = 0
  /** Writes and syncs that failed. */
  failed = 0
  private readonly durable = new Contents()
  private readonly cached = new Contents()
  private changes: Change[] = []

  constructor(private readonly chance: Chance) {}

  get length(): number {
    return this.cached.length
  }

  get isSynced(): boolean {
    return this.changes.length === 0
  }

  /**
   * Cuts the file and appends, if it is as long as it was seen to be.
   * @returns false when it is not
   * @throws DiskError when the disk fails, maybe in the middle of the bytes
   */
  append(seen: number, cut: number, bytes: Uint8Array): boolean {
    if (this.cached.length !== seen) return false
    if (cut < seen) this.change({ offset: cut, bytes: undefined })
    const room = Math.max(0, this.capacity - cut)
    if (room >= bytes.length && !this.chance.is(this.faults.writeFails)) {
      this.change({ offset: cut, bytes })
      return true
    }
    this.failed++
    const written = this.chance.below(Math.min(room, bytes.length) + 1)
    if (written > 0) this.change({ offset: cut, bytes: bytes.subarray(0, written) })
    throw new DiskError(room < bytes.length ? 'no space left on the disk' : 'the write failed')
  }

  /** Makes last what was written. @throws DiskError when it fails: then any part of it may have lasted */
  sync(): void {
    if (this.chance.is(this.faults.syncFails)) {
      this.failed++
      throw new DiskError('the sync failed')
    }
    for (const change of this.changes) this.durable.change(change)
    this.changes = []
  }

  read(): Buffer {
    return this.cached.read()
  }

  /** The power fails, and comes back: the cache is gone, and with it any part of what was not synced. */
  losePower(): void {
    const { chance, changes, durable } = this
    if (changes.length > 0) {
      const kept = chance.pick([keepNothing, keepAll, keepFirst, keepPages])(changes, chance)
      if (kept.length > 0 && kept !== changes) this.torn++
      for (const change of kept) durable.change(change)
    }
    this.changes = []
    this.cached.copyOf(durable)
  }

  private change(change: Change): void {
    this.cached.change(change)
    this.changes.push(change)
  }
}

type Keeping = (changes: readonly Change[], chance: Chance) => readonly Change[]

const keepNothing: Keeping = () => []
const keepAll: Keeping = (changes) => changes

/** The first changes, and the next up to some byte. */
const keepFirst: Keeping = (changes, chance) => {
  const whole = chance.below(changes.length)
  const { offset, bytes } = changes[whole]
  const torn = bytes?.subarray(0, chance.below(bytes.length))
  return [...changes.slice(0, whole), ...(torn !== undefined && torn.length > 0 ? [{ offset, bytes: torn }] : [])]
}

/** Pages here and there, of every change. */
const keepPages: Keeping = (changes, chance) =>
  changes.flatMap((change) => {
    const { offset, bytes } = change
    if (bytes === undefined) return chance.is(0.5) ? [change] : []
    const pages: Change[] = []
    for (let from = 0; from < bytes.length; from += PAGE_BYTES) {
      if (chance.is(0.5)) pages.push({ offset: offset + from, bytes: bytes.subarray(from, from + PAGE_BYTES) })
    }
    return pages
  })
