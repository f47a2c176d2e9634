/** How the pilots of a load talk: as ours do, or as PanDA's (panda-protocol.md §2), which is heavier. */
import type { Line, LineAnswer } from './line.js'

/** What a pilot of a load says; each is one request. */
export interface PilotWire {
  ask(line: Line, queue: string, worker: number): Promise<LineAnswer>
  /** PandaID of the job that was given; undefined: none was. */
  idIn(answer: LineAnswer): string | undefined
  started(line: Line, id: string): Promise<LineAnswer>
  ended(line: Line, id: string): Promise<LineAnswer>
  /** Whether an end was heard. */
  isHeard(answer: LineAnswer): boolean
}

export const pilotWireNames = ['own', 'panda'] as const
export type PilotWireName = (typeof pilotWireNames)[number]

const own: PilotWire = {
  ask: (line, queue, worker) =>
    line.post('/api/ailuro/v1/pilots/ask', JSON.stringify({ queue, cores: 1, first: false, worker: `w${worker}` })),
  idIn: ({ status, body }) => (status === 200 ? /"id":(\d+)/.exec(body)?.[1] : undefined),
  started: (line, id) => line.post(`/api/ailuro/v1/jobs/${id}/started`, ''),
  ended: (line, id) => line.post(`/api/ailuro/v1/jobs/${id}/ended`, '{"outcome":"finished"}'),
  isHeard: ({ status, body }) => status === 200 && body.includes('"known":true'),
}

/** What a pilot tells beside the state, such as the real one does at the end of a job. */
const said = {
  ...{ node: 'node1.example.org', pilotID: 'unknown|PR|3.11.5.1', siteName: 'Q0', attemptNr: 1, pilotErrorCode: 0 },
  ...{ cpuConsumptionTime: 3_600, cpuConsumptionUnit: 's', coreCount: 1, maxRSS: 1_900_000, avgRSS: 1_700_000 },
  ...{ maxPSS: 1_800_000, avgPSS: 1_600_000, nEvents: 1_000, exeErrorCode: 0, exeErrorDiag: '', transExitCode: 0 },
  ...{ pilotTiming: '1|12|3600|14|2', jobMetrics: 'coreCount=1 nEvents=1000 dbTime=10.52 leak=12.5' },
}

/** It does not ask for JSON, as the real one does not at first. */
const panda: PilotWire = {
  ask: (line, queue, worker) => {
    const place = {
      siteName: queue,
      computingElement: queue,
      node: `w${worker}`,
      harvester_id: 'h1',
      worker_id: worker,
    }
    const asked = { ...place, prodSourceLabel: 'user', mem: 24_105.55, diskSpace: 20_000, cpu: 2_596.124 }
    return line.post('/server/panda/getJob', JSON.stringify(asked))
  },
  idIn: ({ status, body }) => (status === 200 ? /PandaID=(\d+)/.exec(body)?.[1] : undefined),
  started: (line, id) => line.post('/server/panda/updateJob', JSON.stringify({ jobId: id, state: 'running', ...said })),
  ended: (line, id) => line.post('/server/panda/updateJob', JSON.stringify({ jobId: id, state: 'finished', ...said })),
  isHeard: ({ status, body }) => status === 200 && body.includes('StatusCode=0') && !body.includes('tobekilled'),
}

export const pilotWires: Readonly<Record<PilotWireName, PilotWire>> = { own, panda }
