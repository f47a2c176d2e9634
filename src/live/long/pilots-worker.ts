/**
 * Many pilots in one process, for long tests that kill it. Whole ones are those of `ailuro pilot`: each runs its jobs' payloads as processes.
 * Hollow ones ask, report and wait for the server by the same code, and their payload is the line that they note.
 */
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClientServer } from '../pilot/client-server.js'
import { PatientServer, type Patience } from '../pilot/patient-server.js'
import type { WireName } from '../faults/wires.js'
import { PilotError } from '../pilot/pilot-errors.js'
import type { JobEnding, PilotServer } from '../pilot/pilot-server.js'
import { runPilot } from '../pilot/run-pilot.js'
import { stopOnSignals } from '../pilot/stop-on-signals.js'
import { longQueues } from './long-core.js'
import { note } from './notes.js'
import { NotingClient } from './noting-client.js'
import { PandaCaller } from './panda-caller.js'
import { PandaPilotServer } from './panda-pilot.js'

/** What a process of pilots is told. */
export interface PilotsPlan {
  /** Hollow ones speak by this wire; whole ones by the server's own. */
  readonly wire: WireName
  readonly isWhole: boolean
  readonly pilots: number
  /** What the names of its pilots begin with. */
  readonly name: string
  readonly url: string
  readonly token: string
  /** Where whole pilots have their folders. */
  readonly folder: string
  readonly notes: string
}

const patience: Patience = {
  firstMilliseconds: 50,
  longestMilliseconds: 1000,
  limitMilliseconds: 3_600_000,
  callMilliseconds: 10_000,
}
const LIFETIME = 36_000_000
const HEARTBEAT = 2000
const ASK = 300
/** The longest that a hollow payload takes, and how many of a hundred fail. */
const LONGEST_PAYLOAD = 600
const FAILURES_PERCENT = 4
/** Of so many calls of PanDA's pilots one breaks off first. */
const CUT_EVERY = 23

/** Of a job that is to end. */
const killed: JobEnding = { outcome: 'failed', errorCode: PilotError.killedByServer, words: 'it was to end' }

const plan = JSON.parse(process.argv[2]) as PilotsPlan
const { stop, done } = stopOnSignals()
// Each pilot waits for it in its own way.
setMaxListeners(0, stop)
process.on('disconnect', () => process.exit(1))

const names = Array.from({ length: plan.pilots }, (_, index) => `${plan.name}-${index}`)
await Promise.all(names.map((name, index) => pilot(name, longQueues[index % longQueues.length])))
done()
process.exit(0)

async function pilot(name: string, queue: string): Promise<void> {
  const { url, token, notes } = plan
  const settings = { url, token, tries: 1, connections: 2, name: 'ailuro-pilot' }
  if (!plan.isWhole && plan.wire === 'panda') {
    await hollow(name, queue, new PandaPilotServer(new PandaCaller(url, token, CUT_EVERY), notes))
    return
  }
  const server = new ClientServer(() => new NotingClient(settings, notes))
  try {
    if (plan.isWhole) await whole(name, queue, server)
    else await hollow(name, queue, server)
  } finally {
    server.close()
  }
}

async function whole(worker: string, queue: string, server: PilotServer): Promise<void> {
  const times = { lifetime: LIFETIME, idle: LIFETIME, ask: ASK, askAway: LIFETIME, heartbeat: HEARTBEAT, grace: 500 }
  const folder = join(plan.folder, worker)
  const end = await runPilot({
    ...{ server, queue, worker, folder, stop, freeMB: 0, logHalfBytes: 4096, times: { ...times, patience } },
  })
  if (end.reason !== 'stopped') throw new Error(`pilot ${worker} ended: ${end.reason} ${end.words}`)
}

async function hollow(worker: string, queue: string, server: PilotServer): Promise<void> {
  const patient = new PatientServer(server, patience)
  const slot = { queue, cores: 1, worker, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
  for (let first = true; !stop.aborted; first = false) {
    try {
      const job = await patient.ask({ ...slot, first }, stop, LIFETIME)
      if (job === undefined) {
        await sleep(ASK * (0.5 + Math.random()), undefined, { signal: stop })
        continue
      }
      const { id } = job
      note(plan.notes, ['start', id, job.task, job.ordinal, job.attempt])
      const begun = await patient.started(id, stop)
      if (begun.known) await sleep(Math.random() * LONGEST_PAYLOAD, undefined, { signal: stop })
      note(plan.notes, ['beat', id])
      const { known, command } = begun.known ? await patient.heartbeat(id, stop) : begun
      const isToEnd = command === 'tobekilled'
      note(plan.notes, ['told', id, known, isToEnd])
      if (isToEnd) await patient.ended(id, killed, stop)
      else if (known) await patient.ended(id, ending(), stop)
    } catch (error) {
      if (!stop.aborted) throw error
    }
  }
}

function ending(): JobEnding {
  if (Math.random() * 100 >= FAILURES_PERCENT) return { outcome: 'finished', errorCode: PilotError.none, words: '' }
  return { outcome: 'failed', errorCode: PilotError.payloadFailed, words: 'it was its turn' }
}
