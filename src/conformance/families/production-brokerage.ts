import { Broker } from '../../brokerage/broker.js'
import type { Bunch } from '../../brokerage/bunch.js'
import { type Candidates, Trial } from '../../brokerage/candidates.js'
import { readsFromAfar } from '../../brokerage/direct-access.js'
import { production } from '../../brokerage/policies/production.js'
import { givenMB } from '../../brokerage/steps/scratch.js'
import type { State } from '../../model/state.js'
import { type BrokerageIn, plainTask } from '../brokerage/case.js'
import { faceNames } from '../brokerage/grid.js'
import { refusalsByName } from '../brokerage/refusals.js'
import { brokerageState } from '../brokerage/state.js'
import { bunchOf } from '../brokerage/work.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface BrokerageOut {
  readonly ok: boolean
  readonly candidates: readonly CandidateOut[]
  readonly refused: Readonly<Record<string, string>>
}

interface CandidateOut {
  readonly queue: string
  readonly weight: number
  readonly running: number
  readonly queued: number
  readonly assigned: number
  readonly cap: number | null
  readonly scratch_MB: number | null
  readonly disk_files: readonly number[]
  readonly tape_files: readonly number[]
  readonly streamed_files: number
}

/** The whole of production brokerage: candidates, weights, counters, caps, and which step refused a queue. */
export const productionBrokerage: Family = {
  name: 'production_brokerage',
  section: '§B',
  differs(recorded) {
    const given = recorded.in as BrokerageIn
    const expected = recorded.out as BrokerageOut
    const task = { ...plainTask, ...given.task }
    const state = brokerageState(given, task)
    const bunch = bunchOf(given, task, state)
    const broker = new Broker(state, production)
    const refusals = refusalsByName(given, broker, bunch, state)
    const found = candidatesOf(broker.rank(bunch), given, bunch, state)
    const refused = Object.fromEntries(Object.keys(expected.refused).map((name) => [name, refusals.get(name)]))
    return firstDifference({ ok: found.length > 0, candidates: found, refused }, expected)
  },
}

/** In the recorded order: queues to be tried first, then by falling weight, equals by name. */
function candidatesOf(candidates: Candidates, given: BrokerageIn, bunch: Bunch, state: State): CandidateOut[] {
  const names = faceNames(given, state.grid)
  const found = Array.from({ length: candidates.count }, (_, i): CandidateOut => {
    const { queue } = state.grid.faces[candidates.face[i]]
    const cap = candidates.cap[i]
    return {
      queue: names[candidates.face[i]],
      weight: candidates.trial[i] === Trial.wanted ? 0 : candidates.weight[i],
      running: candidates.running[i],
      queued: candidates.queued[i],
      assigned: candidates.assigned[i],
      cap: cap === Infinity ? null : cap,
      scratch_MB: queue.maxScratchMB === 0 ? null : givenMB(bunch, queue),
      disk_files: given.available[queue.name]?.disk ?? [],
      tape_files: given.available[queue.name]?.tape ?? [],
      streamed_files: readsFromAfar(bunch.rules, queue) ? bunch.chunkFiles : 0,
    }
  })
  return found.sort((one, other) => rank(other) - rank(one) || (one.queue < other.queue ? -1 : 1))
}

function rank({ weight }: CandidateOut): number {
  return weight === 0 ? Infinity : weight
}
