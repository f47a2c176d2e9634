/** The server of the live bench: a host and its API over a store, in a process of its own. Told what it is by its first message. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { Core } from '../../src/brokerage/core.js'
import { builtInPolicy } from '../../src/brokerage/define-policy.js'
import { startServer } from '../../src/live/serve.js'
import { defaultConstants } from '../../src/model/constants.js'
import type { Grid } from '../../src/model/grid.js'
import { gridOf, openQueue } from '../../src/sim/grid-spec.js'
import { seedOf } from '../../src/sim/seed.js'

/** What the bench tells its server. */
export interface ServerOrder {
  readonly folder: string
  readonly store: string
  /** 0: any. */
  readonly port: number
  readonly queues: number
}

/** What the server tells the bench. */
export interface ServerReady {
  readonly url: string
}

/** Queues that take everything, and never have enough. */
function benchGrid(queues: number): Grid {
  const sites = Array.from({ length: queues }, (_, i) => ({
    ...{ name: `Q${i}`, tier: 2, cores: 100_000, corePower: 10 },
    queues: [openQueue(`Q${i}`, [1])],
  }))
  const network = { latencySeconds: 1, bytesPerSecond: 20e6, links: [] }
  return gridOf({ name: 'bench', assumptions: [], sites, network })
}

process.once('message', (order: ServerOrder) => void serve(order))

async function serve({ folder, store, port, queues }: ServerOrder): Promise<void> {
  await mkdir(folder, { recursive: true })
  const server = await startServer({
    ...{ folder, store, port },
    build: (orders) =>
      new Core({
        grid: benchGrid(queues),
        policy: builtInPolicy('random'),
        // Nothing holds work back: the host is what is measured.
        constants: {
          ...defaultConstants,
          ...{ generatorCycleSeconds: 0, statisticsSeconds: 0, throttling: 0, queueCapJobs: 1e9 },
          ...{ pilotCycleSeconds: 3600, pilotKeepAliveSeconds: 1e9, pilotSilenceSeconds: 1e9 },
        },
        seed: seedOf('bench'),
        orders,
      }),
    pilots: { source: 'external', slots: {}, command: [] },
    dataMover: { name: 'none', folders: {} },
    retentionSeconds: Infinity,
    leastFreeBytes: 0,
    limits: { requestsPerSecond: 1e9, requestsAtOnce: 1e9, pilotRequestsPerSecond: 1e9, pilotRequestsAtOnce: 1e9 },
    log: pino({ level: 'error' }),
    onFailure: (error) => {
      process.stderr.write(`${String(error.stack)}\n`)
      process.exit(1)
    },
  })
  await writeFile(join(folder, 'url'), server.url)
  process.send?.({ url: server.url } satisfies ServerReady)
}
