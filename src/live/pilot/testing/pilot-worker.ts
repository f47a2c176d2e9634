import type { PilotOptions } from '../pilot-options.js'
import type { PilotServer } from '../pilot-server.js'
import { runPilot } from '../run-pilot.js'
import { stopOnSignals } from '../stop-on-signals.js'

/** A pilot as a process of its own, for tests that kill it: its options come as JSON, and its server stands at the other end of the channel. */
const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()

process.on('message', ({ number, error, value }: { number: number; error?: string; value: unknown }) => {
  const caller = waiting.get(number)
  waiting.delete(number)
  if (error === undefined) caller?.resolve((value ?? undefined) as never)
  else caller?.reject(new Error(error))
})

let calls = 0
const server = new Proxy({} as PilotServer, {
  get:
    (_, call) =>
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        waiting.set(++calls, { resolve, reject })
        process.send!({ number: calls, call, args })
      }),
})

const { stop, done } = stopOnSignals()
const options = JSON.parse(process.argv[2]) as Omit<PilotOptions, 'server' | 'stop'>
await runPilot({ ...options, server, stop })
done()
process.disconnect()
