/** Histories of a small grid: whatever may be reported, in any order, for properties that must never break. */
import fc from 'fast-check'
import { queueStatuses } from '../../model/grid.js'
import { gridOf } from '../../model/testing/small-grid.js'
import { NONE } from '../../model/units.js'
import type { TaskSubmission } from '../ports.js'
import { type Stage, taskOf } from './stage.js'

/** Three sites and four queues, one of them with two sorts of slots. */
export const historyGrid = () =>
  gridOf(`
    queue  site cores memory walltime
    BNL    BNL  1+8   4000   0
    CERN   CERN 1     2000   90000
    CERN_8 CERN 8     0      0
    LYON   LYON 1     3000   0
  `)

/** One thing that happens: what, to whom, how, and how long after the last. */
export type HistoryEvent = readonly [verb: number, subject: number, detail: number, wait: number]

export const historySites = ['BNL', 'CERN', 'LYON']
const waits = [0, 0, 5, 60, 1200, 7200, 50_000, 200_000]
/** What happens on a grid, sense or nonsense. */
export const history: fc.Arbitrary<HistoryEvent[]> = fc.array(
  fc.tuple(fc.nat(28), fc.nat(1000), fc.nat(1000), fc.constantFrom(...waits)),
  { maxLength: 40, size: 'max' },
)

function someTask(name: string, subject: number, detail: number): TaskSubmission {
  const hasInput = subject % 2 === 0
  const cores = detail % 4 === 0 ? 8 : 1
  return taskOf({
    name,
    jobs: 1 + (subject % 30),
    cores,
    priority: [100, 500, 900, 1001][detail % 4],
    label: detail % 3 === 0 ? 'user' : 'managed',
    memoryMBPerCore: 1000 + (subject % 2) * 1000,
    walltimeSeconds: (detail % 5) * 30_000,
    share: ['simulation', 'reco'][detail % 2],
    dataset: hasInput ? ['one', 'two'][detail % 2] : undefined,
    inputBytes: hasInput ? 1e9 : 0,
    outputBytes: 1e8,
    rules: { isScout: detail % 13 === 0, readsOverWan: detail % 5 === 0 ? 'use' : 'no', diskIoKBps: detail % 3 },
    nucleus: detail % 7 > 3 ? ['BNL', 'LYON', 'auto'][subject % 3] : undefined,
    queue: detail % 11 === 0 ? (cores === 8 ? 'CERN_8' : 'LYON') : undefined,
    maxFailures: 1 + (detail % 3),
    maxAttempts: 1 + (subject % 6),
  })
}

/** A job out of all that ever were, those of now rather than those of long ago. */
function jobOf(stage: Stage, subject: number): readonly [row: number, id: number] {
  const ids = [...stage.rowOf.keys()]
  const id = ids.length === 0 ? 1 : ids[Math.max(0, ids.length - 1 - (subject % 40))]
  return [stage.rowOf.get(id) ?? 0, id]
}

/** Number of a task out of all that ever were, late ones rather. */
function taskOfAll({ core }: Stage, subject: number): number {
  const { submitted } = core.state.tasks
  return Math.max(1, submitted - (subject % 6))
}

/** Makes it happen, and lets what is due by then be done. */
export function happen(stage: Stage, [verb, subject, detail, wait]: HistoryEvent, serial: number): void {
  const { core } = stage
  const { grid } = core.state
  stage.pass(stage.now + wait)
  const [row, id] = jobOf(stage, subject)
  const face = subject % grid.faces.length
  stage.report((now) => {
    switch (verb) {
      case 0:
      case 1:
      case 27:
      case 28:
        core.submit(now, someTask(`task-${serial}`, subject, detail))
        break
      case 2:
        if (detail % 5 === 0) core.accepted(now, row, id)
        else core.started(now, row, id)
        break
      case 3:
        core.heartbeat(now, row, id, now + detail * 10)
        break
      case 4:
        core.ended(now, row, id, 'finished', 0)
        break
      case 5:
        core.ended(now, row, id, 'failed', detail)
        break
      case 6:
        core.transferEnded(now, subject % 20, stage.core.state.transfers.number[subject % 20], detail % 4 > 0)
        break
      case 7:
        if (detail % 2 === 0) core.kill(now, row, id)
        else core.killGently(now, row, id)
        break
      case 8:
        core.queueChanged(now, grid.queues[subject % 4].name, queueStatuses[detail % queueStatuses.length])
        break
      case 9:
        core.pilotsLost(now, face, detail % 5)
        break
      case 10:
        if (detail % 5 === 0) core.hearingGap(now, detail * 20)
        break
      case 11:
        core.datasetKnown(now, ['one', 'two'][subject % 2], 1e10, [['BNL'], ['CERN', 'LYON']][detail % 2])
        break
      case 12:
        core.replicaArrived(
          now,
          ['one', 'two'][subject % 2],
          historySites[detail % 3],
          detail % 2 === 0 ? 'primary' : 'cached',
        )
        break
      case 13:
        core.replicaGone(
          now,
          ['one', 'two'][subject % 2],
          historySites[detail % 3],
          detail % 2 === 0 ? 'primary' : 'cached',
        )
        break
      case 14:
        core.storageChanged(now, historySites[subject % 3], { readWan: detail % 4 > 0, writeWan: detail % 5 > 0 })
        break
      case 15:
        core.linkMeasured(now, historySites[subject % 3], historySites[detail % 3], {
          hourMBps: detail,
          dayMBps: NaN,
          weekMBps: 1,
        })
        break
      case 16:
        if (detail % 3 === 0) core.killTask(now, taskOfAll(stage, subject))
        break
      case 17:
        core.reprioritise(now, taskOfAll(stage, subject), [100, 500, 900, 1001][detail % 4])
        break
      case 18:
        core.pauseBrokerage(now, detail % 4 === 0)
        break
      case 19:
        core.changeLimit(
          now,
          ['queueCapJobs', 'activatedTimeoutSeconds'][subject % 2],
          [30, 90_000][subject % 2] + detail,
        )
        break
    }
  })
  for (let n = verb >= 20 ? 5 : 0; n > 0; n--) {
    const others =
      subject % 5 === 0 ? { otherFaces: grid.faces.map(({ index }) => index).filter((one) => one > face) } : {}
    const ask = { face, ...others, first: detail % 3 > 0, remainingSeconds: detail % 2 === 0 ? 0 : detail * 100 }
    const sent = stage.pilotAsks(ask)
    if (sent === NONE || verb < 24) continue
    const its = stage.rowOf.get(sent)!
    stage.report((now) => core.started(now, its, sent))
    if (n > 2) stage.report((now) => core.ended(now, its, sent, 'finished', 0))
  }
  stage.pass(stage.now)
}
