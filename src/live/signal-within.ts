/**
 * A signal that comes with another one, or after so long. On Node 20 the timer of `AbortSignal.any([AbortSignal.timeout()])` is
 * forgotten when memory is cleared, and the signal never comes.
 */
export function signalWithin(milliseconds: number, other: AbortSignal): AbortSignal {
  const late = new AbortController()
  setTimeout(() => late.abort(), milliseconds).unref()
  return AbortSignal.any([late.signal, other])
}
