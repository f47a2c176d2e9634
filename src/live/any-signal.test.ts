import test from 'ava'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { signalWithin } from './any-signal.js'

setFlagsFromString('--expose-gc')
const clearMemory = runInNewContext('gc') as () => void

/** Resolved when the signal comes; nothing but its listener holds it. */
const came = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

test('it comes in its time, though memory is cleared before', async (t) => {
  let isLate = false
  void came(signalWithin(50, new AbortController().signal)).then(() => (isLate = true))
  // Its timer keeps no process alive; these do.
  for (let waits = 0; !isLate && waits < 1_000; waits++) {
    clearMemory()
    await sleep(5)
  }
  t.true(isLate)
})

test('it comes with the other one', async (t) => {
  const other = new AbortController()
  const signal = signalWithin(1e6, other.signal)
  const early = came(signal)
  other.abort()
  await t.notThrowsAsync(early)
  t.true(signal.aborted)
})
