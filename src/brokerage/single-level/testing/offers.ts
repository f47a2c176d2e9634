/** Work and queues as the broker of 2013 sees them, for tests: what a test does not name asks for nothing and refuses nothing. */
import type { QueueStatus } from '../../../model/grid.js'
import type { Line } from '../../../model/testing/small-grid.js'
import type { QueueOffer, JobNeeds } from '../figures.js'

/** Production that asks for nothing in particular. */
export const anyWork: JobNeeds = {
  isAnalysis: false,
  priority: 500,
  inputFiles: 0,
  inputBytes: 0,
  cores: 1,
  memoryMB: 0,
  walltimeSeconds: 0,
  diskMB: 0,
  readsDirectly: false,
  worstReliability: undefined,
}
/** What makes it users' work. */
export const users = { isAnalysis: true } as const

/**
 * A queue of a table. Columns, each with a wide default: t1, free (GiB), limit (of transferring jobs), assigned, activated, running
 * (rivals all, but for `rivalsrunning`), defined, transferring, nodes (`asking+reporting`, `uncounted`), status, cores, memory (MB),
 * walltime (s), disk (MB), reliability, release, direct.
 */
export function offerOf(line: Line): QueueOffer {
  const number = (column: string, otherwise = 0) => Number(line[column] ?? otherwise)
  const is = (column: string, otherwise: boolean) => (line[column] === undefined ? otherwise : line[column] === 'yes')
  const [asking, reporting] = (line['nodes'] ?? '1+0').split('+').map(Number)
  const states = { assigned: number('assigned'), activated: number('activated'), running: number('running') }
  return {
    isTier1: is('t1', false),
    freeGiB: number('free', Infinity),
    transferringLimitJobs: number('limit'),
    ...states,
    transferring: number('transferring'),
    rivals: { ...states, defined: number('defined'), running: number('rivalsrunning', states.running) },
    nodes: line['nodes'] === 'uncounted' ? undefined : { asking, reporting },
    status: (line['status'] ?? 'online') as QueueStatus,
    cores: number('cores', 1),
    maxMemoryMB: number('memory'),
    maxWalltimeSeconds: number('walltime'),
    maxDiskMB: number('disk'),
    reliability: line['reliability'] === undefined ? undefined : number('reliability'),
    hasRelease: is('release', true),
    readsDirectly: is('direct', true),
  }
}
