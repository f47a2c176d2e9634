/**
 * A signal that comes with the first of these. `AbortSignal.any` is forgotten by Node 20 when memory is cleared and nothing but
 * listeners knows it: then it never comes.
 */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const any = new AbortController()
  const end = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', end)
    any.abort(signals.find(({ aborted }) => aborted)?.reason)
  }
  for (const signal of signals) signal.addEventListener('abort', end)
  if (signals.some(({ aborted }) => aborted)) end()
  return any.signal
}

/** A signal that comes with another one, or after so long. It keeps no process alive. */
export function signalWithin(milliseconds: number, other: AbortSignal): AbortSignal {
  const late = new AbortController()
  setTimeout(() => late.abort(), milliseconds).unref()
  return anySignal([late.signal, other])
}
