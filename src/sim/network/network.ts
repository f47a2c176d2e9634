import type { Bytes, Seconds, TransferRow } from '../../model/units.js'
import type { Measurements } from './measurements.js'

/** Bytes per second: of a transfer, or of what a site or a link can carry. */
export type Rate = number

/** What limits a network; sites are numbers from 0. A capacity that is 0 or absent is unlimited. */
export interface NetworkParts {
  readonly sites: number
  /** What each site can take in. */
  readonly ingress?: readonly (Rate | undefined)[]
  /** What each site can give out. */
  readonly egress?: readonly (Rate | undefined)[]
  /** Links of a capacity of their own, one way each. */
  readonly links?: readonly { readonly from: number; readonly to: number; readonly capacity: Rate }[]
  /** Transfers at a time from one site to another; only a file-transfer service looks at it. */
  readonly slotsPerLink: number
}

/**
 * A network that carries transfers, each known by the row that its owner gave it, from `start` until `popEnded` or
 * `cancel`. Times never go back. Equal calls give equal results, bit for bit.
 */
export interface Network {
  /** What a monitor of this network would know. */
  readonly measurements: Measurements
  /** @param cap the most that this transfer can get, above 0 */
  start(now: Seconds, transfer: TransferRow, from: number, to: number, bytes: Bytes, cap: Rate): void
  /** Takes a transfer away before its end. */
  cancel(now: Seconds, transfer: TransferRow): void
  /** When the next transfer ends if nothing happens before; Infinity when none would. */
  nextEnd(): Seconds
  /** Takes away the transfer whose end is due, of several at one time the one with the lowest row. */
  popEnded(now: Seconds): TransferRow
  /** Changes what a site can take in and give out; Infinity is unlimited, and 0 stalls its transfers until it returns. */
  setCapacity(now: Seconds, site: number, ingress: Rate, egress: Rate): void
  /** Changes what a link can carry, one way; Infinity is unlimited, and 0 stalls its transfers until it returns. */
  setLinkCapacity(now: Seconds, from: number, to: number, capacity: Rate): void
  /** Transfers under way from one site to another, those that wait for a slot not counted. */
  activeOn(from: number, to: number): number
  /** What a transfer gets now; 0 while it waits or is stalled. */
  rateOf(transfer: TransferRow): Rate
  /** When a transfer got under way; NaN while it waits for a slot; still known just after its end. */
  startedAt(transfer: TransferRow): Seconds
  /** Recounts everything and throws when something does not fit. */
  check(): void
}

/** A way to share a network. */
export interface NetworkModel {
  readonly name: string
  /** How transfers share, in words. */
  readonly about: string
  create(parts: NetworkParts): Network
}
