import test from 'ava'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { signalWithin } from './signal-within.js'

setFlagsFromString('--expose-gc')
const clearMemory = runInNewContext('gc') as () => void

/** Resolved when the signal comes; nothing but its listener holds it. */
const came = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

test('it comes in its time, though memory is cleared before', async (t) => {
  const late = came(signalWithin(100, new AbortController().signal))
  for (let i = 0; i < 3; i++) {
    clearMemory()
    await sleep(1)
  }
  await t.notThrowsAsync(late)
})

test('it comes with the other one', async (t) => {
  const other = new AbortController()
  const signal = signalWithin(1e6, other.signal)
  const early = came(signal)
  other.abort()
  await t.notThrowsAsync(early)
  t.true(signal.aborted)
})
