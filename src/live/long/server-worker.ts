/** A live server as a process of its own, for long tests that kill it. It loads first and starts when it is told its plan. */
import { pino } from 'pino'
import { BadInput } from '../../model/bad-input.js'
import type { Core } from '../../brokerage/core.js'
import type { Constants } from '../../model/constants.js'
import type { ApiLimits } from '../api/api-limits.js'
import { startServer } from '../serve.js'
import { BAD_INPUT, STORE_FAILED } from './exit-codes.js'
import { longCore } from './long-core.js'

/** What a server of long tests is told. */
export interface ServerPlan {
  readonly folder: string
  readonly store: string
  readonly port: number
  readonly leastFreeBytes?: number
  readonly longestSilenceSeconds?: number
  readonly limits?: Partial<ApiLimits>
  readonly constants?: Partial<Constants>
}

/** What it tells, beside its exit code. */
export type ServerNews =
  | { readonly news: 'loaded' }
  | { readonly news: 'ready'; readonly url: string }
  | { readonly news: 'stopped'; readonly words: string }

/** As many requests as hundreds of pilots of one token make. */
const unhurried: Partial<ApiLimits> = {
  requestsPerSecond: 1e6,
  requestsAtOnce: 1e6,
  pilotRequestsPerSecond: 1e6,
  pilotRequestsAtOnce: 1e6,
}

function tell(news: ServerNews): void {
  if (process.connected) process.send!(news)
}

function stop(error: Error, code: number): void {
  process.stderr.write(`server ${process.pid}: ${error.message}\n`)
  // Its parent may have gone.
  if (!process.connected) process.exit(code)
  process.send!({ news: 'stopped', words: error.message } satisfies ServerNews, () => process.exit(code))
}

async function serve(plan: ServerPlan): Promise<void> {
  const { folder, store, port, leastFreeBytes, longestSilenceSeconds, limits, constants } = plan
  let core: Core | undefined
  try {
    const server = await startServer({
      ...{ folder, store, port, longestSilenceSeconds, limits: { ...unhurried, ...limits } },
      build: (orders) => (core = longCore(orders, constants)),
      pilots: { source: 'external', slots: {}, command: [] },
      dataMover: { name: 'none', folders: {} },
      retentionSeconds: Infinity,
      leastFreeBytes: leastFreeBytes ?? 0,
      log: pino({ level: 'error' }, pino.destination({ fd: 2, sync: true })),
      onFailure: (error) => stop(error, STORE_FAILED),
    })
    process.once('SIGTERM', () => void server.close())
    tell({ news: 'ready', url: server.url })
    await server.ended
    // What was counted along the way must be what there is: a core that is read back counts anew, and would not tell.
    core?.check()
    process.exit(0)
  } catch (error) {
    stop(error as Error, error instanceof BadInput ? BAD_INPUT : 1)
  }
}

// Whoever started it has gone.
process.on('disconnect', () => process.exit(1))
process.once('message', (plan: ServerPlan) => void serve(plan))
tell({ news: 'loaded' })
