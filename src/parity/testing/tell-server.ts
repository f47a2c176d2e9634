import type { Client } from '../../live/api/client.js'
import type { Message } from '../../live/messages.js'
import type { Grid } from '../../model/grid.js'
import { NONE, type PandaId } from '../../model/units.js'

type ReportName = Message['report']
type Telling<Name extends ReportName> = (
  client: Client,
  message: Extract<Message, { report: Name }>,
  grid: Grid,
) => Promise<unknown>

const tellings: { readonly [Name in Exclude<ReportName, 'advance' | 'hearingGap'>]: Telling<Name> } = {
  datasetKnown: (client, { name, bytes, sites, files, tapes }) =>
    client.call('PUT /datasets/:name', {
      params: { name },
      body: { bytes, files, sites: [...sites], tapes: [...tapes] },
    }),
  replicaArrived: (client, { dataset, site, kind }) =>
    client.call('PUT /datasets/:name/replicas/:site', { params: { name: dataset, site }, body: { kind } }),
  replicaGone: (client, { dataset, site, kind }) =>
    client.call('DELETE /datasets/:name/replicas/:site', { params: { name: dataset, site }, query: { kind } }),
  storageChanged: (client, { site, news: { freeBytes, totalBytes, ...abilities } }) =>
    client.call('PATCH /sites/:name/storage', {
      params: { name: site },
      body: {
        ...abilities,
        ...(freeBytes !== undefined && { freeBytes: bounded(freeBytes) }),
        ...(totalBytes !== undefined && { totalBytes: bounded(totalBytes) }),
      },
    }),
  linkMeasured: (client, { from, to, rates: { hourMBps, dayMBps, weekMBps } }) => {
    const rates = { hourMBps: known(hourMBps), dayMBps: known(dayMBps), weekMBps: known(weekMBps) }
    return client.call('PUT /links', { body: { links: [{ from, to, ...rates }] } })
  },
  submit: (client, { task: { firstOrdinal: _, submittedAt: __, ...task } }) => {
    const command = ['true']
    const given = Object.entries(task).filter(([, value]) => value !== undefined)
    return client.call('POST /tasks', { body: { ...Object.fromEntries(given), spec: { command } } as never })
  },
  pilotAsks: async (client, { pilot }, grid) => {
    const { cores, queue } = grid.faces[pilot.face]
    const { first, memoryMB, scratchMB, remainingSeconds } = pilot
    const { job } = await client.call('POST /pilots/ask', {
      body: { queue: queue.name, cores, first, memoryMB, scratchMB, remainingSeconds },
    })
    return job?.id ?? NONE
  },
  accepted: (client, { id }) => client.call('POST /jobs/:id/accepted', { params: { id } }),
  started: (client, { id }) => client.call('POST /jobs/:id/started', { params: { id } }),
  heartbeat: (client, { id }) => client.call('POST /jobs/:id/heartbeat', { params: { id } }),
  ended: (client, { id, outcome, errorCode }) =>
    client.call('POST /jobs/:id/ended', { params: { id }, body: { outcome, errorCode } }),
  transferEnded: (client, { number, arrived }) =>
    client.call('POST /transfers/:number/ended', { params: { number }, body: { arrived } }),
  queueChanged: (client, { queue, status }) =>
    client.call('POST /queues/:name/status', { params: { name: queue }, body: { status } }),
  pilotsLost: (client, { face, pilots }, grid) => {
    const { cores, queue } = grid.faces[face]
    return client.call('POST /pilots/lost', { body: { queue: queue.name, cores, pilots } })
  },
  kill: (client, { id }) => client.call('POST /jobs/:id/kill', { params: { id } }),
  killGently: (client, { id }) => client.call('POST /jobs/:id/kill', { params: { id }, body: { gently: true } }),
  killTask: (client, { task }) => client.call('POST /tasks/:number/kill', { params: { number: task } }),
  reprioritise: (client, { task, priority }) =>
    client.call('PATCH /tasks/:number', { params: { number: task }, body: { priority } }),
  pauseBrokerage: (client, { isPaused }) => client.call(`POST /brokerage/${isPaused ? 'pause' : 'resume'}`),
  changeLimit: (client, { constant, value }) => client.call('PATCH /limits', { body: { [constant]: value } }),
}

/** Makes a report over HTTP. @returns PandaID of the job that a pilot got, NONE when it got none */
export async function tellServer(client: Client, message: Message, grid: Grid): Promise<PandaId> {
  if (message.report === 'advance' || message.report === 'hearingGap') return NONE
  const telling = tellings[message.report] as Telling<ReportName>
  const answer = await telling(client, message as never, grid)
  return typeof answer === 'number' ? answer : NONE
}

function known(rate: number): number | null {
  return Number.isNaN(rate) ? null : rate
}

function bounded(bytes: number): number | null {
  return bytes === Infinity ? null : bytes
}
