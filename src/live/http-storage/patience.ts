import { setTimeout as sleep } from 'node:timers/promises'
import { HttpFailure } from './http-failure.js'

/** How often something is tried, and how long it is left alone in between. */
export interface Patience {
  /** Tries in a row without any progress. */
  readonly tries: number
  /** The first pause, in milliseconds; each further one is twice as long, up to the longest. */
  readonly firstPause: number
  readonly longestPause: number
  /** Silence of a connection after which it counts as broken, in milliseconds. */
  readonly silence: number
}

export const usualPatience: Patience = { tries: 5, firstPause: 1_000, longestPause: 60_000, silence: 60_000 }

/** Does something, and again when it fails in a way that may pass. @throws what it failed with the last time */
export async function persistently<T>(patience: Patience, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work()
    } catch (error) {
      await pauseAfter(error, failures, patience, signal)
    }
  }
}

/** Waits before the next try. @throws the error when there is none: one that has passed too often is not tried again by others */
export async function pauseAfter(
  error: unknown,
  failures: number,
  { tries, firstPause, longestPause }: Patience,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  if (!(error instanceof HttpFailure) || !error.isPassing) throw error
  if (failures >= tries) throw new HttpFailure(error.fault, `${error.message}, ${tries} times`, false)
  const pause = Math.max(firstPause * 2 ** (failures - 1), error.waitMilliseconds)
  await sleep(Math.min(pause, longestPause), undefined, { signal })
}
