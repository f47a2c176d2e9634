import type { Seconds } from './units.js'

/** What kinds of fact there are; the comment tells what subject, a, b, c and d mean. */
export const enum Fact {
  /** subject PandaID; a task key, b ordinal, c attempt */
  jobCreated,
  /** subject PandaID; a from, b to, c pseudo-queue, d cause */
  jobMoved,
  /** subject task number; a task key, b jobs, c first ordinal, d priority */
  taskSubmitted,
  /** subject task number; a finished, b failed, c cancelled */
  taskEnded,
  /** subject PandaID; a kind, b from, c to, d bytes in MB */
  transferOrdered,
  /** subject PandaID; a kind, b from, c to, d 1 when it arrived */
  transferEnded,
  /** subject pilots; a pseudo-queue */
  pilotsRequested,
  /** subject pilots; a pseudo-queue */
  pilotsLost,
  /** subject queue; a status */
  queueChanged,
  /** subject milliseconds that were not heard */
  hearingGap,
  /** subject dataset; a copies, b bytes in MB */
  datasetKnown,
  /** subject dataset; a site, b kind of copy */
  replicaAdded,
  /** subject dataset; a site, b kind of copy */
  replicaGone,
  /** subject task number; a site */
  nucleusChosen,
  /** subject site; a what its storage can do: 1 jobs read, 2 jobs write, 4 others read, 8 others write */
  storageChanged,
  /** subject task number; a priority */
  taskChanged,
  /** subject task number; a jobs that had not been created and never will be */
  taskKilled,
  /** subject 1 when brokerage pauses, 0 when it goes on */
  brokeragePaused,
  /** subject thousandths of the value; a place of the constant among all */
  limitChanged,
  /** subject PandaID: its pilot is to end it */
  endAsked,
}

/** Hears of every fact, in order. */
export interface FactListener {
  /**
   * @param row the row the subject has now; it is not part of the fact
   */
  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void
}

/**
 * The one stream of all changes of state. It keeps a hash over all facts in order, times rounded to whole
 * milliseconds, so that equal hashes mean equal runs on any machine.
 */
export class Journal {
  facts = 0
  listener: FactListener | undefined
  private high = 0x243f6a88 | 0
  private low = 0x85a308d3 | 0

  write(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    this.facts++
    const milliseconds = Math.round(at * 1000)
    let high = this.high
    let low = this.low
    // Numbers above 2^32 (times, PandaIDs) enter as two words.
    high = Math.imul(high ^ kind ^ (milliseconds | 0), 0x9e3779b1)
    low = Math.imul(low ^ (milliseconds / 4294967296) ^ (high >>> 15), 0x85ebca6b)
    high = Math.imul(high ^ (subject | 0) ^ (low >>> 13), 0xc2b2ae35)
    low = Math.imul(low ^ (subject / 4294967296) ^ (a | 0), 0x27d4eb2f) ^ (high >>> 16)
    high = Math.imul(high ^ (b | 0) ^ (low >>> 11), 0x165667b1)
    low = Math.imul(low ^ (c | 0), 0x9e3779b1) ^ (high >>> 14)
    this.high = Math.imul(high ^ (d | 0) ^ (low >>> 15), 0x85ebca77)
    this.low = Math.imul(low ^ (this.high >>> 12), 0xc2b2ae3d)
    if (this.listener !== undefined) this.listener.hear(kind, at, subject, a, b, c, d, row)
  }

  /** Goes on after so many facts with this hash, when the state is read back. */
  continueFrom(facts: number, hash: string): void {
    this.facts = facts
    this.high = Number.parseInt(hash.slice(0, 8), 16) | 0
    this.low = Number.parseInt(hash.slice(8), 16) | 0
  }

  /** The hash over all facts so far, 16 hexadecimal digits. */
  hash(): string {
    return hex(this.high) + hex(this.low)
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
